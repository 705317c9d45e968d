"""What spans the apps, the log and the mails. Without demo mode its controls do not exist: 404."""

NAMESPACE = ""
PAGES = """
                                  | ano app hst hom hsm thi coo fin aud adm str out | for mis
audit - GET                       | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
audit - POST                      | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
outbox:list - GET                 | in  200 200 200 200 200 200 200 200 200 200 200 | - -
outbox:list - POST                | in  405 405 405 405 405 405 405 405 405 405 405 | - -
outbox:mail mail GET              | in  404 404 200 200 404 200 404 200 200 404 404 | 404 404
outbox:mail mail POST             | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
outbox:act mail,act=hold GET      | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
outbox:act mail,act=hold POST     | in  404 404 403 403 404 302 404 403 302 404 404 | 404 404
outbox:act mail,act=resend POST   | in  404 404 403 403 404 302 404 403 302 404 404 | 404 404
outbox:act mail,act=nonsense POST | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
outbox:demo - GET                 | 404 404 404 404 404 404 404 404 404 404 404 404 | - -
outbox:demo - POST                | 405 405 405 405 405 405 405 405 405 405 405 405 | - -
outbox:demo_mail mail GET         | 404 404 404 404 404 404 404 404 404 404 404 404 | 404 404
outbox:demo_mail mail POST        | 405 405 405 405 405 405 405 405 405 405 405 405 | 405 405
home - GET                        | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
home - POST                       | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
privacy - GET                     | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
privacy - POST                    | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
accessibility - GET               | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
accessibility - POST              | 200 200 200 200 200 200 200 200 200 200 200 200 | - -
work - GET                        | in  200 200 200 200 200 200 200 200 200 200 200 | - -
work - POST                       | in  200 200 200 200 200 200 200 200 200 200 200 | - -
search - GET                      | in  200 200 200 200 200 200 200 200 200 200 200 | - -
search - POST                     | in  200 200 200 200 200 200 200 200 200 200 200 | - -
demo_person - GET                 | 405 405 405 405 405 405 405 405 405 405 405 405 | - -
demo_person - POST                | 404 404 404 404 404 404 404 404 404 404 404 404 | - -
demo_clock - GET                  | 405 405 405 405 405 405 405 405 405 405 405 405 | - -
demo_clock - POST                 | 404 404 404 404 404 404 404 404 404 404 404 404 | - -
set_language - GET                | 302 302 302 302 302 302 302 302 302 302 302 302 | - -
set_language - POST               | 302 302 302 302 302 302 302 302 302 302 302 302 | - -
profile - GET                     | in  200 200 200 200 200 200 200 200 200 200 200 | - -
profile - POST                    | in  302 302 302 302 302 302 302 302 302 302 302 | - -
second_factor - GET               | in  200 200 200 200 200 200 200 200 200 200 200 | - -
second_factor - POST              | in  200 200 200 200 200 200 200 200 200 200 200 | - -
"""
