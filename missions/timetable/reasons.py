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
    slots = [t for t in grid.problem.spots[m] if grid.in_order(m, t)]
    if not slots:
        return "no_common_slot"
    for p, full in zip(grid.problem.pairs[m], ("a_full", "b_full"), strict=True):
        if not any(grid.has_place(p, t) for t in slots):
            return full
    both = [t for t in slots if all(grid.has_place(p, t) for p in grid.problem.pairs[m])]
    return "traded_for_weight" if not both or any(grid.left(NEVER, t) > 0 for t in both) else "tables_full"


def unscheduled(grid: Grid) -> tuple[tuple[str, str], ...]:
    meetings = grid.problem.instance.meetings
    return tuple((meetings[m].id, reason(grid, m)) for m, t in enumerate(grid.slot_of) if t == NEVER)
