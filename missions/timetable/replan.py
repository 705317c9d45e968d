"""The smallest change that keeps what was announced: published meetings, then weight, then times and tables.

``max_moves`` is how many announced meetings may get another time though the change left them theirs. Those
that lost their time (displaced) do not count: they must move, or be lost.
"""

from collections.abc import Collection, Iterable, Mapping

from .ejection import Ejection, first_fit
from .gaps import spread_kept
from .grid import Grid
from .model import Model
from .neighbourhood import EFFORT
from .problem import NEVER, UNLIMITED, Change, Instance, Problem, Timetable, changed
from .solve import answer
from .work import Work

FEW = 8  # meetings for which a tree is tried before the exact model
SMALL = 8_000  # options of the announced, up to which the model moves any of them
PORTION = 1000  # options in a model that count as an iteration of work
MOST = 8  # of these, to prove a loss
WIDE = 300  # meetings in the way of which all are free next
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
    slot_of = grid.slot_of
    fill(grid, was)
    lost = [(meetings[m].id, hopeless(grid, m) or why) for m in sorted(was) if slot_of[m] == NEVER]
    fill(grid, grid.unscheduled())
    table = {number[one.meeting]: one.table for one in now.published if one.table is not None}
    kept = {m: place for m, place in table.items() if slot_of[m] == was[m]}
    moved = tuple(
        (meetings[m].id, slots[t].id, slots[slot_of[m]].id)
        for m, t in sorted(was.items())
        if slot_of[m] not in (NEVER, t)
    )
    return answer(grid, work, kept, moved=moved, lost=tuple(lost))


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

    A tree of all together proves that where they are few, or else the model where the event is small. In a
    large one the model only fills what is free, what is left makes others move one by one, and where that
    leaves a loss unproven, the model is asked again with those free that may matter.
    """
    problem, weights, slot_of = grid.problem, grid.problem.weights, grid.slot_of
    stayed = [m for m in was if slot_of[m] != NEVER]
    wanted = [m for m in (*sorted(was.keys() - stayed), *added) if not hopeless(grid, m)]
    small = sum(len(problem.spots[m]) for m in was) <= SMALL
    published, start = 1 + sum(weights[m] for m in wanted), list(slot_of)

    def push(meetings: Iterable[int], share: float) -> bool:
        price = {m: weights[m] + published * (m in was) for m in meetings if slot_of[m] == NEVER}
        moved = sum(slot_of[m] != was[m] for m in stayed)
        work.begin(share)
        return Ejection(grid, price, work).search(problem.instance.max_moves - moved)

    def held() -> int:
        return sum(slot_of[m] != NEVER for m in was)

    if len(wanted) <= FEW and push(wanted, 0.2):
        return True
    work.begin(0.5)
    _model, most = together(grid, was, stayed if small else (), wanted, work, loose=False)
    for m in added if small and held() == most else wanted:
        if not hopeless(grid, m):
            push([m], 0.1)
    if all(slot_of[m] != NEVER for m in wanted if m in was):
        return True
    if small or problem.ruled:
        return small and held() == most
    found, least = list(slot_of), held()
    grid.apply(dict(enumerate(start)))
    most = loosened(grid, was, wanted, least, work)
    if held() <= least:
        grid.apply(dict(enumerate(found)))
    return held() == most


def loosened(grid: Grid, was: Mapping[int, int], wanted: Collection[int], least: int, work: Work) -> int:
    """How many of the announced can be held at most; the grid does so if that is found, else it is as before.

    Whoever is in the way may leave for nowhere: a relaxation, hence a bound. Who does is from then on among
    those that may move, as columns join a linear program only when it asks for them (Ford & Fulkerson 1958):
    once nobody leaves for nowhere, the optimum is found.
    """
    free: set[int] = set()
    most = len(was)
    work.begin(0.5, MOST)
    while most > least and work.next(sum(len(grid.problem.spots[m]) for m in (*free, *wanted)) / PORTION):
        model, bound = together(grid, was, free, wanted, work, loose=True)
        most = min(most, bound)
        if not model.gone:
            break
        grid.apply(model.was)
        free.update(n for n in (model.leaving if len(model.leaving) <= WIDE else model.gone) if n >= 0)
        free.update(n for gone in model.gone if gone < 0 for n in grid.at[NEVER][~gone])
    return most


def together(
    grid: Grid, was: Mapping[int, int], free: Collection, wanted: Collection[int], work: Work, *, loose: bool
) -> tuple[Model, int]:
    """Hold the most of the announced, with the fewest moves of the ``free``; and how many that is at most.

    By the exact model, where weight comes last: before the moves it takes several times as long to prove.
    """
    problem, most = grid.problem, grid.problem.instance.max_moves
    model = Model(grid, {m: problem.spots[m] for m in (*sorted(free), *wanted)}, free, loose=loose)
    # Who can be named leaves first: the next model can let them move.
    gone = model.sum([x * (2 if n < 0 else 1) for n, x in model.leaving.items()])
    moves = model.sum([x for m in free for t, x in model.x[m].items() if t != was[m]])
    moves += model.sum(model.leaving.values())
    model.require(moves <= most)
    move = 1 + 2 * most + sum(problem.weights[m] for m in wanted)
    announced = move * (1 + most)
    worth = {m: problem.weights[m] + announced * (m in was) for m in wanted}
    gain = model.sum([worth[m] * x for m in wanted for x in model.x[m].values()])
    for t in problem.times:
        model.halve([t])
    _best, least = model.solve(move * moves + gone - gain, work, effort=EFFORT)
    if least == -UNLIMITED:
        return model, len(was)
    # Moves, leaving and weight together are worth less than one announced meeting: what is left over is none.
    others = sum(grid.slot_of[m] != NEVER for m in was.keys() - set(wanted))
    return model, others + ((2 + move) * most - least) // announced


def hopeless(grid: Grid, m: int) -> str | None:
    """The capacity test: why moving others could never make room for m; None if it might."""
    problem = grid.problem
    if not problem.spots[m] or any(q == NEVER or not problem.spots[q] for q in problem.before[m]):
        return "no_common_slot"
    for p, full in zip(problem.pairs[m], ("a_full", "b_full"), strict=True):
        if len(grid.at[p][NEVER]) >= problem.most[p]:
            return full
    return None if len(grid.at[NEVER][NEVER]) < sum(problem.room[NEVER][:NEVER]) else "tables_full"


def fill(grid: Grid, meetings: Iterable[int]) -> None:
    """Schedule those that fit without moving anybody, the heaviest first."""
    left = [m for m in meetings if grid.slot_of[m] == NEVER]
    for m in sorted(left, key=lambda m: (-grid.problem.weights[m], m)):
        first_fit(grid, [m])
        if grid.slot_of[m] != NEVER and not spread_kept(grid):
            grid.remove(m)
