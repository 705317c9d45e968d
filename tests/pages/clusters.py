"""People and organisations of a partnership. Memberships and invitations are for those concerned."""

NAMESPACE = "clusters:"
PAGES = """
                                             | ano app hst hom hsm thi coo fin aud adm str out | for mis
about - GET                                  | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
about - POST                                 | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
clusters - GET                               | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
clusters - POST                              | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
cluster cluster GET                          | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
cluster cluster POST                         | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rules - GET                                  | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
rules - POST                                 | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
register - GET                               | in  200 200 200 200 200 200 200 200 200 200 200 | 200 404
register - POST                              | in  200 200 200 200 200 200 200 200 200 200 200 | 200 404
organisations - GET                          | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
organisations - POST                         | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
organisation organisation GET                | in  200 404 200 200 200 200 200 200 404 404 404 | 404 404
organisation organisation POST               | in  200 404 200 200 200 200 200 200 404 404 404 | 404 404
organisation_edit organisation GET           | in  200 404 200 403 403 403 403 403 404 404 404 | 404 404
organisation_edit organisation POST          | in  302 404 200 403 403 403 403 403 404 404 404 | 404 404
organisation_size organisation GET           | in  200 404 403 403 403 403 403 403 404 404 404 | 404 404
organisation_size organisation POST          | in  200 404 403 403 403 403 403 403 404 404 404 | 404 404
organisation_hosting organisation GET        | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
organisation_hosting organisation POST       | in  403 404 302 403 403 403 403 403 404 404 404 | 404 404
membership_ask organisation GET              | in  200 404 200 403 403 403 403 403 404 404 404 | 404 404
membership_ask organisation POST             | in  200 404 200 403 403 403 403 403 404 404 404 | 404 404
speaker_invite organisation GET              | in  200 404 200 403 403 403 403 403 404 404 404 | 404 404
speaker_invite organisation POST             | in  302 404 302 403 403 403 403 403 404 404 404 | 404 404
speaker_end speaker GET                      | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
speaker_end speaker POST                     | in  302 404 302 403 403 403 403 403 404 404 404 | 404 404
memberships - GET                            | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
memberships - POST                           | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
membership membership GET                    | in  200 404 200 200 200 200 200 200 404 404 404 | 404 404
membership membership POST                   | in  200 404 200 200 200 200 200 200 404 404 404 | 404 404
membership_proof membership GET              | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
membership_proof membership POST             | in  403 404 302 403 403 403 403 403 404 404 404 | 404 404
membership_act membership,name=confirm GET   | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
membership_act membership,name=confirm POST  | in  403 404 302 403 403 403 403 403 404 404 404 | 404 404
membership_act membership,name=refuse POST   | in  403 404 302 403 403 403 403 403 404 404 404 | 404 404
membership_act membership,name=end POST      | in  403 404 302 403 403 403 403 403 404 404 404 | 404 404
membership_act membership,name=nonsense POST | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
people - GET                                 | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
people - POST                                | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
people_invite - GET                          | in  404 404 403 403 403 200 403 403 404 404 404 | 404 404
people_invite - POST                         | in  404 404 403 403 403 200 403 403 404 404 404 | 404 404
post_end post GET                            | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
post_end post POST                           | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
invitation invitation GET                    | in  200 404 200 404 404 200 404 200 404 404 200 | 404 404
invitation invitation POST                   | in  200 404 200 404 404 200 404 200 404 404 200 | 404 404
invitation_act invitation,name=accept GET    | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
invitation_act invitation,name=accept POST   | in  403 404 403 404 404 403 404 403 404 404 302 | 404 404
invitation_act invitation,name=decline POST  | in  403 404 403 404 404 403 404 403 404 404 302 | 404 404
invitation_act invitation,name=withdraw POST | in  302 404 302 404 404 403 404 403 404 404 403 | 404 404
invitation_act invitation,name=nonsense POST | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
"""
