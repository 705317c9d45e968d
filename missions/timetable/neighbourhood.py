"""Large neighbourhood search (Shaw 1998): free a few slots, solve them exactly, repeat.

The prices say where to look. Complementary slackness splits the gap between value and bound among slots:
places and tables that have a price and lie empty, meetings that hold less than they are worth elsewhere,
meetings left out that would be worth their prices. Slots are drawn by what they lose, and only options
near the best of each meeting are offered; when nothing is found, more slots are freed.
"""

from collections.abc import Mapping, Sequence

from .colouring import apply
from .grid import NEVER, Grid
from .idle import breaks_of
from .matching import heaviest
from .model import Found, Model
from .prices import UNIT, Prices, bound, gains
from .work import Work

FEWEST = 3  # slots to begin with
PATIENCE = 6  # neighbourhoods without success before one more slot is freed
NODES = 60
EFFORT = 4.0  # deterministic seconds for a neighbourhood with rules beyond capacity
NEAR = UNIT  # an option may be this much worse than the best of its meeting


def improve(grid: Grid, prices: Prices, work: Work) -> bool:
    """Raise the weight in place until it meets the bound or the work is done; True if search exhausted it."""
    problem, most = grid.problem, bound(grid.problem, prices)
    times = range(len(problem.tables))
    worth = gains(problem, prices)
    size, failed = float(FEWEST), 0
    while grid.weight < most and work.next():
        count = min(len(times), int(size) + work.random.randrange(2))
        chosen = times if count == len(times) else draw(losses(grid, prices, worth), count, work)
        near = NEAR if count < len(times) else None
        choices = options(grid, worth, set(chosen), near)
        found = solved(grid, choices, work)
        old = grid.weight
        if found.slots is not None:
            back = apply(grid, found.slots)
            if grid.weight < old:
                apply(grid, back)
        if grid.weight > old:
            work.progress("weight", grid.weight, most)
            failed = 0
        elif count == len(times) and found.optimal:
            return True
        else:
            failed += 1
        if not found.optimal:
            size = max(2.0, size - 0.5)
        elif failed >= PATIENCE:
            size, failed = min(size + 1, len(times)), 0
    return False


def lift(grid: Grid, work: Work) -> None:
    """Fewer meetings missing below the floor, at no less weight: a few slots of whoever lacks some."""
    problem = grid.problem
    anything = [dict.fromkeys(spots, 0) for spots in problem.spots]
    while (deficit := grid.deficit()) and work.next():
        short = [p for p, least in enumerate(problem.targets) if grid.count[p] < least]
        p = work.random.choice(short)
        where = sorted({t for m in problem.meetings_of[p] for t in problem.spots[m]})
        chosen = set(work.random.sample(where, min(len(where), FEWEST)))
        weight = grid.weight
        found = solved(grid, options(grid, anything, chosen, None), work, floor=True)
        if found.slots is not None:
            back = apply(grid, found.slots)
            if grid.weight < weight or grid.deficit() > deficit:
                apply(grid, back)
        if grid.deficit() < deficit:
            work.progress("floor", grid.deficit(), 0)


def solved(grid: Grid, choices: Mapping[int, Sequence[int]], work: Work, *, floor: bool = False) -> Found:
    seconds = work.seconds_for_one()
    if not grid.problem.ruled:
        return heaviest(grid, choices, nodes=NODES, rng=work.random, floor=floor, seconds=seconds)
    model = Model(grid, choices)
    limit_spread(model, grid)
    aim = model.weight()
    if floor:
        model.cp.add(aim >= grid.weight)
        aim = -1 * model.deficit()
    seed = work.random.randrange(1000)
    return model.solve(aim, largest=True, effort=EFFORT, seed=seed, seconds=seconds)


def limit_spread(model: Model, grid: Grid) -> None:
    spread = grid.problem.instance.max_break_spread
    if spread is not None:
        model.limit_breaks(spread, [n for p, n in enumerate(breaks_of(grid)) if p not in model.mine])


def losses(grid: Grid, prices: Prices, worth: Sequence[Mapping[int, int]]) -> list[float]:
    """What each slot loses against the bound, in units of weight."""
    problem = grid.problem
    loss = [UNIT / 100] * len(problem.tables)
    for (p, t), price in prices.y.items():
        loss[t] += price * (problem.room[p][t] - len(grid.at[p][t]))
    for t, price in prices.v.items():
        loss[t] += price * (problem.tables[t] - grid.filled[t])
    for m, gain in enumerate(worth):
        best, s = max(0, max(gain.values(), default=0)), grid.slot_of[m]
        if s != NEVER:
            loss[s] += best - gain[s]
        elif best:
            missed = [t for t, one in gain.items() if one >= best - UNIT // 100]
            for t in missed:
                loss[t] += best / len(missed)
    return [one / UNIT for one in loss]


def draw(loss: Sequence[float], count: int, work: Work) -> list[int]:
    left = dict(enumerate(loss))
    chosen = []
    for _turn in range(count):
        t = work.random.choices(list(left), list(left.values()))[0]
        chosen.append(t)
        del left[t]
    return chosen


def options(
    grid: Grid, worth: Sequence[Mapping[int, int]], chosen: set[int], near: int | None
) -> dict[int, list[int]]:
    """Where the meetings of the chosen slots, and those that are left out, may go within these slots."""
    found = {}
    for m, gain in enumerate(worth):
        s = grid.slot_of[m]
        if s == NEVER or s in chosen:
            least = None if near is None else max(0, max(gain.values(), default=0)) - near
            slots = [
                t for t, one in gain.items() if t in chosen and (least is None or one >= least or t == s)
            ]
            if slots:
                found[m] = slots
    return found
