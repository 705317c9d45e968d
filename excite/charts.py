"""Charts as geometry: pure functions from numbers to frozen shapes, drawn by `templates/components/chart_*`.

Nothing here reads a database or a clock, so the page and the PDF draw the same picture. Colours are given as
attributes in the light set; `static/css/charts.css` lets them follow the theme of a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SCALE = 1000  # width of a bar in the units of its drawing

MONEY = {"paid": "#146c43", "due": "#0b4ea2", "agreed": "#4f8fdd", "reserved": "#a9c8ef", "this": "#ffcc00"}
LINES = ("#0b4ea2", "#146c43", "#8a5a00")
SHADES = 5


@dataclass(frozen=True)
class Track:
    """A value against its target, and where it should stand by now. None of it leaves the bar."""

    width: float
    mark: float | None


def track(value, target, expected=None) -> Track | None:
    """None without a target: a bar of nothing would say something."""
    if not target:
        return None
    mark = None if expected is None else min(_share(expected, target), SCALE - 5)
    return Track(_share(value, target), mark)


@dataclass(frozen=True)
class MoneyPart:
    kind: str
    label: str
    cents: int
    x: float
    width: float
    fill: str


@dataclass(frozen=True)
class MoneyBar:
    """A budget line: what is taken, in the order given, and what is left (cents)."""

    parts: tuple[MoneyPart, ...]
    key: tuple[MoneyPart, ...]
    left: int
    total: int


def money_bar(parts: Sequence[tuple[str, str, int]], total: int) -> MoneyBar:
    """`parts` are (kind, label, cents); kinds are paid, due, agreed, reserved and this. `total` in cents."""
    taken = sum(cents for _kind, _label, cents in parts)
    whole = max(total, taken, 1)
    drawn, before = [], 0
    for kind, label, cents in parts:
        start, end = _share(before, whole), _share(before + cents, whole)
        gap = 3 if before and end - start > 6 else 0
        drawn.append(
            MoneyPart(kind, label, cents, round(start + gap, 1), round(end - start - gap, 1), MONEY[kind])
        )
        before += cents
    return MoneyBar(tuple(part for part in drawn if part.cents), tuple(drawn), total - taken, total)


@dataclass(frozen=True)
class Series:
    """A count that only grows: (day, value after that day), oldest first."""

    label: str
    points: Sequence[tuple[date, int]]


@dataclass(frozen=True)
class Tick:
    x: float
    y: float
    text: object
    anchor: str = "middle"


@dataclass(frozen=True)
class Line:
    number: int
    label: str
    value: int
    path: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    stroke: str


@dataclass(frozen=True)
class StepChart:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    font: int
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    lines: tuple[Line, ...]
    target: int | None
    target_path: str
    target_x: float
    target_y: float


@dataclass(frozen=True)
class StepCharts:
    """The same chart twice: wide, and for the phone, where scaled-down letters could not be read."""

    wide: StepChart
    narrow: StepChart


def step_charts(
    series: Sequence[Series], *, starts_on: date, ends_on: date, until: date, target=None
) -> StepCharts:
    """Cumulative steps from `starts_on` to `until`, against a straight line to `target` at `ends_on`."""
    given = {"starts_on": starts_on, "ends_on": ends_on, "until": until, "target": target}
    return StepCharts(
        wide=_step_chart(series, width=720, height=280, font=13, months=6, **given),
        narrow=_step_chart(series, width=340, height=240, font=12, months=12, **given),
    )


def _step_chart(series, *, width, height, font, months, starts_on, ends_on, until, target) -> StepChart:
    left, right, top, bottom = 34, width - 14, 14, height - 28
    days = max((ends_on - starts_on).days, 1)
    highest = max([target or 0, *(value for one in series for _day, value in one.points), 1])
    step = _step(highest)
    ceiling = -(-highest // step) * step

    def x(day):
        return round(left + (right - left) * min(max((day - starts_on).days / days, 0), 1), 1)

    def y(value):
        return round(bottom - (bottom - top) * value / ceiling, 1)

    lines = [_line(number, one, starts_on, until, x, y, right) for number, one in enumerate(series, 1)]
    return StepChart(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        font=font,
        rows=tuple(Tick(left - 8, y(value), value, "end") for value in range(0, ceiling + 1, step)),
        columns=tuple(_columns(starts_on, ends_on, months, x, bottom, left, right)),
        lines=tuple(_apart(lines, font)),
        target=target,
        target_path=f"M{x(starts_on)} {y(0)}L{x(ends_on)} {y(target)}" if target else "",
        target_x=right - 4,
        target_y=y(target) - 5 if target else 0,
    )


def _line(number, one, starts_on, until, x, y, right) -> Line:
    path, last = [f"M{x(starts_on)} {y(0)}"], 0
    for day, value in one.points:
        if day > until:
            break
        path.append(f"H{x(day)}V{y(value)}")
        last = value
    path.append(f"H{x(until)}")
    beyond = x(until) + 110 > right
    return Line(
        number=number,
        label=one.label,
        value=last,
        path="".join(path),
        x=x(until),
        y=y(last),
        text_x=x(until) + (5 if beyond else 10),
        text_y=max(y(last) - 9, 12) if beyond else y(last) + 4,  # a sum never falls: above it there is room
        anchor="end" if beyond else "start",
        stroke=LINES[(number - 1) % len(LINES)],
    )


def _apart(lines, font):
    """Labels at least a line apart; the higher value keeps its place."""
    placed, lowest = [], float("-inf")
    for line in sorted(lines, key=lambda line: line.text_y):
        text_y = max(line.text_y, lowest + font + 2)
        lowest = text_y
        placed.append(Line(**{**vars(line), "text_y": round(text_y, 1)}))
    return sorted(placed, key=lambda line: line.number)


def _columns(starts_on, ends_on, months, x, bottom, left, right):
    """A tick at the start of each half-year (or year), as far as its word fits."""
    day, last = starts_on, left
    while day <= ends_on:
        last = x(day)
        yield Tick(
            last, bottom + 19, day, "start" if last - left < 18 else "end" if right - last < 18 else "middle"
        )
        month = day.month - 1 + months
        day = date(day.year + month // 12, month % 12 + 1, 1)
    if right - last > 70:
        yield Tick(right, bottom + 19, ends_on, "end")


def _step(highest) -> int:
    """A round distance between four to six lines."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000):
        if highest / step <= 5:
            return step
    return -(-highest // 50000) * 10000


@dataclass(frozen=True)
class Cell:
    value: int
    css: str
    url: str
    row: str
    column: str


@dataclass(frozen=True)
class Matrix:
    """Who visits whom: rows visit columns. The more, the darker; a zero is a gap; the diagonal is void."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def matrix(rows, columns, counts, *, address=lambda row, column: "") -> Matrix:
    """`counts` maps (row, column) to a number; `address` gives the rows behind a number."""
    highest = max([value for (row, column), value in counts.items() if row != column], default=0)

    def cell(row, column):
        value = counts.get((row, column), 0)
        if row == column:
            css = "self"
        else:
            css = f"shade-{-(-value * SHADES // highest)}" if value else "gap"
        return Cell(value, css, address(row, column) if value else "", row, column)

    return Matrix(
        tuple(columns), tuple((row, tuple(cell(row, column) for column in columns)) for row in rows)
    )


def _share(part, whole) -> float:
    return round(min(max(part / whole, 0), 1) * SCALE, 1)
