"""The words of a mail, in the language of the person who reads it."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from excite.names import clean_line
from excite.outbox import registry
from excite.outbox.models import Mail
from excite.workflow import Refused

MASK = "••••••"


class SecretExpired(Refused):
    default = _(
        "The code in this mail has expired and is kept nowhere. Ask for a new one where it was asked for."
    )


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def as_shown(mail: Mail) -> Letter:
    """For people who look into the outbox: as it was sent, or else as it would be now; secrets are masked."""
    return Letter(mail.subject, mail.text, "") if mail.text else masked(mail)


def masked(mail: Mail) -> Letter:
    return _letter(mail, MASK if mail.secret else "")


def as_sent(mail: Mail) -> Letter:
    """With the secret in it; for the mail server only (and the demo's mailbox)."""
    return _letter(mail, _secret_of(mail))


def as_received(mail: Mail) -> Letter:
    """For the demo's mailbox: with the secret as long as it is known, else as it is kept."""
    try:
        return as_sent(mail)
    except SecretExpired:
        return as_shown(mail)


def message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    """The message for the mail server. An edition always has the same Message-ID."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[mail.address],
        headers={"Message-ID": f"<{mail.uuid}.{mail.edition}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _secret_of(mail: Mail) -> str:
    if mail.secret:
        return registry.make_secret(mail)
    return ""


def secret_slot(mail: Mail) -> str:
    """Where in the cache a secret is put aside until its mail is sent."""
    return f"mail-secret-{mail.uuid}"


@registry.secret("once")
def secret_kept_for_a_while(mail: Mail) -> str:
    """A code that whoever posted the mail put aside. Raises SecretExpired."""
    value = cache.get(secret_slot(mail))
    if value is None:
        raise SecretExpired
    return value


def _letter(mail: Mail, secret: str) -> Letter:
    values = dict(mail.context)
    if str(values.get("url", "")).startswith("/"):
        values["url"] = urljoin(settings.SITE_URL + "/", values["url"])
    values |= {"mail": mail, "name": mail.name, "reference": mail.reference, "secret": secret}
    values["site"] = settings.SITE_URL
    with translation.override(mail.language):
        subject = clean_line(_filled(f"{mail.purpose}.subject.txt", values, escaped=False))
        text = _filled(f"{mail.purpose}.txt", values, escaped=False).strip() + "\n"
        values |= {"subject": subject, "text": text, "language": mail.language}
        try:
            html = _filled(f"{mail.purpose}.html", values)
        except TemplateDoesNotExist:
            html = _filled("base.html", values)
    return Letter(subject[:255], text, html)


def _filled(name: str, values: dict, *, escaped: bool = True) -> str:
    template = get_template(f"mails/{name}").template
    return template.render(Context(values, autoescape=escaped))
