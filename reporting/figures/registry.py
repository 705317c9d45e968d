"""Indicators: what is counted, in which unit, by which rule, up to which date, from which records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from excite.sentences import Sentence

from .scope import Scope


@dataclass(frozen=True)
class Figure:
    """One indicator's number. ``value`` is None where nothing is recorded, which is not the same as none."""

    code: str
    label: str
    unit: str
    rule: str
    date_rule: str
    value: int | Decimal | None
    target: int | None = None
    note: Sentence | None = None
    places: int = 0  # decimals that are shown: two for money


@dataclass(frozen=True)
class Row:
    """One record that a figure counted: what it added, the day it counts from, and why it counts."""

    code: str
    kind: str
    record: str
    reference: str
    amount: int | Decimal
    counted_on: date | None
    why: Sentence
    facts: Mapping = field(default_factory=dict)
    shown: str = ""  # a name for those who may see the record; reports do not keep it


@dataclass(frozen=True)
class Source:
    """Records of one kind up to the cut-off. All indicators of a source are counted by one query."""

    kind: str
    records: Callable[[Scope], QuerySet]
    day: str  # the column that the date rules speak of
    listed: Callable[[QuerySet], QuerySet] | None  # joins and order of a list; groups need none
    row: Callable[[object], dict]
    has_countries: bool = False


@dataclass(frozen=True)
class Indicator:
    """How one thing is counted. Without a source the portal keeps no record of it, and says so."""

    code: str
    label: str
    unit: str
    rule: str
    date_rule: str = ""
    source: Source | None = None
    tally: object | None = None
    row: Callable[[object], dict] | None = None
    coverage: str = ""  # a column that is empty where nothing was recorded
    places: int = 0

    def fits(self, scope: Scope) -> bool:
        """Whether the indicator can be split as the scope asks."""
        return scope.countries is None or (self.source is not None and self.source.has_countries)

    def rows(self, scope: Scope) -> QuerySet:
        """The records behind the number, in the order in which they are listed."""
        found = self.tally.listed(self.source.records(scope))
        return found if self.tally.grouped else self.source.listed(found)

    def as_row(self, record) -> Row:
        make = self.row or self.source.row
        return Row(
            code=self.code, amount=self.tally.amount(record), **({"kind": self.source.kind} | make(record))
        )


_indicators: dict[str, Indicator] = {}


def indicator(code: str, **details) -> Callable:
    """Register a function that returns how the records of ``source`` are tallied."""

    def register(function: Callable) -> Callable:
        if code in _indicators:
            raise ValueError(f"{code} is registered already")
        _indicators[code] = Indicator(code, tally=function(), **details)
        return function

    return register


def not_recorded(code: str, **details) -> None:
    """Register an indicator of the programme that the portal has no records for yet."""
    _indicators[code] = Indicator(code, **details)


def indicators() -> tuple[Indicator, ...]:
    return tuple(_indicators.values())


def indicator_of(code: str) -> Indicator | None:
    return _indicators.get(code)
