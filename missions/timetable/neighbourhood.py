"""Large neighbourhood search (Shaw 1998): free a few slots, solve them exactly, repeat.

The prices say where to look. Complementary slackness splits the gap between value and bound among slots:
places and tables that have a price and lie empty, meetings that hold less than they are worth elsewhere,
meetings left out that would be worth their prices. Slots are drawn by what they lose, and only options
near the best of each meeting are offered; when nothing is found, more slots are freed.
"""

from collections.abc import Collection, Mapping, Sequence

from .grid import Grid
from .model import Found, Model
from .prices import UNIT, Prices, gains
from .problem import NEVER, UNLIMITED
from .work import Work

FEWEST = 5  # slots to begin with
PATIENCE = 6  # neighbourhoods without success before one more slot is freed
EFFORT = 4.0  # deterministic seconds for one neighbourhood
SHARE = 0.1  # of the time of a stage that one neighbourhood may take, so that a hard one leaves some
NEAR = UNIT  # an option may be this much worse than the best of its meeting


def improve(grid: Grid, prices: Prices, most: int, work: Work) -> bool:
    """Raise the weight in place until it meets the bound or the work is done; True if search exhausted it."""
    worth = gains(grid.problem, prices)
    times = range(len(grid.problem.tables))
    size, failed = float(FEWEST), 0
    while grid.weight < most and work.next():
        count = min(len(times), int(size) + work.random.randrange(2))
        everything = count == len(times)
        chosen = times if everything else draw(losses(grid, prices, worth), count, work)
        choices = options(grid, worth, set(chosen), UNLIMITED * UNIT if everything else NEAR)
        weight, found = grid.weight, placed_anew(grid, choices, work)
        if grid.weight > weight:
            work.progress("weight", grid.weight, most)
            failed = 0
        elif everything and found.complete:
            return True
        else:
            failed += 1
        if not found.complete:
            size = max(2.0, size - 0.5)
        elif failed >= PATIENCE:
            size, failed = min(size + 1, len(times)), 0
    return False


def lift(grid: Grid, least: int, work: Work) -> None:
    """Fewer meetings missing below the floor, at no less weight: a few slots of whoever lacks some."""
    problem = grid.problem
    anywhere = gains(problem, Prices())
    while (missing := grid.missing()) > least and work.next():
        short = [p for p, target in enumerate(problem.targets) if grid.count[p] < target]
        mine = problem.meetings_of[work.random.choice(short)]
        where = sorted({t for m in mine for t in problem.spots[m]})
        chosen = work.random.sample(where, min(len(where), FEWEST))
        placed_anew(grid, options(grid, anywhere, set(chosen), NEAR), work, floor=True)
        if grid.missing() < missing:
            work.progress("floor", grid.missing(), least)


def placed_anew(
    grid: Grid, choices: Mapping[int, Sequence[int]], work: Work, *, floor: bool = False
) -> Found:
    """These meetings at the most weight, then by chance, or for the floor; undone if that made it worse."""
    before, model = (grid.weight, -grid.missing()), Model(grid, choices)
    aim = model.weight() + model.whims(work.random)
    if floor:
        aim = (1 + sum(grid.problem.targets)) * model.weight() - model.missing()
    found = model.solve(aim, work, largest=True, effort=EFFORT, share=SHARE)
    if grid.weight < before[0] or (floor and (grid.weight, -grid.missing()) < before):
        grid.apply(model.was)
    return found


def losses(grid: Grid, prices: Prices, worth: Sequence[Mapping[int, int]]) -> list[float]:
    """What each slot loses against the bound, in units of weight."""
    problem = grid.problem
    loss = [UNIT / 100] * len(problem.tables)
    for (p, t), price in prices.single.items():
        if t != NEVER:
            loss[t] += price * (problem.capacity(p, t) - grid.taken(p, t))
    for m, gain in enumerate(worth):
        best, s = max([0, *gain.values()]), grid.slot_of[m]
        if s != NEVER:
            loss[s] += best - gain[s]
        elif best:
            missed = [t for t, one in gain.items() if one >= best - UNIT // 100]
            for t in missed:
                loss[t] += best / len(missed)
    return [one / UNIT for one in loss]


def draw(loss: Sequence[float], count: int, work: Work) -> list[int]:
    left, chosen = dict(enumerate(loss)), []
    for _turn in range(count):
        chosen += work.random.choices(list(left), list(left.values()))
        del left[chosen[-1]]
    return chosen


def options(
    grid: Grid, worth: Sequence[Mapping[int, int]], chosen: Collection[int], near: int
) -> dict[int, list[int]]:
    """Where in the chosen slots their meetings and those left out gain at most ``near`` less than at best."""
    found = {}
    for m, gain in enumerate(worth):
        s = grid.slot_of[m]
        if s == NEVER or s in chosen:
            least = max([0, *gain.values()]) - near
            slots = [t for t, one in gain.items() if t in chosen and (one >= least or t == s)]
            if slots:
                found[m] = slots
    return found
