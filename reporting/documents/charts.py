"""The two pictures of progress, as geometry: alike on the page and on paper."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import accumulate, combinations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from excite import charts
from reporting.figures import Step

ELSE = "else"


def progress_chart(
    partnership, steps: Iterable[Step], *, until: date, target: int | None
) -> charts.StepCharts:
    """Exchanges, and those by SMEs, day by day against the straight line to the target."""
    steps = tuple(steps)
    days = [step.on for step in steps]
    every = accumulate(step.exchanges for step in steps)
    by_smes = accumulate(step.by_smes for step in steps)
    return charts.step_charts(
        [
            charts.Series(pgettext("line of a chart", "exchanges"), list(zip(days, every, strict=True))),
            charts.Series(pgettext("line of a chart", "by SMEs"), list(zip(days, by_smes, strict=True))),
        ],
        starts_on=partnership.starts_on,
        ends_on=max(partnership.ends_on, partnership.starts_on),
        until=until,
        target=target,
    )


def flow_matrix(
    countries: list[str],
    flows: Mapping[tuple[str, str], int],
    address: Callable[[str, str], str] = lambda home, away: "",
) -> charts.Matrix:
    """Partner countries visit partner countries; all others are summed up in a last row and column."""
    places, label = set(countries), pgettext("other countries", "else")
    names = {code: code for code in countries} | {ELSE: label}
    counts: dict[tuple[str, str], int] = {}
    for (home, away), many in flows.items():
        key = (names[home if home in places else ELSE], names[away if away in places else ELSE])
        counts[key] = counts.get(key, 0) + many
    codes = {name: code for code, name in names.items()}
    shown = list(names.values())
    matrix = charts.matrix(
        shown, shown, counts, address=lambda row, column: address(codes[row], codes[column])
    )
    return _others_meet_too(matrix, label, counts.get((label, label), 0), address)


def _others_meet_too(matrix, label, many, address) -> charts.Matrix:
    """The last field of the diagonal is no country at home: others may have visited others."""
    if not many:
        return matrix
    *rows, (name, (*cells, last)) = matrix.rows
    last = charts.Cell(many, "shade-1", address(ELSE, ELSE), last.row, last.column)
    return charts.Matrix(matrix.columns, (*rows, (name, (*cells, last))))


def gaps(countries: list[str], flows: Mapping[tuple[str, str], int]) -> str:
    """A sentence about the partner countries that have not met at all yet; empty when all have."""
    missing = [
        _("%(one)s and %(other)s") % {"one": one, "other": other}
        for one, other in combinations(countries, 2)
        if not flows.get((one, other)) and not flows.get((other, one))
    ]
    if not missing:
        return ""
    return _("No exchange yet between %(pairs)s.") % {"pairs": ", ".join(missing)}
