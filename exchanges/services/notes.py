"""What is written beside an exchange without changing it: internal notes, and who took away which paper."""

from datetime import datetime

from excite import audit
from excite.audit.models import Event
from excite.workflow import NotAllowed

from ..models import Exchange
from .locks import acting_on
from .reasons import reason_of

WRITERS = {"home_manager", "host_manager", "coordinator", "finance"}


def may_note(exchange: Exchange, user) -> bool:
    """Staff with a part in the exchange; who represents one of the two organisations is not staff here."""
    roles = exchange.roles_of(user)
    return bool(roles & WRITERS) and not roles & {"applicant", "host"}


def add_note(exchange: Exchange, *, text: str, by, now: datetime) -> None:
    """An internal note for staff. Sent twice, it is the same note."""
    if not may_note(exchange, by):
        raise NotAllowed
    words = reason_of(text, required=True)
    with acting_on(exchange):
        last = Event.objects.of(exchange).filter(verb="note", actor=by).with_people().newest_first().first()
        if last is None or last.reason != words:
            audit.record(exchange, "note", by=by, now=now, reason=words, internal=True)


def record_download(paper, *, by, now: datetime, name: str) -> None:
    """Private papers that leave the portal are on record: who took which, and when."""
    audit.record(paper, "download", by=by, now=now, details={"file": name}, internal=True)
