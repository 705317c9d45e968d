"""The smallest change that keeps what was announced: published meetings, then weight, then times and tables.

``max_moves`` is how many announced meetings may get another time though the change left them theirs. Those
that lost their time (displaced) do not count: they must move, or be lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from . import seating
from .colouring import first_fit
from .ejection import Ejection
from .grid import Grid
from .idle import spread_kept
from .prices import bound, relax
from .problem import NEVER, UNLIMITED, Change, Instance, Problem, Timetable, changed
from .reasons import unscheduled
from .solve import placements
from .work import Work

TOGETHER = 100  # meetings for which a place is searched all together
MOST_OPTIONS = 30_000  # of announced meetings, up to which prices are asked for
NOT_WITHIN_MOVES = "not_within_moves"  # all that ``max_moves`` permits was tried
NOT_FOUND = "not_found"  # the search was stopped, which proves nothing


def replan(instance: Instance, change: Change, work: Work | None = None) -> Timetable:
    """The announced timetable after the change, with what was ``moved`` in time, and ``lost`` and why."""
    now, work = changed(instance, change), work or Work()
    meetings, slots, problem = now.meetings, now.slots, Problem.of(now)
    number = {one.id: m for m, one in enumerate(meetings)}
    time = {one.id: t for t, one in enumerate(slots)}
    was = {number[one.meeting]: time[one.slot] for one in now.published}
    grid = standing(problem, was)
    added = [number[one.id] for one in change.add if one.id in number]
    why = NOT_WITHIN_MOVES if keep(grid, was, added, work) else NOT_FOUND
    lost = [(meetings[m].id, hopeless(grid, m) or why) for m in sorted(was) if grid.slot_of[m] == NEVER]
    fill(grid, grid.unscheduled())
    slot_of = grid.slot_of
    table = {number[one.meeting]: one.table for one in now.published if one.table is not None}
    kept = {m: place for m, place in table.items() if slot_of[m] == was[m]}
    return Timetable(
        instance=now.name,
        seed=work.seed,
        scheduled=placements(grid, seating.seated(grid, kept)),
        unscheduled=unscheduled(grid),
        moved=tuple(
            (meetings[m].id, slots[t].id, slots[slot_of[m]].id)
            for m, t in sorted(was.items())
            if slot_of[m] not in (NEVER, t)
        ),
        lost=tuple(lost),
    )


def standing(problem: Problem, was: Mapping[int, int]) -> Grid:
    """What was announced, as far as it still holds."""
    grid = Grid(problem)
    # Slot by slot, so that what must come first does; where places have become fewer, weight decides.
    for m in sorted(was, key=lambda m: (was[m], -problem.weights[m], m)):
        if was[m] in problem.spots[m] and grid.fits(m, was[m]):
            grid.place(m, was[m])
    return grid


def keep(grid: Grid, was: Mapping[int, int], added: Iterable[int], work: Work) -> bool:
    """Place what lost its time, and what was added; whether no more of the announced could be kept.

    All together, which proves it; where that takes too long one by one, and then prices may prove it.
    """
    weights, slot_of = grid.problem.weights, grid.slot_of
    stayed = [m for m in was if slot_of[m] != NEVER]
    wanted = [*sorted(was.keys() - stayed), *added]
    published = 1 + sum(weights[m] for m in wanted)
    price = {m: weights[m] + published * (m in was) for m in wanted}

    def search(meetings: Iterable[int], share: float) -> bool:
        left = {m: price[m] for m in meetings if slot_of[m] == NEVER and not hopeless(grid, m)}
        if not left:
            return True
        moved = sum(slot_of[m] != was[m] for m in stayed)
        work.begin(share)
        return Ejection(grid, left, work).search(grid.problem.instance.max_moves - moved)

    if len(wanted) <= TOGETHER and search(wanted, 0.6):
        return True
    fill(grid, wanted)
    for m in wanted:
        search([m], 0.5)
    held = sum(slot_of[m] != NEVER for m in was)
    return held == len(was) or held == most_held(grid.problem, was, work)


def hopeless(grid: Grid, m: int) -> str | None:
    """The capacity test: why moving others could never make room for m; None if it might."""
    problem = grid.problem
    if not problem.spots[m] or any(q == NEVER or not problem.spots[q] for q in problem.before[m]):
        return "no_common_slot"
    for p, full in zip(problem.pairs[m], ("a_full", "b_full"), strict=True):
        if grid.used[p][NEVER] >= problem.most[p]:
            return full
    return None if grid.used[NEVER][NEVER] < sum(problem.room[NEVER][:NEVER]) else "tables_full"


def most_held(problem: Problem, was: Mapping[int, int], work: Work) -> int:
    """How many of the announced meetings any timetable can hold, by prices; too many where that is large."""
    spots = [here if m in was else () for m, here in enumerate(problem.spots)]
    if sum(map(len, spots)) > MOST_OPTIONS:
        return UNLIMITED
    announced = replace(problem, weights=[1] * len(spots), spots=spots)
    prices, _shares = relax(announced, (), work.seconds_left(), fine=True)
    return bound(announced, prices)


def fill(grid: Grid, meetings: Iterable[int]) -> None:
    """Schedule those that fit without moving anybody, the heaviest first."""
    left = [m for m in meetings if grid.slot_of[m] == NEVER]
    for m in sorted(left, key=lambda m: (-grid.problem.weights[m], m)):
        first_fit(grid, [m])
        if grid.slot_of[m] != NEVER and not spread_kept(grid):
            grid.remove(m)
