"""The exchanges as they were known on an earlier day: what happened afterwards is taken back.

Three things can change what an exchange counts as: it is validated, it is reopened, or one of its facts is
corrected. Validation carries a date, reopening is an event of the audit log, and a correction keeps the old
value beside the new one.
"""

from datetime import date, datetime

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from exchanges.models import Correction, Exchange
from excite.audit.models import Event

COUNTED = {"counted_kind": "counted_as", "counted_size": "counted_size_as", "last_working_day": "counted_day"}
# The words by which a correction may name the field: the type has two.
NAMES = {"kind": "counted_kind", "size": "counted_size"}


def as_known(exchanges: QuerySet, known_until: datetime | None, known_on: date | None) -> QuerySet:
    """Completed exchanges with ``counted_as``, ``counted_size_as`` and ``counted_day`` as known then."""
    if known_until is None:
        return exchanges.completed().annotate(
            counted_as=F("counted_kind"), counted_size_as=F("counted_size"), counted_day=F("last_working_day")
        )
    reopened = _reopened_after(exchanges, known_until)
    completed = Q(status=Exchange.Status.COMPLETED, validated_on__lte=known_on) | Q(pk__in=reopened)
    return exchanges.filter(completed).annotate(**_facts_before(exchanges, known_until))


def _reopened_after(exchanges: QuerySet, moment: datetime) -> list[int]:
    """Those that were completed then and reopened since: their first later event is the reopening."""
    partnerships = exchanges.order_by().values("partnership")
    events = Event.objects.filter(
        subject_kind="exchange",
        partnership_key__in=partnerships,
        at__gte=moment,
        verb__in=["reopen", "validate"],
    )
    first: dict[str, str] = {}
    touched = events.filter(verb="reopen").values("subject_id")
    for subject, verb in (
        events.filter(subject_id__in=touched).oldest_first().values_list("subject_id", "verb")
    ):
        first.setdefault(subject, verb)
    return [int(subject) for subject, verb in first.items() if verb == "reopen"]


def _facts_before(exchanges: QuerySet, moment: datetime) -> dict:
    """For each fact that counts: the old value of its first later correction, else the present one."""
    later = Correction.objects.filter(exchange__in=exchanges.order_by(), corrected_at__gte=moment)
    before: dict[str, dict[int, str]] = {}
    for exchange, field, old in later.order_by("corrected_at", "pk").values_list(
        "exchange_id", "field", "old"
    ):
        before.setdefault(NAMES.get(field, field), {}).setdefault(exchange, old)
    # A reopened exchange may have lost its frozen type: the organisation's own stands in.
    present = {
        "counted_kind": Coalesce(
            NullIf("counted_kind", Value("")), "visitor__kind", output_field=CharField()
        ),
        "counted_size": Coalesce(
            NullIf("counted_size", Value("")), "visitor__size", output_field=CharField()
        ),
        "last_working_day": F("last_working_day"),
    }
    return {
        name: _case(before.get(field, {}), present[field], DateField() if "day" in field else CharField())
        for field, name in COUNTED.items()
    }


def _case(olds: dict[int, str], present, output):
    if not olds:
        return present
    typed = date.fromisoformat if isinstance(output, DateField) else str
    whens = [When(pk=exchange, then=Value(typed(old), output_field=output)) for exchange, old in olds.items()]
    return Case(*whens, default=present, output_field=output)
