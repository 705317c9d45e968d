"""Where today's pace leads: a straight line from the first day of the grant to its last."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Pace:
    """``by_end``: what this pace reaches on the last day, rounded down. ``due``: what would be due now."""

    by_end: int
    target: int
    due: Fraction

    @property
    def short(self) -> int:
        return max(self.target - self.by_end, 0)

    @property
    def on_course(self) -> bool:
        return not self.short


def elapsed(starts_on: date, ends_on: date, until: date) -> Fraction:
    """The share of the grant's days that are over at the end of ``until``, from 0 to 1."""
    days = (until - starts_on).days + 1
    return min(max(Fraction(days, (ends_on - starts_on).days + 1), Fraction(0)), Fraction(1))


def pace(value, target: int | None, *, starts_on: date, ends_on: date, until: date) -> Pace | None:
    """None where nothing can be said: no target, no number, or the grant has not begun."""
    share = elapsed(starts_on, ends_on, until)
    if target is None or value is None or not share:
        return None
    return Pace(floor(Fraction(value) / share), target, target * share)
