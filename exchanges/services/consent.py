"""The host's consent: asked at submission, answered by account or by a personal link.

Where somebody with an account speaks for the host, only they can answer. Otherwise the contact that the
applicant named gets a link. It is signed over the consent's nonce while its mail is sent, so it stands in no
row; it answers once, and a new question makes it void.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from excite import audit, outbox
from excite.workflow import Refused

from ..emails import HOST_LINK, tell_contact, tell_home, tell_host, tell_visitor
from ..models import Exchange, HostConsent
from ..workflow import CONSENT
from .assessment import has_account
from .reasons import name_of, reason_of

SALT = "exchanges.host-link"
# Whoever presses "ask again" twice does not fill the host's mailbox.
SETTLES = timedelta(hours=1)


class LinkVoid(Refused):
    """The link leads nowhere (any more); the sentence says what to do."""

    default = _(
        "This link is not complete. Please open it again from the mail, or copy the whole address from there."
    )


class LinkReplaced(LinkVoid):
    default = _(
        "This link has been replaced by a newer one: the application has changed since. "
        "Please use the latest mail about it."
    )


class NobodyToAsk(Refused):
    default = _("Nobody at the host can be asked yet: name a contact with an e-mail address.")


@transaction.atomic
def ask_host(exchange: Exchange, *, by, now: datetime) -> HostConsent:
    """Ask the host whether they agree to these days; earlier links become void. Raises NobodyToAsk.

    Pressed again within the hour about the same host and days, nothing more is sent.
    """
    consent = consent_of(exchange)
    if (
        consent
        and stands(consent, exchange)
        and consent.status == "asked"
        and now < consent.asked_at + SETTLES
    ):
        return consent
    by_account = has_account(exchange.host_id)
    if not by_account and not exchange.host_contact_email:
        raise NobodyToAsk
    asked = {
        "host": exchange.host,
        "first_working_day": exchange.first_working_day,
        "last_working_day": exchange.last_working_day,
        "contact_name": exchange.host_contact_name,
        "contact_email": "" if by_account else exchange.host_contact_email,
        "nonce": None if by_account else uuid.uuid4(),
        "asked_at": now,
        "answered_at": None,
        "answered_by": None,
        "answered_name": "",
        "comment": "",
    }
    if consent is None:
        consent = HostConsent.objects.create(exchange=exchange, **asked)
        audit.record(consent, "ask", by=by, now=now, after=consent.status)
    else:
        CONSENT.move("ask", consent, by=by, now=now, **asked)
    _write_to_host(consent, by=by, now=now)
    return consent


def consent_of(exchange: Exchange) -> HostConsent | None:
    """The consent as it is stored, with ``exchange`` itself behind it."""
    consent = HostConsent.objects.select_for_update(no_key=True).filter(exchange=exchange).first()
    if consent:
        consent.exchange = exchange
    return consent


def stands(consent: HostConsent, exchange: Exchange) -> bool:
    """Whether the host was asked about what the application says now. Imported consents name no days."""
    days = (consent.first_working_day, consent.last_working_day)
    same_days = days in ((None, None), (exchange.first_working_day, exchange.last_working_day))
    contacts = {"", exchange.host_contact_email}
    return consent.host_id == exchange.host_id and same_days and consent.contact_email in contacts


def _write_to_host(consent, *, by, now):
    exchange = consent.exchange
    if consent.nonce is None:
        url = _address("host_answer", exchange, reference=exchange.reference)
        tell_host(exchange, "exchange.host_asked", by=None, now=now, url=url)
        return
    tell_contact(consent, "exchange.host_asked", by=by, now=now)


@outbox.secret(HOST_LINK)
def host_link(mail) -> str:
    """The personal link, made while a mail about a consent is sent. LinkReplaced if it was asked anew."""
    consent = HostConsent.objects.select_related("exchange__partnership").get(pk=mail.subject_id)
    if consent.nonce is None or consent.contact_email != mail.address:
        raise LinkReplaced
    token = signing.Signer(salt=SALT).sign(f"{consent.pk}-{consent.nonce.hex}")
    return settings.SITE_URL + _address("host_link", consent.exchange, token=token)


def consent_by_token(token: str) -> HostConsent:
    """The consent that a personal link speaks of, whatever its status. Raises LinkVoid, LinkReplaced."""
    try:
        key, _dash, nonce = signing.Signer(salt=SALT).unsign(token).partition("-")
    except signing.BadSignature as fault:
        raise LinkVoid from fault
    rows = HostConsent.objects.select_related(
        "exchange__partnership",
        "exchange__visitor",
        "exchange__host",
        "exchange__mission",
        "exchange__home_cluster__organisation",
    )
    consent = rows.filter(pk=key).first()
    if consent is None:
        raise LinkVoid(_("The application that this link speaks of does not exist any more."))
    if consent.nonce is None or consent.nonce.hex != nonce:
        raise LinkReplaced
    return consent


@transaction.atomic
def answer_host(
    consent: HostConsent, *, agree: bool, by, now: datetime, name: str = "", comment: str = ""
) -> HostConsent:
    """The host's answer, once. ``by`` is None for the personal link, then ``name`` says who answers.

    Raises NotAllowed, WrongStatus (answered already, or the application is over), ReasonMissing.
    """
    exchange = consent.exchange
    name = name_of(name) if by is None else str(by)
    comment = reason_of(comment)
    CONSENT.move(
        "agree" if agree else "decline",
        consent,
        by=by,
        now=now,
        reason=comment,
        who=name if by is None else "",
        answered_at=now,
        answered_by=by,
        answered_name=name,
        comment=comment,
    )
    answer = {"agreed": agree, "comment": comment}
    tell_visitor(exchange, "exchange.host_answered", by=by, now=now, **answer)
    tell_home(exchange, "exchange.host_answered", by=by, now=now, **answer)
    return consent


def _address(view, exchange, **parts):
    return reverse(f"exchanges:{view}", kwargs={"partnership": exchange.partnership.slug, **parts})
