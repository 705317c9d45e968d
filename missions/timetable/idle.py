"""Fewer idle slots, or breaks, by annealing over Kempe chains (Kirkpatrick, Gelatt & Vecchi 1983).

A move swaps two slots along a chain of people, or puts a meeting that was left out in the place of an
equally heavy one; both keep the weight, and the floor is watched. A party's session is a bit mask, so the
gaps it holds are a few operations on whole numbers.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp

from .colouring import chain
from .grid import Grid
from .problem import NEVER, UNLIMITED
from .work import Work

STEPS = 2000  # of annealing, after which the grid is looked at
LITTLE = 0.4  # iterations of work that these are
HOT = {"idle_slots": 0.5, "breaks": 0.25}  # how many gaps a step may add at the beginning
COLD = 0.12  # and at the end
AIMED = 0.3  # of the steps begin with somebody who has a gap
BESIDE = 0.3  # of the steps lead to the slot before or after another meeting of the same party


@lru_cache(1 << 16)
def idle_in(busy: int, there: int) -> int:
    """Slots between the first and the last meeting where the party is there and meets nobody."""
    span = (1 << busy.bit_length()) - (busy & -busy)
    return (span & there & ~busy).bit_count() if busy else 0


@lru_cache(1 << 16)
def breaks_in(busy: int, _there: int) -> int:
    """Runs of meetings less one."""
    return max(0, (busy & ~(busy << 1)).bit_count() - 1)


class Gaps:
    """Gaps of every party and session, kept up to date. A session is a mask, one bit per slot in order."""

    def __init__(self, grid: Grid, measure: str):
        sessions = grid.problem.sessions
        self.grid, self.count = grid, (idle_in if measure == "idle_slots" else breaks_in)
        self.bit = {t: 1 << k for session in sessions for k, t in enumerate(session)}
        self.there = [self.masks(row, sessions) for row in grid.problem.room]
        self.busy = [self.masks(at, sessions) for at in grid.at]

    def masks(self, used: Sequence, sessions: Sequence[Sequence[int]]) -> list[int]:
        return [sum(self.bit[t] for t in session if used[t]) for session in sessions]

    def each(self) -> list[int]:
        return [sum(map(self.count, *masks)) for masks in zip(self.busy, self.there, strict=True)]

    def change(self, shifts: Mapping[int, Mapping[int, int]]) -> tuple[int, dict[tuple[int, int], int]]:
        """How many gaps more, and the new masks, if parties had this many meetings more in these slots."""
        at, session_of, masks = self.grid.at, self.grid.problem.session_of, {}
        for t, here in shifts.items():
            k, bit = session_of[t], self.bit[t]
            for p, more in here.items():
                if more:
                    now = masks.get((p, k), self.busy[p][k])
                    masks[p, k] = now | bit if len(at[p][t]) + more else now & ~bit
        count, busy, there = self.count, self.busy, self.there
        more = sum(
            count(mask, there[p][k]) - count(busy[p][k], there[p][k]) for (p, k), mask in masks.items()
        )
        return more, masks


def gaps_of(grid: Grid) -> list[int]:
    return Gaps(grid, grid.problem.instance.gap_measure).each()


def breaks_of(grid: Grid) -> list[int]:
    return Gaps(grid, "breaks").each()


def spread_kept(grid: Grid) -> bool:
    limit = grid.problem.instance.max_break_spread
    if limit is None:
        return True
    breaks = breaks_of(grid)
    return max(breaks, default=0) - min(breaks, default=0) <= limit


def relieve(grid: Grid) -> None:
    """Take meetings out, the lightest of whoever has most breaks, until nobody has too many more."""
    while not spread_kept(grid):
        breaks = breaks_of(grid)
        held = [m for here in grid.at[breaks.index(max(breaks))] for m in here]
        drop(grid, min(held, key=lambda m: (grid.problem.weights[m], m)))


def drop(grid: Grid, m: int) -> None:
    """Take a meeting out, and those that may only follow it."""
    grid.remove(m)
    for n in grid.problem.followers[m]:
        if grid.slot_of[n] != NEVER:
            drop(grid, n)


def anneal(grid: Grid, work: Work) -> None:
    """Make of it the grid with the fewest gaps that was met, then the least for the worst-off party.

    No more meetings than now will be missing below the floor. Where some have too many more breaks than
    others, it only looks for a grid in which nobody has; without one, the grid stays as it is.
    """
    even = spread_kept(grid)
    measure = grid.problem.instance.gap_measure if even else "breaks"
    gaps, hot = Gaps(grid, measure), HOT[measure]
    each = gaps.each()
    best, least = list(grid.slot_of), (sum(each) if even else UNLIMITED, max(each, default=0))
    while sum(each) and (even or least[0] == UNLIMITED) and work.next(LITTLE):
        heat = hot * (COLD / hot) ** work.done()
        people = [p for p, gap in enumerate(each) if gap]
        for _step in range(STEPS):
            step(grid, gaps, heat, people, work)
        each = gaps.each()
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
    if random() < BESIDE:
        mine = problem.meetings_of[problem.pairs[m][random() < 0.5]]
        t = grid.slot_of[mine[int(random() * len(mine))]] + (1 if random() < 0.5 else -1)
    else:
        t = spots[int(random() * len(spots))] if spots else NEVER
    if t == s or t not in spots:
        return
    made = replacement(grid, m, t, work) if s == NEVER else chain(grid, m, t)
    if made is None:
        return
    moves, shifts = made
    more, masks = gaps.change(shifts)
    if more > 0 and random() >= exp(-more / heat):
        return
    touched = {p for here in shifts.values() for p in here}
    missing = grid.missing(touched)
    back = grid.apply(moves)
    if grid.keeps_rules(moves) and grid.missing(touched) <= missing:
        for (p, k), mask in masks.items():
            gaps.busy[p][k] = mask
    else:
        grid.apply(back)


def replacement(grid: Grid, m: int, t: int, work: Work) -> tuple[dict, dict] | None:
    """Meeting m at t for an equally heavy one that is in its way, or, if none is, for any other."""
    problem = grid.problem
    held: Sequence[int] = range(len(grid.slot_of))
    for p in problem.pairs[m]:
        if not grid.free(p, t):
            held = grid.at[p][t]
        elif not grid.free(p, NEVER):
            held = [n for here in grid.at[p] for n in here]
    n = held[int(work.random.random() * len(held))] if held else m
    s = grid.slot_of[n]
    if s == NEVER or problem.weights[n] != problem.weights[m] or problem.followers[n]:
        return None
    grid.remove(n)
    fits = grid.fits(m, t)
    grid.place(n, s)
    if not fits:
        return None
    shifts: dict[int, dict[int, int]] = {s: dict.fromkeys(problem.pairs[n], -1)}
    there = shifts.setdefault(t, {})
    for p in problem.pairs[m]:
        there[p] = there.get(p, 0) + 1
    return {n: NEVER, m: t}, shifts
