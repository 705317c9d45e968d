"""Tables: who sits where, so that people change table as rarely as can be.

Slot after slot, meetings are matched to tables, most attached first: a meeting likes the tables at which
its two sides sat last in the session. Greedy, as a meeting has at most a few such tables; what was announced
keeps its table.
"""

from collections.abc import Iterator, Mapping

from .grid import Grid
from .problem import NEVER


def seated(grid: Grid, kept: Mapping[int, int]) -> dict[int, int]:
    """A table, counted from 1, for every scheduled meeting; that of ``kept`` where it can be."""
    table: dict[int, int] = {}
    for session in grid.problem.sessions:
        last: dict[int, set[int]] = {}
        for t in session:
            here = sorted(grid.at[NEVER][t])
            table |= _slot(grid, here, grid.problem.room[NEVER][t], kept, last)
            for p in {p for m in here for p in grid.problem.pairs[m]}:
                last[p] = {table[m] for m in grid.at[p][t]}
    return table


def _slot(
    grid: Grid, here: list[int], tables: int, kept: Mapping[int, int], last: Mapping[int, set[int]]
) -> dict[int, int]:
    chosen, taken = {}, set()
    wishes = []
    for m in here:
        if m in kept and 0 <= kept[m] <= tables:
            wishes.append((-3, m, kept[m]))
        sat = [place for p in grid.problem.pairs[m] for place in last.get(p, ())]
        wishes += [(-sat.count(place), m, place) for place in set(sat) if 1 <= place <= tables]
    for _wish, m, place in sorted(wishes):
        if m not in chosen and place not in taken:
            chosen[m] = place
            taken.add(place)
    free = (place for place in range(1, tables + 1) if place not in taken)
    return chosen | {m: next(free) for m in here if m not in chosen}


def changes(grid: Grid, table: Mapping[int, int]) -> int:
    """How often somebody sits at another table than at their last meeting of the session."""
    at_table = [({table[m] for m in before}, {table[m] for m in now}) for _p, before, now in sittings(grid)]
    return sum(len(now - before) for before, now in at_table)


def fewest(grid: Grid) -> int:
    """A bound of the changes: who came from two tables of one slot cannot both have stayed.

    Counts meetings of two people who had no other meeting beside it, or beside the last one.
    """
    came = {(p, *now): before[0] for p, before, now in sittings(grid) if len(before) == len(now) == 1}
    changes = 0
    for m, (a, b) in enumerate(grid.problem.pairs):
        if (a, m) in came and (b, m) in came:
            first, second = came[a, m], came[b, m]
            changes += first != second and grid.slot_of[first] == grid.slot_of[second]
    return changes


def sittings(grid: Grid) -> Iterator[tuple[int, list[int], list[int]]]:
    """Parties with the meetings of one slot, and those of the next that they have in the session."""
    for p, at in enumerate(grid.at[:NEVER]):
        for session in grid.problem.sessions:
            held = [list(at[t]) for t in session if at[t]]
            for before, now in zip(held, held[1:], strict=False):
                yield p, before, now
