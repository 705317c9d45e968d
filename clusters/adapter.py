"""How sign-in talks to people: mails leave through the outbox, and no secret stands in a row.

And whom an institution may vouch for, where sign-in by OpenID Connect is on.
"""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model

from excite import clock, outbox

log = logging.getLogger(__name__)
LONGEST_NAME = 150

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


class InstitutionAdapter(DefaultSocialAccountAdapter):
    def authenticate_by_email(self, sociallogin):
        """The account of an address that the institution says it has verified, and says so in so many words.

        Once an account is joined to an identity there, it opens by that identity only: an address may be
        given to the next person, an identity may not.
        """
        for address in sociallogin.email_addresses:
            address.verified = address.verified in (True, "true")  # some send the word
        found = super().authenticate_by_email(sociallogin)
        joined = SocialAccount.objects.filter(provider=sociallogin.account.provider)
        if found and joined.filter(user=found[0]).exists():
            return None
        return found

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.full_name = (data.get("name") or " ".join(filter(None, parts)))[:LONGEST_NAME]
        return user

    def get_signup_form_initial_data(self, sociallogin):
        """An agreement needs a full name: what the institution says is proposed, not taken."""
        return super().get_signup_form_initial_data(sociallogin) | {"full_name": sociallogin.user.full_name}

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        log.warning(
            "Sign-in by OpenID Connect failed: %s %s", error, exception or "", extra={"by": provider.id}
        )
