"""Missions are public from their announcement on; so a foreign one is known, but not to be touched: 403."""

NAMESPACE = "missions:"
PAGES = """
                                    | ano app hst hom hsm thi coo fin aud adm str out | for mis
list - GET                          | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
list - POST                         | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
new - GET                           | in  404 404 200 200 200 200 403 403 404 404 404 | 404 404
new - POST                          | in  404 404 200 200 200 200 403 403 404 404 404 | 404 404
mission mission GET                 | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
mission mission POST                | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
mission draft-mission GET           | 404 404 404 200 200 200 200 200 200 404 404 404 | 404 404
mission draft-mission POST          | 404 404 404 200 200 200 200 200 200 404 404 404 | 404 404
edit mission GET                    | in  403 403 403 200 403 200 403 403 403 403 403 | 403 404
edit mission POST                   | in  403 403 403 200 403 200 403 403 403 403 403 | 403 404
act draft-mission,name=publish GET  | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
act draft-mission,name=publish POST | in  404 404 403 302 403 302 403 403 404 404 404 | 404 404
act mission,name=close POST         | in  403 403 403 302 403 302 403 403 403 403 403 | 403 404
act mission,name=cancel POST        | in  403 403 403 302 403 302 403 403 403 403 403 | 403 404
act mission,name=nonsense POST      | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
"""
