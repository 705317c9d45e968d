"""Places for meetings that have no time, by moving as few others as can be.

A meeting takes another's place, which takes another's: ejection chains (Glover 1996), branching wherever
there is a choice. Few moves are allowed, so that all of the tree can be searched, with one move more at a
time (iterative deepening, Korf 1985): the first way found is the one that moves fewest, and where there is
none, that is proven. Who has the fewest places left is placed first.

So a re-plan places what lost its time, and a fractional timetable is rounded off.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .gaps import spread_kept
from .grid import Grid
from .problem import NEVER, UNLIMITED
from .work import Work

LOOK = 1 / 500  # iterations of work: where one meeting could go
CLEAR = 0.4  # a share from which on a meeting goes where the linear program has most of it


class Stopped(Exception):
    """The work is used up, or somebody said stop."""


class Ejection:
    """The search for the cheapest way to place some meetings; leaving one out costs its ``price``."""

    def __init__(self, grid: Grid, price: Mapping[int, int], work: Work | None = None):
        self.grid, self.price, self.work = grid, price, work
        self.problem, self.even = grid.problem, spread_kept(grid)
        self.placed: set[int] = set()
        self.closed = defaultdict(int)  # slots in which a party has placed its meeting, as bits
        self.best, self.least = {}, sum(price.values())

    def search(self, most: int) -> bool:
        """Make the grid the best that so many moves lead to; whether everything was tried.

        That is not so where breaks must be even: those might move who are in nobody's way.
        """
        try:
            for moves in range(most + 1):
                if self.least:
                    self.place(dict.fromkeys(self.price, 0), moves, 0)
            return self.problem.instance.max_break_spread is None
        except Stopped:
            return False
        finally:
            self.grid.apply(self.best)

    def place(self, waiting: Mapping[int, int], moves: int, lost: int) -> None:
        """Try all places of all that wait; each does so with the bits of slots that it may not go back to."""
        if lost >= self.least:
            return
        if not waiting:
            if self.grid.keeps_rules(self.placed) and (spread_kept(self.grid) or not self.even):
                self.best, self.least = {m: self.grid.slot_of[m] for m in self.placed}, lost
            return
        ways = {m: self.ways(m, left) for m, left in waiting.items()}
        needed = [
            3 - sum(map(bool, ways[m])) for m in ways if lost + self.price.get(m, UNLIMITED) >= self.least
        ]
        if sum(needed) > 2 * moves or max(needed, default=0) > min(moves, 2):
            return  # one that moves makes way for two at most
        m = min(ways, key=lambda m: ways[m][min(moves, 2)].bit_count())
        others = {n: left for n, left in waiting.items() if n != m}
        tried = 0
        for slots in ways[m][: moves + 1]:
            for t in self.problem.spots[m]:
                if self.problem.bit[t] & slots & ~tried:
                    self.put(m, t, others, moves, lost)
            tried = slots
        if m in self.price:
            self.place(others, moves, lost + self.price[m])

    def ways(self, m: int, left: int) -> tuple[int, int, int]:
        """Slots in which m may be if nobody moves, if one other does, if two or more do, as bits."""
        if self.work and not self.work.next(LOOK):
            raise Stopped
        (a, b), full = self.problem.pairs[m], self.grid.full
        able = self.problem.able[m] & ~(left | self.closed[a] | self.closed[b])
        one = able if self.problem.again[m] else able & ~(full[a] & full[b])
        return able & ~(full[a] | full[b] | full[NEVER]), one, able

    def put(self, m: int, t: int, waiting: Mapping[int, int], moves: int, lost: int) -> None:
        """Place m at t, after whatever is in its way there has left, in each possible way.

        All is undone even where the search is stopped within.
        """
        grid, bit = self.grid, self.problem.bit
        group = next(self.in_the_way(m, t), None)
        if group is None:
            grid.place(m, t)
            self.fix(m, t)
            try:
                self.place(waiting, moves, lost)
            finally:
                self.fix(m, t)
                grid.remove(m)
        for n in sorted(set(group or ()) - self.placed) if moves else ():
            s = grid.slot_of[n]
            grid.remove(n)
            try:
                if self.ways(n, bit[s])[min(moves - 1, 2)]:
                    self.put(m, t, {**waiting, n: bit[s]}, moves - 1, lost)
            finally:
                grid.place(n, s)

    def fix(self, m: int, t: int) -> None:
        """Nobody may take the place of m at t; the second time, somebody may again."""
        self.placed ^= {m}
        for p in self.problem.pairs[m]:
            if self.problem.room[p][t] == 1:
                self.closed[p] ^= self.problem.bit[t]

    def in_the_way(self, m: int, t: int) -> Iterator[Iterable[int]]:
        """Groups of meetings: of each, one must leave before m may be at t."""
        grid, problem = self.grid, self.problem
        session = problem.sessions[problem.session_of[t]]
        yield from ([q] for q in problem.before[m] if q != NEVER and grid.slot_of[q] >= t)
        yield from ([n] for n in problem.followers[m] if NEVER < grid.slot_of[n] <= t)
        for p in (*problem.pairs[m], NEVER):
            if not grid.left(p, t):
                yield grid.at[p][t]
            if not grid.left(p, NEVER):
                yield ()
            if p != NEVER and not grid.rested(p, t):
                yield [n for s in session for n in grid.at[p][s]]


def insert(grid: Grid, m: int, moves: int) -> None:
    """Schedule m where there is most room, or where others have other places, if it can be."""
    fitting = [t for t in grid.problem.spots[m] if grid.fits(m, t)]
    if fitting:
        grid.place(m, max(fitting, key=lambda t: (grid.left(NEVER, t), -t)))
    else:
        Ejection(grid, {m: 1}).search(moves)


def first_fit(grid: Grid, order: Iterable[int]) -> Grid:
    """Each meeting in turn at the first slot where it fits."""
    for m in order:
        slot = next((t for t in grid.problem.spots[m] if grid.fits(m, t)), None)
        if slot is not None:
            grid.place(m, slot)
    return grid


def round_off(grid: Grid, shares: Sequence[dict[int, float]], *, fine: bool) -> Grid:
    """A timetable near a fractional one: clear slots first (if it is ``fine``), then by share and weight."""
    total = [sum(share.values()) for share in shares]
    best = [max(share, key=lambda t: (share[t], -t), default=NEVER) for share in shares]
    weights = grid.problem.weights
    clear = [(-round(shares[m][t], 3), -weights[m], m) for m, t in enumerate(best) if fine and t != NEVER]
    for share, _weight, m in sorted(clear):
        if -share > CLEAR and grid.fits(m, best[m]):
            grid.place(m, best[m])
    for m in sorted(grid.unscheduled(), key=lambda m: (total[m] < 0.9, total[m] < 0.1, -weights[m], m)):
        insert(grid, m, 2)
    return grid
