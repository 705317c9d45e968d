"""Fewer idle slots, or breaks, by annealing over Kempe chains (Kirkpatrick, Gelatt & Vecchi 1983).

A move swaps two slots along a chain of people, or puts a meeting that was left out in the place of an
equally heavy one; both keep the weight, and the floor is watched. A party's session is a bit mask, so the
gaps it holds are a few operations on whole numbers.
"""

from math import exp

from .colouring import apply, chain
from .grid import NEVER, Grid
from .work import Work

STEPS = 2000  # of annealing in one iteration of work
INFINITE = 1 << 30
HOT, COLD = 0.9, 0.12  # how many gaps a step may add: at the beginning, at the end


def idle_in(busy: int, there: int) -> int:
    """Slots between the first and the last meeting where the party is there and meets nobody."""
    span = (1 << busy.bit_length()) - (busy & -busy)
    return (span & there & ~busy).bit_count() if busy else 0


def breaks_in(busy: int, there: int = 0) -> int:
    """Runs of meetings less one."""
    return max(0, (busy & ~(busy << 1)).bit_count() - 1)


class Gaps:
    """Gaps of every party and session, kept up to date. A session is a mask, one bit per slot in order."""

    def __init__(self, grid: Grid, measure: str):
        problem = self.problem = grid.problem
        self.grid, self.count = grid, (idle_in if measure == "idle_slots" else breaks_in)
        self.bit = {t: 1 << k for session in problem.sessions for k, t in enumerate(session)}
        self.there = [
            [sum(self.bit[t] for t in session if row[t]) for session in problem.sessions]
            for row in problem.room
        ]
        self.busy = [
            [sum(self.bit[t] for t in session if at[t]) for session in problem.sessions] for at in grid.at
        ]
        self.memo: dict[tuple[int, int], int] = {}

    def of(self, p: int) -> int:
        return sum(self.count(*pair) for pair in zip(self.busy[p], self.there[p], strict=True))

    def each(self) -> list[int]:
        return [self.of(p) for p in range(len(self.busy))]

    def total(self) -> int:
        return sum(self.each())

    def ranking(self) -> tuple[int, int]:
        """Gaps of all, then of the worst-off party."""
        each = self.each()
        return sum(each), max(each, default=0)

    def within(self, p: int, k: int, busy: int) -> int:
        key = (busy, self.there[p][k])
        if key not in self.memo:
            self.memo[key] = self.count(*key)
        return self.memo[key]

    def change(self, shifts: dict[int, dict[int, int]]) -> tuple[int, dict[tuple[int, int], int]]:
        """How many gaps more, and the new masks, if parties had this many meetings more in these slots."""
        at, session_of, masks = self.grid.at, self.problem.session_of, {}
        for t, here in shifts.items():
            k, bit = session_of[t], self.bit[t]
            for p, more in here.items():
                if more:
                    now = masks.get((p, k), self.busy[p][k])
                    masks[p, k] = now | bit if len(at[p][t]) + more else now & ~bit
        return sum(
            self.within(p, k, mask) - self.within(p, k, self.busy[p][k]) for (p, k), mask in masks.items()
        ), masks

    def accept(self, masks: dict[tuple[int, int], int]) -> None:
        for (p, k), mask in masks.items():
            self.busy[p][k] = mask


def gaps_of(grid: Grid) -> list[int]:
    return Gaps(grid, grid.problem.instance.gap_measure).each()


def breaks_of(grid: Grid) -> list[int]:
    return Gaps(grid, "breaks").each()


def spread_kept(grid: Grid) -> bool:
    limit = grid.problem.instance.max_break_spread
    breaks = [0] if limit is None else breaks_of(grid)
    return limit is None or max(breaks, default=0) - min(breaks, default=0) <= limit


def relieve(grid: Grid) -> None:
    """Take meetings out, the lightest of whoever has most breaks, until nobody has too many more."""
    while not spread_kept(grid):
        breaks = breaks_of(grid)
        worst = breaks.index(max(breaks))
        held = [m for here in grid.at[worst] for m in here]
        drop(grid, min(held, key=lambda m: (grid.problem.weights[m], m)))


