"""Large neighbourhood search (Shaw 1998): free a few slots, solve them exactly, repeat.

As many slots are freed as can be solved; once these are all, the optimum is proven. Moves at random that cost
nothing come first: in a full event they make room where an exact search of few slots finds none.
"""

from collections.abc import Collection, Sequence
from math import inf

from . import seating
from .ejection import insert
from .gaps import Gaps, spread_kept
from .grid import Grid
from .idle import step
from .model import Model
from .prices import UNIT, Prices, cost, gains
from .problem import NEVER, UNLIMITED
from .work import Work

FEWEST = 5  # slots to begin with
GROW = 1.05  # times as many slots after those that were solved
SHRINK = 0.8  # times as many after those that were too hard
EFFORT = 4.0  # deterministic seconds for one neighbourhood
EFFORT_FOR_BREAKS = 40.0  # for all slots together, where breaks are counted, which cores prove
SHARE = 0.1  # of the time of a stage that one may take, so that a hard one leaves some
SHARE_OF_ALL = 0.8  # that all slots together may take
WANDERING = 5_000  # steps at random before each neighbourhood
SELDOM = 100  # of them between two attempts to insert a meeting
WALK = 0.1  # iterations of work that they are
COOL = 0.02  # how many gaps a step may add where gaps are counted
NEAR = UNIT  # an option may be this much worse than the best of its meeting
GAPS_ITERATIONS = 40  # that one counts as where gaps are counted

VALUES = {
    "weight": lambda grid: -grid.weight,
    "floor": Grid.missing,
    "idle_slots": lambda grid: sum(Gaps(grid).each),
    "worst_gap": lambda grid: max(Gaps(grid).each),
    "tables": lambda grid: seating.changes(grid, seating.seated(grid, {})),
}


class Search:
    """For a smaller value of the last aim, until it is ``bound``; those of the aims before it are kept."""

    def __init__(self, grid: Grid, work: Work, aims: Sequence[str], bound: int, prices: Prices):
        self.grid, self.work, self.aims, self.bound, self.prices = grid, work, aims, bound, prices
        self.worth = gains(grid.problem, prices)
        self.best = [max([0, *gain.values()]) for gain in self.worth]
        self.times, self.gaps = grid.problem.times, aims[-1] not in ("weight", "floor")
        self.iterations = GAPS_ITERATIONS if self.gaps else 1
        self.heat = COOL if self.gaps or grid.problem.instance.max_break_spread is not None else inf
        self.slack = UNIT * UNLIMITED
        if len(aims) > 1:
            self.slack = cost(grid.problem, prices) - UNIT * grid.weight

    def values(self) -> list[int]:
        return [VALUES[aim](self.grid) for aim in self.aims]

    def improve(self, size: float = 0) -> bool:
        """Change the grid in place, ``size`` slots at first, or a few; True if it is proven the best."""
        size, most = size or min(FEWEST, len(self.times) / 2), len(self.times)
        while self.values()[-1] != self.bound and self.work.next(self.iterations):
            self.wander()
            before, count = self.values(), min(most, int(size) + self.work.random.randrange(2))
            complete = before[-1] == self.bound or self.place_anew(count, before)
            if complete and count == most:
                return True
            size = min(most, GROW * size) if complete else max(2.0, SHRINK * size)
        return self.values()[-1] == self.bound

    def wander(self) -> None:
        """Moves at random that cost nothing: sooner or later there is room, or another way to close a gap."""
        grid, was, before = self.grid, list(self.grid.slot_of), self.values()
        gaps, people = Gaps(grid), [a for a, _b in grid.problem.pairs]
        for k in range(WANDERING if self.work.next(WALK) else 0):
            step(grid, gaps, self.heat, people, self.work)
            left_out = grid.unscheduled() if k % SELDOM == 0 else ()
            if left_out:
                insert(grid, self.work.random.choice(left_out), 1)
        if self.values() > before or not spread_kept(grid):
            grid.apply(dict(enumerate(was)))

    def place_anew(self, count: int, before: Sequence[int]) -> bool:
        """Put the meetings of so many slots where it is best, or back; whether all ways were tried."""
        everything, aim = count == len(self.times), self.aims[-1]
        choices = self.options(self.times if everything else self.slots(count))
        all_held = NEVER not in self.grid.slot_of
        held = {m for m in choices if all_held or self.best[m] > self.slack}
        model = Model(self.grid, choices, held, gaps=self.gaps)
        for kept, most in zip(self.aims[:-1], before, strict=False):
            model.require(model.aim(kept) <= most)
        share = SHARE_OF_ALL if everything else SHARE
        breaks = self.gaps and self.grid.problem.instance.gap_measure == "breaks"
        effort = EFFORT_FOR_BREAKS if everything and breaks else EFFORT
        complete, bound = model.solve(model.aim(aim), self.work, effort=effort, share=share)
        if everything:
            self.bound = max(self.bound, bound)
        now = self.values()
        if now > before:
            self.grid.apply(model.was)
        elif now < before:
            self.work.progress(aim, abs(now[-1]), abs(self.bound))
        return complete

    def options(self, chosen: Collection[int]) -> dict[int, list[int]]:
        """Where in these slots their meetings and those left out gain hardly less than anywhere else.

        Reduced-cost fixing (Dantzig, Fulkerson & Johnson 1954): what loses more against the prices than the
        grid as a whole, its ``slack``, is in no timetable of this weight.
        """
        near = self.slack if len(chosen) == len(self.times) else min(self.slack, NEAR)
        found = {}
        for m, gain in enumerate(self.worth):
            s = self.grid.slot_of[m]
            if s == NEVER or s in chosen:
                least = self.best[m] - near
                slots = [t for t, one in gain.items() if t in chosen and (one >= least or t == s)]
                if slots:
                    found[m] = slots
        return found

    def slots(self, count: int) -> Collection[int]:
        """Which are worth freeing: those that lose weight, those of somebody short, or two runs of them."""
        problem, random = self.grid.problem, self.work.random
        if self.aims[-1] == "weight":
            loss = self.losses()
            return set(sorted(self.times, key=lambda t: random.expovariate(loss[t]))[:count])
        if self.aims[-1] == "floor":
            short = [p for p in problem.people if self.grid.short(p)]
            where = sorted({t for m in problem.meetings_of[random.choice(short)] for t in problem.spots[m]})
            return set(random.sample(where, min(len(where), count)))
        half, others = count // 2, len(self.times) - count
        first, second = sorted(random.randrange(others + 1) for _run in range(2))
        return {*self.times[first : first + half], *self.times[second + half : second + count]}

    def losses(self) -> list[float]:
        """What each slot loses against the bound, in units of weight, by complementary slackness.

        Places and tables that have a price and lie empty, meetings that hold less than they are worth
        elsewhere, meetings left out that would be worth their prices.
        """
        loss = [UNIT / 100 for _slot in self.times]
        for (p, t), price in self.prices.single.items():
            if t != NEVER:
                loss[t] += price * self.grid.left(p, t)
        for gain, best, s in zip(self.worth, self.best, self.grid.slot_of, strict=True):
            missed = [t for t, one in gain.items() if one >= best > 0] if s == NEVER else [s]
            for t in missed:
                loss[t] += (best - (s != NEVER and gain[s])) / len(missed)
        return [one / UNIT for one in loss]
