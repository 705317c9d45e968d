"""Counting. Nothing else in the portal counts for a report, a page or a paper."""

from .counting import (
    Counted,
    Step,
    Travels,
    compare,
    count,
    each_row,
    figures,
    headline,
    rows,
    travels,
    value_of,
)
from .pace import Pace, elapsed, pace
from .registry import Figure, Indicator, Row, indicator_of, indicators
from .restatement import Compared, Restated, compared, last_report, restated_rows
from .scope import Scope

__all__ = [
    "Compared",
    "Counted",
    "Figure",
    "Indicator",
    "Pace",
    "Restated",
    "Row",
    "Scope",
    "Step",
    "Travels",
    "compare",
    "compared",
    "count",
    "each_row",
    "elapsed",
    "figures",
    "headline",
    "indicator_of",
    "indicators",
    "last_report",
    "pace",
    "restated_rows",
    "rows",
    "travels",
    "value_of",
]
