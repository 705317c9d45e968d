"""How sign-in talks to people: mails leave through the outbox, and no secret stands in a row."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model

from excite import clock, outbox

# What allauth calls a mail, and what we call it. All others are notices about the account.
PURPOSES = {
    "account/email/email_confirmation_signup": "account.welcome",
    "account/email/email_confirmation": "account.address",
    "account/email/login_code": "account.code",
    "account/email/password_reset_key": "account.reset",
    "account/email/account_already_exists": "account.known",
    "account/email/unknown_account": "account.unknown",
}
NOTICES = {
    "account/email/email_changed": "email_changed",
    "account/email/email_confirm": "email_changed",
    "account/email/email_deleted": "email_deleted",
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
    "socialaccount/email/account_connected": "institution_added",
    "socialaccount/email/account_disconnected": "institution_removed",
}


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """One mail about an account. Codes and links are kept in the cache for a quarter of an hour."""
        person = context.get("user")
        person = person if isinstance(person, get_user_model()) and person.pk else None
        said = {}
        if template_prefix not in PURPOSES:
            said["what"] = NOTICES.get(template_prefix, "changed")
        outbox.post(
            purpose=PURPOSES.get(template_prefix, "account.notice"),
            to=person,
            address=email,
            context=said,
            now=clock.now(),
            secret_value=str(context.get("code") or context.get("password_reset_url") or ""),
        )
