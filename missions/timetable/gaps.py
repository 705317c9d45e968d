"""How many idle slots, or breaks, somebody has.

A party's session is a bit mask, so that counting them is a few operations on whole numbers.
"""

from functools import lru_cache

from .grid import Grid
from .problem import NEVER


@lru_cache(1 << 16)
def idle_in(busy: int, there: int) -> int:
    """Slots between the first and the last meeting where the party is there and meets nobody."""
    span = (1 << busy.bit_length()) - (busy & -busy)
    return (span & there & ~busy).bit_count() if busy else 0


@lru_cache(1 << 16)
def breaks_in(busy: int, _there: int) -> int:
    """Runs of meetings less one."""
    return max(0, (busy & ~(busy << 1)).bit_count() - 1)


COUNTS = {"idle_slots": idle_in, "breaks": breaks_in}


class Gaps:
    """Gaps of every party, by the measure of the event or another; who moves meetings updates ``each``."""

    def __init__(self, grid: Grid, measure: str = ""):
        problem = grid.problem
        self.grid, self.sessions = grid, problem.session_bits
        self.count = COUNTS[measure or problem.instance.gap_measure]
        self.there = [problem.bits(t for t in problem.times if row[t]) for row in problem.room[:NEVER]]
        self.each = [self.of(p) for p in range(len(self.there))]

    def of(self, p: int) -> int:
        busy, there = self.grid.busy[p], self.there[p]
        return sum(self.count(busy & session, there & session) for session in self.sessions)


def spread_kept(grid: Grid) -> bool:
    limit = grid.problem.instance.max_break_spread
    if limit is None:
        return True
    breaks = Gaps(grid, "breaks").each
    return max(breaks, default=0) - min(breaks, default=0) <= limit
