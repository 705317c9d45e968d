"""Why a meeting is not in the timetable, read from the timetable itself."""

from .grid import Grid
from .problem import NEVER


def reason(grid: Grid, m: int) -> str:
    """The first of these that is true of meeting m, which is not scheduled.

    no_common_slot: there is no slot that both sides and the meetings that must come first leave it.
    a_full, b_full: in each of its slots that side has no place, must pause, or has all its meetings.
    tables_full: wherever both have a place, every table is taken.
    traded_for_weight: it could only take place instead of what is scheduled.
    """
    problem = grid.problem
    slots = [t for t in problem.spots[m] if grid.in_order(m, t)]
    if not slots:
        return "no_common_slot"
    open_to = [
        {t for t in slots if grid.free(p, t) and grid.free(p, NEVER) and grid.rested(p, t)}
        for p in problem.pairs[m]
    ]
    if not open_to[0]:
        return "a_full"
    if not open_to[1]:
        return "b_full"
    both = open_to[0] & open_to[1]
    if both and all(grid.filled[t] >= problem.tables[t] for t in both):
        return "tables_full"
    return "traded_for_weight"


def unscheduled(grid: Grid) -> tuple[tuple[str, str], ...]:
    meetings = grid.problem.instance.meetings
    return tuple((meetings[m].id, reason(grid, m)) for m, t in enumerate(grid.slot_of) if t == NEVER)
