"""Numbers and their rows: one aggregate query per source, joined here (two counts across a join multiply)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q

from clusters.models import Partnership
from excite.sentences import Sentence, gettext_noop, ngettext
from reporting.models import Target

from .indicators import BY_SME
from .registry import Figure, Indicator, Row, indicator_of, indicators
from .scope import Scope
from .sources import EXCHANGES


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


def count(scope: Scope) -> tuple[Figure, ...]:
    targets = _targets(scope)
    counted = _values(scope)
    known = [_figure(one, counted, targets.pop(one.code, None)) for one in indicators() if one.fits(scope)]
    # A target for something that nobody has taught the portal to count is shown as such, never hidden.
    return (*known, *(_unknown(code, target) for code, target in sorted(targets.items())))


def value_of(found: Iterable[Figure], code: str):
    return next((figure.value for figure in found if figure.code == code), None)


def headline(found: Iterable[Figure]) -> Sentence:
    """ "60 exchanges (incl. 27 SMEs)": the two numbers by which the programme is known."""
    values = {figure.code: figure.value for figure in found}
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


def steps(scope: Scope) -> tuple[Step, ...]:
    """Day by day; at most one row for each day of the grant."""
    days = EXCHANGES.records(scope).order_by("counted_day").values("counted_day")
    days = days.annotate(exchanges=Count("pk"), by_smes=Count("pk", filter=BY_SME))
    return tuple(Step(each["counted_day"], each["exchanges"], each["by_smes"]) for each in days)


def flows(scope: Scope) -> dict[tuple[str, str], int]:
    """(country of the visitor, country of the host) → exchanges."""
    pairs = EXCHANGES.records(scope).order_by().values_list("visitor__country", "host__country")
    return {(str(home), str(away)): many for home, away, many in pairs.annotate(many=Count("pk"))}


def _targets(scope: Scope) -> dict[str, int]:
    if not scope.is_whole:
        return {}
    targets = Target.objects.filter(partnership=scope.partnership, target__isnull=False)
    return dict(targets.values_list("indicator", "target"))


def _values(scope: Scope) -> dict[str, tuple]:
    """code → (value, records with something recorded, all records)."""
    counted = [one for one in indicators() if one.source and one.fits(scope)]
    found = {}
    for _kind, group in groupby(
        sorted(counted, key=lambda one: one.source.kind), key=lambda one: one.source.kind
    ):
        found |= _aggregate(list(group), scope)
    return found


def _aggregate(group: list[Indicator], scope: Scope) -> dict[str, tuple]:
    covered = {one.coverage for one in group if one.coverage}
    asked = {one.code: one.tally.aggregate() for one in group}
    asked |= {f"all_{column}": Count("pk", filter=Q(**{f"{column}__isnull": False})) for column in covered}
    answer = group[0].source.records(scope).aggregate(all_=Count("pk"), **asked)
    return {
        one.code: (
            one.tally.value(answer[one.code]),
            answer[f"all_{one.coverage}"],
            answer["all_"],
        )
        for one in group
    }


def _figure(one: Indicator, counted: dict, target: int | None) -> Figure:
    value, recorded, many = counted.get(one.code, (None, 0, 0))
    note = None
    if one.source is None:
        note = Sentence(gettext_noop("The portal keeps no record of this yet."))
    elif one.coverage and many and not recorded:
        value, note = None, Sentence(gettext_noop("Not recorded for any of these exchanges."))
    elif recorded < many:
        note = Sentence(
            gettext_noop("Recorded for %(recorded)s of %(all)s exchanges."), recorded=recorded, all=many
        )
    return Figure(one.code, one.label, one.unit, one.rule, one.date_rule, value, target, note)


def _unknown(code: str, target: int) -> Figure:
    note = Sentence(gettext_noop("The portal keeps no record of this yet."))
    return Figure(code, code.replace("_", " ").capitalize(), "", "", "", None, target, note)
