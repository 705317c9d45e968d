"""The stages of a timetable: the most weight, the floor, the fewest gaps, the fewest changes of table.

Each stage freezes what it reached and stops as soon as its value meets its bound. Small events are also
solved as a whole by the exact model, which proves what the prices leave open.
"""

import time
from collections.abc import Mapping

from . import seating
from .ejection import first_fit, round_off
from .gaps import spread_kept
from .grid import Grid
from .idle import anneal
from .model import LARGEST, Model
from .neighbourhood import EFFORT, VALUES, Search
from .prices import UNIT, OddSet, Prices, bound, cost, odd_sets, relax
from .problem import NEVER, STAGES, Instance, Placement, Problem, Stage, Timetable
from .reasons import unscheduled
from .work import Work

WHOLE = 4_000  # options of all meetings together, up to which later stages try all slots at once
ROUNDS = 12  # of odd-set cuts
MOST_SLOTS = 0.4  # of all, with which to begin where all were too many


def solve(instance: Instance, work: Work | None = None) -> Timetable:
    """The best timetable within the limits of ``work``; the best so far if that is cancelled.

    Without seconds as a limit the answer depends on instance, seed and iterations alone.
    """
    return Solving(Problem.of(instance), work or Work()).run()


class Solving:
    """One run: the grid as far as it is, and what its stages have to say."""

    def __init__(self, problem: Problem, work: Work):
        self.problem, self.work, self.frozen = problem, work, []
        self.options, self.all_slots = sum(map(len, problem.spots)), len(problem.times)
        self.small = self.options <= WHOLE

    def run(self) -> Timetable:
        wanted, proofs = self.problem.instance.stages, {}
        steps = zip(STAGES, (self.weight, self.floor, self.idle_slots, self.tables), strict=True)
        for name, step in steps:
            if name in wanted or name == "weight":
                began = time.perf_counter()
                bound, complete, *certificate = step()
                proofs[name] = bound, complete, time.perf_counter() - began, *certificate
                self.frozen.append(name)
                self.work.progress(name, self.value(name), bound)
        stages = tuple(self.stage(name, *proof) for name, proof in proofs.items() if name in wanted)
        return answer(self.grid, self.work, {}, stages=stages)

    def value(self, name: str) -> int:
        return abs(VALUES[name](self.grid))

    def stage(self, name: str, bound: int, complete: bool, seconds: float, certificate=None) -> Stage:
        """In the end, as a later stage may find more than it must keep."""
        value = self.value(name)
        return Stage(name, value, bound, complete or value == bound, seconds, certificate)

    # --- weight ---------------------------------------------------------------------------------------

    def weight(self) -> tuple:
        """With a limit on the spread of breaks, first without: more is found than fits in one by one."""
        self.work.begin(0.8)
        self.grid = simple(self.problem.uneven)
        self.prices = self.priced()
        most = bound(self.problem, self.prices)
        self.work.progress("weight", self.grid.weight, most)
        complete = self.heaviest(most)
        if self.problem.instance.max_break_spread is not None:
            self.grid = Grid(self.problem, self.grid.slot_of)
            if not spread_kept(self.grid):
                self.annealed(0.4)
            if not spread_kept(self.grid):
                self.grid = Grid(self.problem)
            complete = self.heaviest(most)
        return most, complete, self.prices.certificate(self.problem)

    def heaviest(self, most: int) -> bool:
        """Prices do not know order and pauses, so that a search of everything may prove what they cannot."""
        search, complete = Search(self.grid, self.work, ("weight",), -most, self.prices), False
        if self.grid.problem.ruled and self.options <= LARGEST:
            self.work.begin(0.5, 1)
            complete = search.improve(self.all_slots)
        self.work.begin(0.8)
        return complete or search.improve()

    def priced(self) -> Prices:
        """Prices, coarse to fine, then with odd sets while they help, until they meet the best grid."""
        best, least = Prices(), cost(self.problem, Prices())
        cuts: set[OddSet] = set()
        for fine in (False, *[True] * (1 + ROUNDS)):
            prices, shares = relax(self.problem, cuts, self.work, fine=fine)
            grid = round_off(Grid(self.grid.problem), shares, fine=fine)
            self.grid = max(self.grid, grid, key=lambda one: one.weight)
            price = cost(self.problem, prices)
            if cuts and price > least - UNIT // 1000:
                break
            if price < least:
                best, least = prices, price
            more = odd_sets(self.problem, shares) - cuts if fine else set()
            cuts |= more
            if self.grid.weight >= least // UNIT or self.work.cancelled() or (fine and not more):
                break
        return best

    # --- the later stages -----------------------------------------------------------------------------

    def floor(self) -> tuple:
        self.work.begin(0.2)
        least = self.least_missing() if self.grid.missing() else 0
        search = Search(self.grid, self.work, ("weight", "floor"), least, self.prices)
        self.work.begin(0.4)
        complete = search.improve(self.all_slots if self.small else 0)
        return search.bound, complete

    def least_missing(self) -> int:
        """Meetings that must be missing where the weight is kept, by the matching without slots."""
        model = Model(Grid(self.problem.timeless), dict(enumerate(self.problem.timeless.spots)))
        model.require(model.weight() >= self.grid.weight)
        _best, least = model.solve(model.missing(), self.work, effort=EFFORT)
        return max(0, least)

    def idle_slots(self) -> tuple:
        """Gaps of everybody together; where they are proven, those of the worst-off party, too.

        An event is tried as a whole after a short annealing, unless it is too large. What that does not prove
        is searched in two runs of slots at a time where the event is small, else by a long annealing.
        """
        aims = (*self.frozen, "idle_slots")
        search, complete = Search(self.grid, self.work, aims, 0, self.prices), False
        if self.options <= LARGEST:
            self.annealed(0.15)
            self.work.begin(0.8 if self.small else 0.2, 1)
            complete = search.improve(self.all_slots)
        if not complete and not self.small:
            self.annealed(0.95)
        self.work.begin(0.95)
        if not complete and self.small:
            complete = search.improve(MOST_SLOTS * self.all_slots)
        if complete and search.values()[-1]:
            Search(self.grid, self.work, (*aims, "worst_gap"), 1, self.prices).improve(self.all_slots)
        return search.bound, complete

    def annealed(self, share: float) -> None:
        self.work.begin(share)
        anneal(self.grid, self.work)

    def tables(self) -> tuple:
        return seating.fewest(self.grid), False


def simple(problem: Problem) -> Grid:
    """The better of first come, first served and the heaviest first: what everybody else would do."""
    asked = [(one.requested_at, m) for m, one in enumerate(problem.instance.meetings)]
    orders = (lambda m: asked[m], lambda m: (-problem.weights[m], *asked[m]))
    grids = [first_fit(Grid(problem), sorted(range(len(asked)), key=order)) for order in orders]
    return max(grids, key=lambda grid: grid.weight)


def answer(grid: Grid, work: Work, kept: Mapping[int, int], **more) -> Timetable:
    """The grid as a timetable; those of ``kept`` stay at their tables."""
    event, table = grid.problem.instance, seating.seated(grid, kept)
    held = sorted((t, table[m], m) for m, t in enumerate(grid.slot_of) if t != NEVER)
    scheduled = tuple(Placement(event.meetings[m].id, event.slots[t].id, place) for t, place, m in held)
    return Timetable(event.name, work.seed, scheduled, unscheduled(grid), **more)
