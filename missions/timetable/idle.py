"""Fewer idle slots, or breaks, by annealing over Kempe chains (Kirkpatrick, Gelatt & Vecchi 1983).

A move swaps two slots along a chain of people, or puts a meeting that was left out in the place of one that
is no heavier; both keep the weight, and the floor is watched.
"""

from collections.abc import Sequence
from math import exp

from .colouring import chain
from .gaps import Gaps, spread_kept
from .grid import Grid
from .problem import NEVER, UNLIMITED
from .work import Work

STEPS = 2000  # of annealing, after which the grid is looked at
LITTLE = 0.4  # iterations of work that these are
HOT = {"idle_slots": 0.5, "breaks": 0.25}  # how many gaps a step may add at the beginning
COLD = 0.12  # and at the end
AIMED = 0.3  # of the steps begin with somebody who has a gap


def anneal(grid: Grid, work: Work) -> None:
    """Make of it the grid with the fewest gaps that was met, then the least for the worst-off party.

    No more meetings than now will be missing below the floor. Where some have too many more breaks than
    others, it only looks for a grid in which nobody has; without one, the grid stays as it is.
    """
    even = spread_kept(grid)
    measure = grid.problem.instance.gap_measure if even else "breaks"
    gaps, hot = Gaps(grid, measure), HOT[measure]
    each = gaps.each
    best, least = list(grid.slot_of), (sum(each) if even else UNLIMITED, max(each, default=0))
    while sum(each) and (even or least[0] == UNLIMITED) and work.next(LITTLE):
        heat = hot * (COLD / hot) ** work.done()
        people = [p for p, gap in enumerate(each) if gap]
        for _step in range(STEPS):
            step(grid, gaps, heat, people, work)
        now = (sum(each), max(each))
        if now < least and spread_kept(grid):
            best, least = list(grid.slot_of), now
            work.progress("idle_slots", least[0], 0)
    grid.apply(dict(enumerate(best)))


def step(grid: Grid, gaps: Gaps, heat: float, people: Sequence[int], work: Work) -> None:
    """One move tried: a meeting, of these people now and then, to another slot or into the timetable."""
    random, problem = work.random.random, grid.problem
    if random() < AIMED:
        mine = problem.meetings_of[people[int(random() * len(people))]]
        m = mine[int(random() * len(mine))]
    else:
        m = int(random() * len(grid.slot_of))
    spots, s = problem.spots[m], grid.slot_of[m]
    t = spots[int(random() * len(spots))] if spots else NEVER
    if t == s or t not in spots:
        return
    was = exchange(grid, m, t, work) if s == NEVER else chain(grid, m, t, work.random)
    if was is None:
        return
    each, after = gaps.each, {p: gaps.of(p) for p in {p for n in was for p in problem.pairs[n]}}
    more = sum(gap - each[p] for p, gap in after.items())
    if (more <= 0 or random() < exp(-more / heat)) and grid.keeps_rules(was):
        for p, gap in after.items():
            each[p] = gap
    else:
        grid.apply(was)


def exchange(grid: Grid, m: int, t: int, work: Work) -> dict[int, int] | None:
    """Meeting m comes in at t where it fits, or for one in its way that is no heavier; as ``chain`` does.

    Nobody falls further below the floor.
    """
    problem = grid.problem
    crowds = [grid.at[p][k] for p in problem.pairs[m] for k in (t, NEVER) if not grid.left(p, k)]
    crowds = crowds or [grid.at[NEVER][t]] * (not grid.left(NEVER, t))
    n = work.random.choice(list(work.random.choice(crowds) or [m])) if crowds else m
    if problem.weights[n] > problem.weights[m] or problem.followers[n]:
        return None
    people = {*problem.pairs[m], *problem.pairs[n]}
    missing = grid.missing(people)
    was = grid.apply({n: NEVER})
    if grid.fits(m, t):
        was |= grid.apply({m: t})
        if grid.missing(people) <= missing:
            return was
    grid.apply(was)
    return None
