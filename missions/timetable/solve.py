"""The stages of a timetable: the most weight, the floor, the fewest gaps, the fewest changes of table.

Each stage freezes what it reached and stops as soon as its value meets its bound. Small events are also
solved as a whole by the exact model, which proves what the prices leave open.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from . import seating
from .colouring import first_fit, round_off
from .grid import Grid
from .idle import anneal, gaps_of, relieve, spread_kept
from .model import Found, Model
from .neighbourhood import improve, lift
from .prices import UNIT, Prices, bound, cost, groupings, odd_sets, relax
from .problem import NEVER, STAGES, UNLIMITED, Instance, Placement, Problem, Stage, Timetable
from .reasons import unscheduled
from .work import Progress, Work

WHOLE = 6_000  # options of all meetings together, up to which the exact model is given the whole problem
ROUNDS = 12  # of odd-set cuts
EFFORT = 30.0  # deterministic seconds for the whole problem
GAPS_EFFORT = 4.0  # for its gaps, which are proven soon or not at all
SHORT = 100  # iterations of annealing before it


def solve(
    instance: Instance,
    *,
    seed: int = 1,
    iterations: int | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Timetable:
    """The best timetable within the limits; the best so far if ``cancelled`` says so.

    Without ``seconds`` the answer depends on instance, seed and ``iterations`` alone. ``progress`` is told
    stage, value and bound whenever one gets better.
    """
    work = Work(seed, iterations=iterations, seconds=seconds, progress=progress, cancelled=cancelled)
    return Solving(Problem.of(instance), work).run()


class Solving:
    """One run: the grid as far as it is, and what its stages have to say."""

    def __init__(self, problem: Problem, work: Work):
        self.problem, self.work, self.frozen = problem, work, set()
        self.small = sum(map(len, problem.spots)) <= WHOLE

    def run(self) -> Timetable:
        wanted = self.problem.instance.stages
        steps = zip(STAGES, (self.weight, self.floor, self.idle_slots, self.tables), strict=True)
        stages = {}
        for name, step in steps:
            if name in wanted or name == "weight":
                began = time.perf_counter()
                value, bound, complete, *certificate = step()
                seconds = time.perf_counter() - began
                stages[name] = Stage(name, value, bound, complete or value == bound, seconds, *certificate)
                self.frozen.add(name)
                self.work.progress(name, value, bound)
        # A later stage may find more than it must keep.
        for name, value in (("weight", self.grid.weight), ("floor", self.grid.missing())):
            if stage := stages.get(name):
                proven = stage.proven or value == stage.bound
                stages[name] = replace(stage, value=value, proven=proven)
        return Timetable(
            instance=self.problem.instance.name,
            seed=self.work.seed,
            scheduled=placements(self.grid, seating.seated(self.grid, {})),
            unscheduled=unscheduled(self.grid),
            stages=tuple(stage for name, stage in stages.items() if name in wanted),
        )

    # --- weight ---------------------------------------------------------------------------------------

    def weight(self) -> tuple:
        self.work.begin(0.8)
        self.grid = simple(self.problem)
        prices = self.priced()
        most = bound(self.problem, prices)
        self.work.progress("weight", self.grid.weight, most)
        self.grid = self.grid if spread_kept(self.grid) else anneal(self.grid, self.work)
        relieve(self.grid)
        complete = False
        if self.short_of(most) and self.problem.ruled and self.small:
            complete = self.whole_weight()
        if self.short_of(most) and not complete:
            complete = improve(self.grid, prices, most, self.work)
        return self.grid.weight, most, complete, prices.certificate(self.problem)

    def short_of(self, most: int) -> bool:
        return self.grid.weight < most or (self.problem.instance.require_all and NEVER in self.grid.slot_of)

    def priced(self) -> Prices:
        """Prices, coarse to fine, then with odd sets while they help, until they meet the best grid."""
        best, least = Prices(), cost(self.problem, Prices())
        steps, cuts = groupings(self.problem), set()
        for group in [*steps, *[steps[-1]] * ROUNDS]:
            prices, shares = relax(self.problem, group, cuts, self.work.seconds_left())
            fine = group is steps[-1]
            grid = round_off(Grid(self.problem), shares, self.work.random, fine=fine)
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

    # --- the whole problem, for small events ----------------------------------------------------------

    def whole(self, *, all_of_them: bool = False) -> Model:
        """The exact model of everything, with what was reached before kept."""
        everything = {m: spots for m, spots in enumerate(self.problem.spots) if spots or all_of_them}
        weight, missing = self.grid.weight, self.grid.missing()
        model = Model(self.grid, everything, all_of_them=all_of_them)
        if "weight" in self.frozen:
            model.require(model.weight() >= weight)
        if "floor" in self.frozen:
            model.require(model.missing() <= missing)
        return model

    def solved(self, model: Model, aim, *, largest: bool = False, effort: float = EFFORT) -> Found:
        return model.solve(aim, self.work, largest=largest, effort=effort)

    def whole_weight(self) -> bool:
        """Whether the search was complete; with all meetings, if they must and can all take place."""
        for all_of_them in (True, False) if self.problem.instance.require_all else (False,):
            model = self.whole(all_of_them=all_of_them)
            found = self.solved(model, model.weight(), largest=True)
            if all_of_them and found.solved:
                return True
        return found.complete

    # --- the later stages -----------------------------------------------------------------------------

    def floor(self) -> tuple:
        self.work.begin(0.3)
        least = self.least_missing() if self.grid.missing() else 0
        complete = False
        if self.grid.missing() > least and self.small:
            model = self.whole()
            found = self.solved(model, model.missing())
            complete, least = found.complete, max(least, found.bound)
        if not complete:
            lift(self.grid, least, self.work)
        return self.grid.missing(), least, complete

    def least_missing(self) -> int:
        """Meetings that must be missing where the weight is kept, by the matching without slots."""
        merged = self.problem.merged([0] * len(self.problem.tables))
        model = Model(Grid(merged), dict(enumerate(merged.spots)))
        model.require(model.weight() >= self.grid.weight)
        found = self.solved(model, model.missing())
        return max(0, found.bound) if found.solved else 0

    def idle_slots(self) -> tuple:
        """Gaps of everybody together. In a small event a complete search comes after a short annealing."""
        least, complete = 0, False
        if self.small:
            self.annealed(SHORT)
            if sum(gaps_of(self.grid)) and not self.work.cancelled():
                least, complete = self.least_gaps()
        if not complete and sum(gaps_of(self.grid)) > least:
            self.annealed(UNLIMITED)
        return sum(gaps_of(self.grid)), least, complete

    def annealed(self, length: int) -> None:
        self.work.begin(0.95, length)
        self.grid = anneal(self.grid, self.work)

    def least_gaps(self) -> tuple[int, bool]:
        """A bound, and whether it is reached; then those of the worst-off party are as few as can be, too."""
        self.work.begin(0.5)
        gaps = sum(gaps_of(self.grid))
        all_of_them = self.problem.instance.require_all and NEVER not in self.grid.slot_of
        model = self.whole(all_of_them=all_of_them)
        found = self.solved(model, model.sum(model.gaps), effort=GAPS_EFFORT)
        complete = found.complete and found.solved
        if complete:
            model = self.whole(all_of_them=all_of_them)
            model.require(model.sum(model.gaps) <= found.value)
            self.solved(model, model.worst_gap(), effort=GAPS_EFFORT)
        elif sum(gaps_of(self.grid)) > gaps:
            self.grid.apply(model.was)
        self.work.progress("idle_slots", sum(gaps_of(self.grid)), max(0, found.bound))
        return max(0, found.bound), complete

    def tables(self) -> tuple:
        table = seating.seated(self.grid, {})
        return seating.changes(self.grid, table), seating.fewest(self.grid), False


def simple(problem: Problem) -> Grid:
    """The better of first come, first served and the heaviest first: what everybody else would do."""
    asked = [(one.requested_at, m) for m, one in enumerate(problem.instance.meetings)]
    orders = (lambda m: asked[m], lambda m: (-problem.weights[m], *asked[m]))
    grids = [first_fit(Grid(problem), sorted(range(len(asked)), key=order)) for order in orders]
    return max(grids, key=lambda grid: grid.weight)


def placements(grid: Grid, table: dict[int, int]) -> tuple[Placement, ...]:
    slots, meetings = grid.problem.instance.slots, grid.problem.instance.meetings
    held = sorted((t, table[m], m) for m, t in enumerate(grid.slot_of) if t != NEVER)
    return tuple(Placement(meetings[m].id, slots[t].id, place) for t, place, m in held)