def drop(grid: Grid, m: int) -> None:
    """Take a meeting out, and those that may only follow it."""
    grid.remove(m)
    for n in grid.problem.followers[m]:
        if grid.slot_of[n] != NEVER:
            drop(grid, n)


def anneal(
    grid: Grid, work: Work, *, floor: bool = True, measure: str | None = None, only_spread: bool = False
) -> Grid:
    """The grid with the fewest gaps that was met, then the least for the worst-off party.

    With ``floor`` no more meetings than now will be missing below it. ``only_spread`` stops as soon as
    nobody has too many more breaks than others; if that is never so, the grid comes back as it was.
    """
    gaps = Gaps(grid, measure or grid.problem.instance.gap_measure)
    deficit, total = (grid.deficit() if floor else None), gaps.total()
    best, least = list(grid.slot_of), (gaps.ranking() if spread_kept(grid) else (INFINITE, 0))
    planned, done = work.share_left, 0
    seconds = work.seconds_left()
    while total and not (only_spread and least[0] < INFINITE) and work.next():
        part = done / planned if planned else 1 - (work.seconds_left() or 0) / seconds
        heat, done = HOT * (COLD / HOT) ** min(1.0, part), done + 1
        for _step in range(STEPS):
            total += step(grid, gaps, heat, deficit, work)
            if not total:
                break
        if total <= least[0] and gaps.ranking() < least and spread_kept(grid):
            best, least = list(grid.slot_of), gaps.ranking()
        work.progress("idle_slots", least[0], 0)
    return Grid(grid.problem, best)


def step(grid: Grid, gaps: Gaps, heat: float, deficit: int | None, work: Work) -> int:
    """One move tried; the change in gaps, 0 if it was not taken."""
    random, problem = work.random.random, grid.problem
    m = int(random() * len(grid.slot_of))
    spots = problem.spots[m]
    if not spots:
        return 0
    t = spots[int(random() * len(spots))]
    if grid.slot_of[m] == NEVER:
        made = replacement(grid, m, t, work)
    else:
        made = chain(grid, m, t) if t != grid.slot_of[m] else None
    if made is None:
        return 0
    moves, shifts = made
    more, masks = gaps.change(shifts)
    if more > 0 and random() >= exp(-more / heat):
        return 0
    back = apply(grid, moves)
    if not grid.keeps_rules(set(moves)) or (
        deficit is not None and NEVER in moves.values() and grid.deficit() > deficit
    ):
        apply(grid, back)
        return 0
    gaps.accept(masks)
    return more


def replacement(grid: Grid, m: int, t: int, work: Work) -> tuple[dict, dict] | None:
    """Meeting m at t for an equally heavy one that is in its way, or, if none is, for any other."""
    problem = grid.problem
    a, b = problem.pairs[m]
    stuck = [p for p in (a, b) if not grid.free(p, t) or grid.count[p] >= problem.most[p]]
    if len(stuck) == 2:
        held = [n for n in grid.at[a][t] if b in problem.pairs[n]]
    elif stuck:
        full = grid.count[stuck[0]] >= problem.most[stuck[0]] and grid.free(stuck[0], t)
        held = [n for here in grid.at[stuck[0]] for n in here] if full else grid.at[stuck[0]][t]
    else:
        held = [int(work.random.random() * len(grid.slot_of))]
    if not held:
        return None
    n = held[int(work.random.random() * len(held))]
    s = grid.slot_of[n]
    if (
        s == NEVER
        or problem.weights[n] != problem.weights[m]
        or (s != t and grid.filled[t] >= problem.tables[t])
    ):
        return None
    if problem.ruled and problem.followers[n]:
        return None
    shifts: dict[int, dict[int, int]] = {s: {}, t: {}}
    for p in problem.pairs[n]:
        shifts[s][p] = shifts[s].get(p, 0) - 1
    for p in (a, b):
        shifts[t][p] = shifts[t].get(p, 0) + 1
    return {n: NEVER, m: t}, shifts
