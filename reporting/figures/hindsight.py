"""The exchanges as they were known on an earlier day: what happened afterwards is taken back.

Three things can change what an exchange counts as: it is validated, it is reopened, or one of its facts is
corrected. Validation carries a date, reopening is an event of the audit log, and a correction keeps the old
value beside the new one.
"""

from datetime import date, datetime

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When

from exchanges.models import Correction, Exchange
from excite.audit.models import Event

COUNTED = {"counted_kind": "counted_as", "counted_size": "counted_size_as", "last_working_day": "counted_day"}
# What a correction calls the columns that it changes.
COLUMNS = {"kind": "counted_kind", "size": "counted_size", "last_working_day": "last_working_day"}

Past = list[
    tuple[datetime, int, str, str]
]  # when a fact was changed, of which exchange, its column, its old value


def as_known(exchanges: QuerySet, known_until: datetime | None, known_on: date | None) -> QuerySet:
    """Completed exchanges with ``counted_as``, ``counted_size_as`` and ``counted_day`` as known then."""
    if known_until is None:
        return exchanges.completed().annotate(
            counted_as=F("counted_kind"), counted_size_as=F("counted_size"), counted_day=F("last_working_day")
        )
    reopened = _reopened_after(exchanges, known_until)
    completed = Q(status=Exchange.Status.COMPLETED, validated_on__lte=known_on) | Q(pk__in=list(reopened))
    past = [*_corrected(exchanges, known_until), *_blanked(reopened)]
    return exchanges.filter(completed).annotate(**_facts_before(past))


def _reopened_after(exchanges: QuerySet, moment: datetime) -> dict[int, Event]:
    """Those that were completed then and reopened since: their first later event is the reopening."""
    partnerships = exchanges.order_by().values("partnership")
    events = Event.objects.filter(
        subject_kind="exchange",
        partnership_key__in=partnerships,
        at__gte=moment,
        verb__in=["reopen", "validate"],
    )
    touched = events.filter(verb="reopen").values("subject_id")
    first: dict[int, Event] = {}
    for event in events.filter(subject_id__in=touched).oldest_first():
        first.setdefault(int(event.subject_id), event)
    return {exchange: event for exchange, event in first.items() if event.verb == "reopen"}


def _corrected(exchanges: QuerySet, moment: datetime) -> Past:
    later = Correction.objects.filter(
        exchange__in=exchanges.order_by().values("pk"), corrected_at__gte=moment, field__in=COLUMNS
    )
    found = later.order_by("pk").values_list("corrected_at", "exchange_id", "field", "old")
    return [(at, exchange, COLUMNS[field], old) for at, exchange, field, old in found]


def _blanked(reopened: dict[int, Event]) -> Past:
    """Reopening takes the frozen type away; the event keeps it."""
    return [
        (event.at, exchange, column, event.details.get(column, ""))
        for exchange, event in reopened.items()
        for column in ("counted_kind", "counted_size")
    ]


def _facts_before(past: Past) -> dict:
    """For each fact that counts: the old value of its first later change, else the present one."""
    before: dict[str, dict[int, str]] = {column: {} for column in COUNTED}
    for _at, exchange, column, old in sorted(past, key=lambda change: change[0]):
        before[column].setdefault(exchange, old)
    return {name: _case(column, before[column]) for column, name in COUNTED.items()}


def _case(column: str, olds: dict[int, str]):
    if not olds:
        return F(column)
    is_day = column == "last_working_day"
    output = DateField() if is_day else CharField()
    read = date.fromisoformat if is_day else str
    whens = [When(pk=exchange, then=Value(read(old), output_field=output)) for exchange, old in olds.items()]
    return Case(*whens, default=F(column), output_field=output)
