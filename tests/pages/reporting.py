"""Figures and reports are for staff, making them is the coordinator's. Anybody may ask if a paper is real."""

NAMESPACE = "reporting:"
PAGES = """
                                       | ano app hst hom hsm thi coo fin aud adm str out | for mis
scoreboard - GET                       | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
scoreboard - POST                      | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rules - GET                            | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rules - POST                           | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rows -,code=exchanges GET              | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rows -,code=exchanges POST             | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rows -,code=nonsense POST              | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
verify - GET                           | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
verify - POST                          | 405 405 405 405 405 405 405 405 405 405 405 405 | 405 405
reports - GET                          | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
reports - POST                         | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
make - GET                             | in  404 404 403 403 403 200 403 403 404 404 404 | 404 404
make - POST                            | in  404 404 403 403 403 200 403 403 404 404 404 | 404 404
report report GET                      | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
report report POST                     | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
progress report GET                    | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
progress report POST                   | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
report_rows report,code=exchanges GET  | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
report_rows report,code=exchanges POST | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
file report,ending=json GET            | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
file report,ending=json POST           | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
file report,ending=pdf POST            | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
act report,name=freeze GET             | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
act report,name=freeze POST            | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
act report,name=discard POST           | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
act report,name=stop POST              | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
act report,name=retry POST             | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
act report,name=nonsense POST          | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
"""
