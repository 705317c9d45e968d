"""Tandems are seen by the staff of their partnership; the two clusters act, the coordinator may cancel."""

NAMESPACE = "tandems:"
PAGES = """
                                | ano app hst hom hsm thi coo fin aud adm str out | for mis
list - GET                      | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
list - POST                     | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
new - GET                       | in  404 404 200 200 200 403 403 403 404 404 404 | 404 404
new - POST                      | in  404 404 200 200 200 403 403 403 404 404 404 | 404 404
tandem proposed GET             | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
tandem proposed POST            | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
edit proposed GET               | in  404 404 200 403 403 403 403 403 404 404 404 | 404 404
edit proposed POST              | in  404 404 200 403 403 403 403 403 404 404 404 | 404 404
session running GET             | in  404 404 200 200 403 403 403 403 404 404 404 | 404 404
session running POST            | in  404 404 200 200 403 403 403 403 404 404 404 | 404 404
close running GET               | in  404 404 200 200 403 403 403 403 404 404 404 | 404 404
close running POST              | in  404 404 200 200 403 403 403 403 404 404 404 | 404 404
act proposed,name=agree GET     | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
act proposed,name=agree POST    | in  404 404 403 302 403 403 403 403 404 404 404 | 404 404
act proposed,name=cancel POST   | in  404 404 302 302 403 302 403 403 404 404 404 | 404 404
act proposed,name=nonsense POST | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
"""
