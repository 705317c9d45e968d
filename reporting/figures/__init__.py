"""Counting. Nothing else in the portal counts for a report, a page or a paper."""

from .counting import Step, count, each_row, figures, flows, headline, rows, steps, value_of
from .pace import Pace, elapsed, pace
from .registry import Figure, Indicator, Row, indicator_of, indicators
from .scope import Scope

__all__ = [
    "Figure",
    "Indicator",
    "Pace",
    "Row",
    "Scope",
    "Step",
    "count",
    "each_row",
    "elapsed",
    "figures",
    "flows",
    "headline",
    "indicator_of",
    "indicators",
    "pace",
    "rows",
    "steps",
    "value_of",
]
