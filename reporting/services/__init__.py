"""Every write that has an actor: making a report, freezing it, and the history of earlier periods.

``making`` writes PDFs and workbooks and is called by the job alone; the acts are here.
"""

from .history import NotMade, freeze_history, make_now
from .reports import (
    CutOffAhead,
    Damaged,
    FrozenAlready,
    Outdated,
    PeriodFrozen,
    TooEarly,
    discard,
    freeze,
    hand_out,
    latest_job,
    may_make,
    retry,
    start,
    stop,
)

__all__ = [
    "CutOffAhead",
    "Damaged",
    "FrozenAlready",
    "NotMade",
    "Outdated",
    "PeriodFrozen",
    "TooEarly",
    "discard",
    "freeze",
    "freeze_history",
    "hand_out",
    "latest_job",
    "make_now",
    "may_make",
    "retry",
    "start",
    "stop",
]
