"""The timeline of an exchange: its own events and those of what hangs on it, the newest first."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from excite import history
from excite.audit.models import Event
from excite.words import say

from ..models import ChangeRequest, Exchange, Signature

KINDS = ("exchange", "consent", "agreement", "seat_offer", "change")
PRIVATE = ("evidence", "grant")  # not for the host
SILENT = ("download",)
MOST = 120


def events_of(exchange: Exchange, *, roles: frozenset, staff: bool) -> list[Event]:
    """The newest first: one query. Internal notes are for staff; money and evidence for all but the host."""
    kinds = KINDS if roles <= {"host", "host_manager"} else KINDS + PRIVATE
    events = Event.objects.filter(
        partnership_key=exchange.partnership_id, reference=exchange.reference, subject_kind__in=kinds
    ).exclude(verb__in=SILENT)
    if not staff:
        events = events.without_internal()
    return list(events.with_people().newest_first()[:MOST])


def timeline(events: list[Event]) -> tuple[history.Entry, ...]:
    shown = _once(events)
    told = zip(shown, history.entries(shown), strict=True)
    return tuple(entry for event, plain in told for entry in _told(event, plain))


def _once(events):
    """A form that saves itself writes many events a day; one of them says it."""
    shown = []
    for event in events:
        last = shown[-1] if shown else None
        again = (event.subject_kind, event.verb, event.actor_id, event.reason)
        same = last and again == (last.subject_kind, last.verb, last.actor_id, last.reason)
        if not (same and event.verb in ("edit", "wrote the report")):
            shown.append(event)
    return shown


def _told(event, entry):
    """What the details of an event add: whose signature it was, what was corrected from what to what."""
    if event.subject_kind != "exchange":
        return [entry]
    if event.verb == "sign" and event.details.get("party") in Signature.Party.values:
        party = Signature.Party(event.details["party"]).label
        return [replace(entry, text=_("%(act)s for the %(party)s") % {"act": entry.text, "party": party})]
    if event.verb == "note":
        return [replace(entry, text=entry.reason, reason="")]
    if event.verb in ("correct", "change"):
        changes = event.details.get("changes", {}) if event.verb == "correct" else event.details
        return [
            replace(
                entry,
                text=f"{entry.text}: {field_label(name)}",
                old=shown(name, pair[0]) or "–",
                new=shown(name, pair[1]) or "–",
            )
            for name, pair in changes.items()
            if isinstance(pair, list) and len(pair) == 2
        ] or [entry]
    return [entry]


def field_label(name: str) -> str:
    """A fact of an exchange by the words of its form."""
    column = {"kind": "counted_kind", "size": "counted_size"}.get(name, name)
    try:
        return str(Exchange._meta.get_field(column).verbose_name)
    except FieldDoesNotExist:
        return name


def shown(name: str, value: str) -> str:
    """A stored value (ISO day, code of a type, name) as people write it."""
    if name in ChangeRequest.FIELDS and name != "host" and value:
        try:
            return say(date.fromisoformat(value))
        except ValueError:
            return value
    if name in ("kind", "size"):
        choices = dict(Exchange._meta.get_field(f"counted_{name}").choices)
        return str(choices.get(value, value))
    return value


def changed_since_returned(events: list[Event]) -> list[str]:
    """Which fields the applicant has changed since more was asked for, by their labels."""
    fields: dict[str, None] = {}
    for event in [event for event in events if event.subject_kind == "exchange"]:
        if event.verb == "return":
            return [field_label(name) for name in reversed(fields)]
        if event.verb == "edit":
            fields |= dict.fromkeys(reversed(event.details.get("fields", [])))
    return []


def last_reason(exchange: Exchange, *verbs: str) -> str:
    """The words of the newest of these acts, for instance why it was rejected."""
    event = Event.objects.of(exchange).filter(verb__in=verbs).with_people().newest_first().first()
    return event.reason if event else ""
