"""Numbers and their rows: one aggregate query per source, joined here (two counts across a join multiply)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from clusters.models import Partnership
from excite.sentences import Sentence, gettext_noop, ngettext
from reporting.models import Target

from .indicators import BY_SME
from .registry import Figure, Indicator, Row, indicator_of, indicators
from .scope import Scope
from .sources import EXCHANGES

NO_RECORD = Sentence(gettext_noop("The portal keeps no record of this yet."))


@dataclass(frozen=True)
class Counted:
    """A figure, and its value at an earlier cut-off as known now."""

    figure: Figure
    earlier: int | Decimal | None = None


def figures(
    partnership: Partnership,
    *,
    until: date,
    clusters: Iterable[str] | None = None,
    countries: Iterable[str] | None = None,
    known_on: date | None = None,
) -> tuple[Figure, ...]:
    """Every indicator up to and including ``until``, in the order of the programme.

    ``clusters`` (codes) and ``countries`` (ISO codes of visitors) narrow the count down; targets are those of
    the whole partnership and are left out then. ``known_on`` counts as it was known at the end of that day.
    """
    return count(
        Scope.of(partnership, until=until, clusters=clusters, countries=countries, known_on=known_on)
    )


def rows(
    partnership: Partnership, code: str, *, until: date, known_on: date | None = None
) -> tuple[Row, ...]:
    """Every row behind the figure ``code``; their amounts add up to its value."""
    return tuple(each_row(indicator_of(code), Scope.of(partnership, until=until, known_on=known_on)))


def each_row(indicator: Indicator, scope: Scope) -> Iterator[Row]:
    """The rows one by one, so that a hundred thousand need no memory."""
    if indicator.source is None:
        return
    for record in indicator.rows(scope).iterator(chunk_size=2000):
        yield indicator.as_row(record)


def count(scope: Scope, *, only: Collection[str] = (), targets: bool = True) -> tuple[Figure, ...]:
    """The figures (or ``only`` some): sources that none of them needs are not asked."""
    return tuple(one.figure for one in _count(scope, None, only, targets))


def compare(scope: Scope, earlier: date | None, only: Collection[str] = ()) -> tuple[Counted, ...]:
    """The figures (or ``only`` some), each with what it is at an earlier cut-off as known now."""
    return _count(scope, earlier, only, True)


def value_of(found: Iterable[Figure], code: str):
    return next((figure.value for figure in found if figure.code == code), None)


def headline(found: Iterable[Figure]) -> Sentence:
    """ "60 exchanges (incl. 27 SMEs)": the two numbers by which the programme is known."""
    values = {figure.code: int(figure.value or 0) for figure in found}
    return Sentence(
        gettext_noop("%(exchanges)s (incl. %(smes)s)"),
        exchanges=ngettext("%(number)d exchange", "%(number)d exchanges", values["exchanges"]),
        smes=ngettext("%(number)d SME", "%(number)d SMEs", values["exchanges_by_smes"]),
    )


@dataclass(frozen=True)
class Step:
    """What a day added: exchanges whose last working day it was."""

    on: date
    exchanges: int
    by_smes: int


@dataclass(frozen=True)
class Travels:
    """Who went when and where. ``flows``: (country of the visitor, country of the host) → exchanges."""

    steps: tuple[Step, ...]
    flows: dict[tuple[str, str], int]


def travels(scope: Scope) -> Travels:
    """Day by day, and from country to country: one query for both pictures of progress."""
    found = EXCHANGES.records(scope).order_by().values("counted_day", "visitor__country", "host__country")
    days, smes, flows = Counter(), Counter(), Counter()
    for row in found.annotate(exchanges=Count("pk"), by_smes=Count("pk", filter=BY_SME)):
        days[row["counted_day"]] += row["exchanges"]
        smes[row["counted_day"]] += row["by_smes"]
        flows[str(row["visitor__country"]), str(row["host__country"])] += row["exchanges"]
    return Travels(tuple(Step(day, days[day], smes[day]) for day in sorted(days)), dict(flows))


def _count(
    scope: Scope, earlier: date | None, only: Collection[str], with_targets: bool
) -> tuple[Counted, ...]:
    targets = _targets(scope, only) if with_targets else {}
    wanted = [one for one in indicators() if one.fits(scope) and (not only or one.code in only)]
    values = _values(wanted, scope, earlier)
    known = [_counted(one, values, targets.pop(one.code, None)) for one in wanted]
    # A target for something that nobody has taught the portal to count is shown as such, never hidden.
    return (*known, *(Counted(_unknown(code, target)) for code, target in sorted(targets.items())))


def _targets(scope: Scope, only: Collection[str]) -> dict[str, int]:
    if not scope.is_whole:
        return {}
    targets = Target.objects.filter(partnership=scope.partnership, target__isnull=False)
    if only:
        targets = targets.filter(indicator__in=only)
    return dict(targets.values_list("indicator", "target"))


@dataclass(frozen=True)
class _Values:
    now: int | Decimal
    earlier: int | Decimal | None
    recorded: int  # records in which the thing is recorded at all
    records: int


def _values(wanted: list[Indicator], scope: Scope, earlier: date | None) -> dict[str, _Values]:
    by_source: dict[str, list[Indicator]] = {}
    for one in wanted:
        if one.source:
            by_source.setdefault(one.source.kind, []).append(one)
    found = {}
    for group in by_source.values():
        found |= _aggregate(group, scope, earlier)
    return found


def _aggregate(group: list[Indicator], scope: Scope, earlier: date | None) -> dict[str, _Values]:
    source = group[0].source
    asked = {f"now_{one.code}": one.tally.aggregate() for one in group}
    if earlier:
        also = Q(**{f"{source.day}__lte": earlier})
        asked |= {f"earlier_{one.code}": one.tally.aggregate(also) for one in group}
    for column in {one.coverage for one in group if one.coverage}:
        asked[f"with_{column}"] = Count("pk", filter=Q(**{f"{column}__isnull": False}))
    answer = source.records(scope).aggregate(with_=Count("pk"), **asked)
    return {one.code: _values_of(one, answer, earlier) for one in group}


def _values_of(one: Indicator, answer: dict, earlier: date | None) -> _Values:
    return _Values(
        now=one.tally.value(answer[f"now_{one.code}"]),
        earlier=one.tally.value(answer[f"earlier_{one.code}"]) if earlier else None,
        recorded=answer[f"with_{one.coverage}"],
        records=answer["with_"],
    )


def _counted(one: Indicator, values: dict[str, _Values], target: int | None) -> Counted:
    counted = values.get(one.code)
    figure = Figure(
        one.code, one.label, one.unit, one.rule, one.date_rule, None, target, NO_RECORD, one.places
    )
    if counted is None:
        return Counted(figure)
    if counted.records and not counted.recorded:
        return Counted(
            replace(figure, note=Sentence(gettext_noop("Not recorded for any of these exchanges.")))
        )
    note = None
    if counted.recorded < counted.records:
        note = Sentence(
            gettext_noop("Recorded for %(recorded)s of %(all)s exchanges."),
            recorded=counted.recorded,
            all=counted.records,
        )
    return Counted(replace(figure, value=counted.now, note=note), counted.earlier)


def _unknown(code: str, target: int) -> Figure:
    return Figure(code, code.replace("_", " ").capitalize(), "", "", "", None, target, NO_RECORD)
