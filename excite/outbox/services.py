"""Posting a mail, and what its keepers do with it."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from excite import jobs
from excite.names import clean_line
from excite.outbox import emails
from excite.outbox.models import Mail
from excite.outbox.workflow import MAIL

SECRET_LIVES = 15 * 60  # seconds


@transaction.atomic
def post(
    *,
    purpose: str,
    now: datetime,
    by=None,
    to=None,
    address="",
    name="",
    language="",
    subject=None,
    context=None,
    key: str | None = None,
    secret="",
    secret_value="",
) -> Mail:
    """Write a mail about the record `subject` to a person (`to`) or an `address`; it leaves after the commit.

    The text is `templates/mails/<purpose>.txt` (`.subject.txt`, optional `.html`), filled from `context`
    (plain JSON, sentences allowed) when it is sent. A mail whose `key` exists already is not made again.
    `secret` names a registered maker whose result the text shows as `{{ secret }}`; `secret_value` is such a
    value itself, kept for a quarter of an hour outside the row.
    """
    fields = {
        "purpose": purpose,
        "posted_at": now,
        "requested_by": by,
        "recipient": to,
        "address": address or to.email,
        "name": clean_line(name or (str(to) if to else ""))[:255],
        "language": language or getattr(to, "language", "") or get_language() or settings.LANGUAGE_CODE,
        "context": context or {},
        "secret": secret or ("once" if secret_value else ""),
    }
    if subject is not None:
        fields |= {
            "subject_kind": subject.audit_kind,
            "subject_id": str(subject.pk),
            "reference": str(getattr(subject, "reference", "") or "")[:255],
            "partnership_key": getattr(subject, "partnership_id", None),
        }
    if key is not None and (known := Mail.objects.filter(key=key).first()):
        return known
    draft = Mail(key=key, **fields)
    draft.subject = emails.masked(draft).subject
    try:
        with transaction.atomic():
            mail = jobs.enqueue(draft)
    except IntegrityError:  # somebody posted the same key a moment ago
        return Mail.objects.get(key=key)
    if secret_value:
        cache.set(emails.secret_slot(mail), secret_value, SECRET_LIVES)
    return mail


def hold(mail: Mail, *, by, now: datetime) -> Mail:
    """Keep a waiting mail back until somebody releases or drops it."""
    return MAIL.move("hold", mail, by=by, now=now)


def drop(mail: Mail, *, by, now: datetime) -> Mail:
    """Never send a held mail."""
    return MAIL.move("drop", mail, by=by, now=now)


def release(mail: Mail, *, by, now: datetime) -> Mail:
    """Send a held mail after all. If it may have been sent already, this is a new edition of it."""
    return _queue(mail, "release", by=by, now=now)


def resend(mail: Mail, *, by, now: datetime) -> Mail:
    """Send a mail once more, as a new edition, so that mail programs do not drop it as a double."""
    return _queue(mail, "resend", by=by, now=now)


def said_of(mail: Mail) -> str:
    """What to tell the keeper who has just moved this mail."""
    said = {
        jobs.Status.HELD: _("This mail is held. Nobody gets it until you send or drop it."),
        jobs.Status.CANCELLED: _("This mail is dropped."),
    }
    return said.get(mail.status, _("This mail is on its way."))


ACTS = {"hold": hold, "drop": drop, "release": release, "resend": resend}


def _queue(mail: Mail, act: str, *, by, now: datetime) -> Mail:
    changes = {
        "due_at": timezone.now() + jobs.RESEND,
        "attempts_left": jobs.ATTEMPTS,
        "edition": mail.edition + bool(mail.handed_over_at),
        "handed_over_at": None,
        "error": "",
        "finished_at": None,
    }
    with transaction.atomic():
        MAIL.move(act, mail, by=by, now=now, **changes)
        transaction.on_commit(lambda: jobs.send(mail), robust=True)
    return mail
