"""allauth's own pages: the way in and one's own account. OpenID Connect is off without its settings: 404."""

NAMESPACE = ""
PAGES = """
                                                                | ano app hom adm | for mis
account_login - GET                                             | 200 302 302 302 | - -
account_login - POST                                            | 200 302 302 302 | - -
account_logout - GET                                            | 302 200 200 200 | - -
account_logout - POST                                           | 302 302 302 302 | - -
account_inactive - GET                                          | 200 200 200 200 | - -
account_signup - GET                                            | 200 302 302 302 | - -
account_signup - POST                                           | 200 302 302 302 | - -
account_reauthenticate - GET                                    | in  200 200 200 | - -
account_reauthenticate - POST                                   | in  200 200 200 | - -
account_email - GET                                             | in  200 200 200 | - -
account_email - POST                                            | in  302 302 302 | - -
account_email_verification_sent - GET                           | in  302 302 302 | - -
account_change_password - GET                                   | in  200 200 200 | - -
account_change_password - POST                                  | in  200 200 200 | - -
account_set_password - GET                                      | in  302 302 302 | - -
account_set_password - POST                                     | in  302 302 302 | - -
account_reset_password - GET                                    | 200 200 200 200 | - -
account_reset_password - POST                                   | 302 302 302 302 | - -
account_reset_password_done - GET                               | 200 200 200 200 | - -
account_reset_password_from_key_done - GET                      | 200 200 200 200 | - -
account_reset_password_from_key -,uidb36=1,key=set-password GET | 200 200 200 200 | - -
account_request_login_code - GET                                | 200 302 302 302 | - -
account_confirm_login_code - GET                                | in  302 302 302 | - -
mfa_index - GET                                                 | in  200 200 200 | - -
mfa_authenticate - GET                                          | in  302 302 302 | - -
mfa_reauthenticate - GET                                        | in  302 200 200 | - -
mfa_activate_totp - GET                                         | in  302 302 302 | - -
mfa_deactivate_totp - GET                                       | in  404 302 302 | - -
mfa_view_recovery_codes - GET                                   | in  404 404 404 | - -
mfa_generate_recovery_codes - GET                               | in  302 302 302 | - -
mfa_download_recovery_codes - GET                               | in  404 404 404 | - -
mfa_list_webauthn - GET                                         | in  200 200 200 | - -
mfa_add_webauthn - GET                                          | in  302 302 302 | - -
mfa_reauthenticate_webauthn - GET                               | in  302 302 302 | - -
mfa_remove_webauthn -,pk=999 GET                                | in  302 302 302 | - -
mfa_edit_webauthn -,pk=999 GET                                  | in  302 302 302 | - -
mfa_login_webauthn - GET                                        | in  302 302 302 | - -
socialaccount_login_cancelled - GET                             | 200 200 200 200 | - -
socialaccount_login_error - GET                                 | in  401 401 401 | - -
socialaccount_signup - GET                                      | in  in  in  in  | - -
socialaccount_connections - GET                                 | in  200 200 200 | - -
openid_connect_login -,provider_id=eu GET                       | 404 404 404 404 | - -
openid_connect_callback -,provider_id=eu GET                    | 404 404 404 404 | - -
usersessions_list - GET                                         | in  200 200 200 | - -
"""
