"""What an earlier report would say today: total = last total + restated + new, with the rows that differ.

"Reported 27, now 29, because …": restated is what the last report's own cut-off gives today minus what was
reported; new is what has been added after that cut-off.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import translation

from clusters.models import Organisation
from exchanges.models import Correction
from excite.days import day_of
from excite.sentences import Sentence, gettext_noop
from reporting.models import CountedRow, Report, ReportFigure, RestatedRow

from .counting import compare, each_row
from .registry import Figure, Indicator, Row, indicator_of
from .scope import Scope

Change = RestatedRow.Change


@dataclass(frozen=True)
class Compared:
    """A figure beside the last report. All None where there was no number then or is none now."""

    figure: Figure
    previous: int | Decimal | None = None
    new: int | Decimal | None = None
    restated: int | Decimal | None = None

    @property
    def since(self) -> int | Decimal | None:
        """This period: total minus the last frozen total."""
        return None if self.previous is None else self.figure.value - self.previous


@dataclass(frozen=True)
class Restated:
    """One row by which the earlier report would differ; ``amount`` is its effect on the figure."""

    code: str
    kind: str
    record: str
    reference: str
    change: str
    amount: int | Decimal
    reason: Sentence


def last_report(partnership, until: date) -> tuple[Report | None, dict[str, Decimal]]:
    """The frozen report before this cut-off, and its figures by code: one query."""
    last = Report.objects.filter(partnership=partnership).before(until).values("pk")[:1]
    found = list(ReportFigure.objects.filter(report__in=last).select_related("report__period"))
    return (found[0].report, {each.code: each.value for each in found}) if found else (None, {})


def compared(
    scope: Scope, last: Report | None, reported: dict[str, Decimal], only: Collection[str] = ()
) -> tuple[Compared, ...]:
    """Every figure (or ``only`` some) with the last total, what is new and what is restated."""
    counted = compare(scope, last.until if last else None, only)
    return tuple(_compared(one.figure, one.earlier, reported.get(one.figure.code)) for one in counted)


def _compared(figure, earlier, previous) -> Compared:
    if None in (figure.value, earlier, previous):
        return Compared(figure)
    previous = previous if figure.places else int(previous)
    return Compared(figure, previous, figure.value - earlier, earlier - previous)


def restated_rows(scope: Scope, last: Report, codes: Iterable[str]) -> list[Restated]:
    """Row by row what the last report would count differently today, in the order of the programme."""
    history = _corrections(scope, last)
    return [
        row
        for code in codes
        for row in _differences(indicator_of(code), scope.up_to(last.until), last, history)
    ]


def _differences(indicator: Indicator | None, scope: Scope, last: Report, history) -> Iterable[Restated]:
    if indicator is None or indicator.source is None:
        return
    before = {(row.kind, row.record): row for row in _stored(last, indicator.code)}
    for row in each_row(indicator, scope):
        then = before.pop((row.kind, row.record), None)
        if then is None:
            yield _restated(row, Change.ADDED, row.amount, _why_added(row, last, history))
        elif then.amount != row.amount:
            yield _restated(row, Change.CHANGED, row.amount - then.amount, _why_changed(then, row, history))
    for then in before.values():
        yield _restated(then, Change.DROPPED, -then.amount, _why_dropped(then, history))


def _stored(last: Report, code: str) -> QuerySet:
    return CountedRow.objects.filter(report=last, code=code).order_by("pk").iterator(chunk_size=2000)


def _restated(row, change, amount, reason) -> Restated:
    return Restated(row.code, row.kind, row.record, row.reference, change, amount, reason)


def _corrections(scope: Scope, last: Report) -> dict[str, Correction]:
    """reference → the first correction since the last report."""
    since = last.data_as_of or last.made_at
    rows = Correction.objects.filter(exchange__partnership=scope.partnership, corrected_at__gt=since)
    if scope.known_until is not None:
        rows = rows.filter(corrected_at__lt=scope.known_until)
    found: dict[str, Correction] = {}
    for row in rows.select_related("exchange").order_by("corrected_at", "pk"):
        found.setdefault(row.exchange.reference, row)
    return found


def _correction_of(row, history) -> Correction | None:
    facts = row.facts if isinstance(row, Row) else row.classification
    return history.get(facts.get("exchange") or row.reference)


def _why_added(row: Row, last: Report, history) -> Sentence:
    if correction := _correction_of(row, history):
        return _corrected(correction)
    validated = row.facts.get("validated_on", "")
    if validated and validated > day_of(last.data_as_of or last.made_at).isoformat():
        return Sentence(
            gettext_noop("Validated on %(day)s, after the last report."), day=date.fromisoformat(validated)
        )
    return Sentence(gettext_noop("Recorded after the last report."))


def _why_changed(then: CountedRow, row: Row, history) -> Sentence:
    if correction := _correction_of(row, history):
        return _corrected(correction)
    return Sentence(gettext_noop("%(old)s then, %(new)s now."), old=then.amount.normalize(), new=row.amount)


def _why_dropped(then: CountedRow, history) -> Sentence:
    if correction := _correction_of(then, history):
        return _corrected(correction)
    return DROPPED.get(then.kind, DROPPED["exchange"])


DROPPED = {
    "exchange": Sentence(gettext_noop("The exchange was reopened and is not completed any more.")),
    "organisation": Sentence(gettext_noop("No exchange of this organisation counts any more.")),
    "country": Sentence(gettext_noop("No exchange of this country counts any more.")),
    "grant": Sentence(gettext_noop("The money was paid back, or was returned by the bank.")),
    "mission": Sentence(gettext_noop("The mission is not recorded as held any more.")),
    "tandem": Sentence(gettext_noop("The tandem was cancelled.")),
    "person": Sentence(gettext_noop("The sessions of this person do not count any more.")),
}

FIELDS = {
    "kind": gettext_noop("type"),
    "size": gettext_noop("size class"),
    "arrival": gettext_noop("arrival"),
    "first_working_day": gettext_noop("first working day"),
    "last_working_day": gettext_noop("last working day"),
    "departure": gettext_noop("departure"),
}


def _corrected(correction: Correction) -> Sentence:
    return Sentence(
        gettext_noop("%(field)s corrected from %(old)s to %(new)s on %(day)s: %(reason)s"),
        field=Sentence(FIELDS.get(correction.field, correction.field)),
        old=_in_words(correction.field, correction.old),
        new=_in_words(correction.field, correction.new),
        day=day_of(correction.corrected_at),
        reason=correction.reason,
    )


def _in_words(field: str, value: str):
    """A corrected value as a sentence or a date, so that it is read in every language."""
    if field in ("kind", "size"):
        choices = dict((Organisation.Kind if field == "kind" else Organisation.Size).choices)
        with translation.override("en"):
            return Sentence(str(choices.get(value, value)) or gettext_noop("none"))
    return date.fromisoformat(value) if value else Sentence(gettext_noop("none"))
