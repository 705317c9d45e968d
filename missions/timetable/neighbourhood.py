"""Large neighbourhood search (Shaw 1998): free a few slots, solve them exactly, repeat.

When nothing is found, more slots are freed; once all are, the optimum is proven. Where the weight is wanted,
moves at random that do not cost any come first: in a full event they make room where an exact search of few
slots finds none.
"""

from collections.abc import Collection, Sequence

from . import seating
from .grid import Grid
from .idle import Gaps, wander
from .model import Model
from .prices import UNIT, Prices, gains
from .problem import NEVER, UNLIMITED
from .work import Work

FEWEST = 5  # slots to begin with
PATIENCE = 6  # neighbourhoods without success before one more slot is freed
SHRINK = 0.9  # of the slots are left after those that were too hard
EFFORT = 4.0  # deterministic seconds for one neighbourhood
SHARE = 0.1  # of the time of a stage that one may take, so that a hard one leaves some
SHARE_OF_ALL = 0.5  # that all slots together may take
WALK = 0.2  # iterations of work that moves at random take; one walk more after each failure
NEAR = UNIT  # an option may be this much worse than the best of its meeting
GAPS_ITERATIONS = 20  # that one counts as where gaps are counted

VALUES = {
    "weight": lambda grid: -grid.weight,
    "floor": Grid.missing,
    "idle_slots": lambda grid: sum(Gaps(grid).each),
    "worst_gap": lambda grid: max(Gaps(grid).each),
    "tables": lambda grid: seating.changes(grid, seating.seated(grid, {})),
}


class Search:
    """For a smaller value of the last aim, until it is ``bound``; those of the aims before it are kept."""

    def __init__(self, grid: Grid, work: Work, aims: Sequence[str], bound: int, prices: Prices | None = None):
        self.grid, self.work, self.aims, self.bound = grid, work, aims, bound
        self.prices = prices or Prices()
        self.worth = gains(grid.problem, self.prices)
        self.iterations = 1 if aims[-1] in ("weight", "floor") else GAPS_ITERATIONS
        self.times = grid.problem.times

    def values(self) -> list[int]:
        return [VALUES[aim](self.grid) for aim in self.aims]

    def improve(self, size: float = 0) -> bool:
        """Change the grid in place, ``size`` slots at first, or a few; True if it is proven the best."""
        size, failed = size or min(FEWEST, len(self.times) / 2), 0
        while self.values()[-1] != self.bound and self.work.next(self.iterations):
            for _walk in range(1 + failed if self.aims == ("weight",) else 0):
                if self.work.next(WALK):
                    wander(self.grid, self.work)
            if (before := self.values())[-1] == self.bound:
                break
            count = min(len(self.times), int(size) + self.work.random.randrange(2))
            complete = self.place_anew(count, before)
            if complete and count == len(self.times):
                return True
            failed = 0 if self.values() < before else failed + 1
            if not complete:
                size = max(2.0, SHRINK * size)
            elif failed >= PATIENCE:
                size, failed = min(size + 1, len(self.times)), 0
        return self.values()[-1] == self.bound

    def place_anew(self, count: int, before: Sequence[int]) -> bool:
        """Put the meetings of so many slots where it is best, or back; whether all ways were tried."""
        everything, aim = count == len(self.times), self.aims[-1]
        choices = self.options(self.times if everything else self.slots(count))
        model = Model(self.grid, choices, () if NEVER in self.grid.slot_of else choices)
        wanted = model.aim(aim)
        for kept, most in zip(self.aims[:-1], before, strict=False):
            if aim == "floor":  # solved five times as fast with a price on the weight as with a condition
                wanted += (1 + sum(self.grid.problem.targets)) * (model.aim(kept) - most)
            else:
                model.require(model.aim(kept) <= most)
        share = SHARE_OF_ALL if everything else SHARE
        complete, bound = model.solve(wanted, self.work, effort=EFFORT, share=share)
        if everything:
            self.bound = max(self.bound, bound)
        now = self.values()
        if now > before:
            self.grid.apply(model.was)
        elif now < before:
            self.work.progress(aim, abs(now[-1]), abs(self.bound))
        return complete

    def options(self, chosen: Collection[int]) -> dict[int, list[int]]:
        """Where in these slots their meetings and those left out gain hardly less than anywhere else."""
        found, near = {}, UNLIMITED * UNIT if len(chosen) == len(self.times) else NEAR
        for m, gain in enumerate(self.worth):
            s = self.grid.slot_of[m]
            if s == NEVER or s in chosen:
                least = max([0, *gain.values()]) - near
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
            short = [p for p, target in enumerate(problem.targets) if self.grid.used[p][NEVER] < target]
            where = sorted({t for m in problem.meetings_of[random.choice(short)] for t in problem.spots[m]})
            return set(random.sample(where, min(len(where), count)))
        half = -(-count // 2)
        first, second = (random.randrange(len(self.times) - half + 1) for _run in range(2))
        return {*self.times[first : first + half], *self.times[second : second + half]}

    def losses(self) -> list[float]:
        """What each slot loses against the bound, in units of weight, by complementary slackness.

        Places and tables that have a price and lie empty, meetings that hold less than they are worth
        elsewhere, meetings left out that would be worth their prices.
        """
        grid = self.grid
        loss = [UNIT / 100 for _slot in self.times]
        for (p, t), price in self.prices.single.items():
            if t != NEVER:
                loss[t] += price * (grid.problem.room[p][t] - grid.used[p][t])
        for m, gain in enumerate(self.worth):
            best, s = max([0, *gain.values()]), grid.slot_of[m]
            if s != NEVER:
                loss[s] += best - gain[s]
            elif best:
                missed = [t for t, one in gain.items() if one >= best - UNIT // 100]
                for t in missed:
                    loss[t] += best / len(missed)
        return [one / UNIT for one in loss]
