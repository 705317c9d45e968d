"""The stages of a timetable: the most weight, the floor, the fewest gaps, the fewest changes of table.

Each stage freezes what it reached and stops as soon as its value meets its bound. Small events are also
solved as a whole by the exact model, which proves what the prices leave open.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from . import colouring, seating
from .grid import NEVER, Grid
from .idle import anneal, gaps_of, relieve, spread_kept
from .model import Found, Model
from .neighbourhood import improve, lift, limit_spread
from .prices import UNIT, Prices, bound, cost, groupings, odd_sets, relax
from .problem import Instance, Placement, Problem, Stage, Timetable
from .reasons import unscheduled
from .work import Progress, Work

WHOLE = 6_000  # options of all meetings together, up to which the exact model is given the whole problem
ROUNDS = 12  # of odd-set cuts
EFFORT = 30.0  # deterministic seconds for the whole problem


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
    problem = Problem.of(instance)
    work = Work(seed, iterations=iterations, seconds=seconds, progress=progress, cancelled=cancelled)
    return Solving(problem, work).run()


@dataclass
class Solving:
    """One run: the grid as far as it is, and what its stages have to say."""

    problem: Problem
    work: Work

    def run(self) -> Timetable:
        wanted = self.problem.instance.stages
        self.table: dict[int, int] = {}
        self.frozen: list[str] = []
        stages = {}
        for name, step in (
            ("weight", self.weight),
            ("floor", self.floor),
            ("idle_slots", self.idle_slots),
            ("tables", self.tables),
        ):
            if name in wanted or name == "weight":
                began = time.perf_counter()
                made = step()
                stages[name] = Stage(seconds=time.perf_counter() - began, name=name, **made)
                self.frozen.append(name)
                self.work.progress(name, stages[name].value, stages[name].bound)
        # A later stage may find more than it must keep.
        for name, value in (("weight", self.grid.weight), ("floor", self.grid.deficit())):
            if name in stages:
                stages[name] = replace(stages[name], value=value)
        self.table = self.table or seating.seated(self.grid, {})
        return Timetable(
            instance=self.problem.instance.name,
            seed=self.work.seed,
            scheduled=placements(self.grid, self.table),
            unscheduled=unscheduled(self.grid),
            stages=tuple(stages[name] for name in wanted),
        )

    # --- weight ---------------------------------------------------------------------------------------

    def weight(self) -> dict:
        self.work.begin(0.65)
        self.grid = simple(self.problem)
        self.prices = self.priced()
        most = bound(self.problem, self.prices)
        self.work.progress("weight", self.grid.weight, most)
        if not spread_kept(self.grid):
            self.grid = anneal(self.grid, self.work, measure="breaks", only_spread=True)
            relieve(self.grid)
        exhausted = False
        if self.short_of(most) and self.problem.ruled and self.is_small():
            exhausted = self.whole_weight()
        if self.short_of(most) and not exhausted:
            exhausted = improve(self.grid, self.prices, self.work)
        certificate = self.prices.certificate(self.problem)
        exhausted = exhausted and self.grid.weight < most
        return {"value": self.grid.weight, "bound": most, "certificate": certificate, "exhausted": exhausted}

    def short_of(self, most: int) -> bool:
        return self.grid.weight < most or (self.problem.instance.require_all and NEVER in self.grid.slot_of)

    def priced(self) -> Prices:
        """Prices, coarse to fine, then with odd sets while they help, until they meet the best grid."""
        best, least = Prices(), cost(self.problem, Prices())
        steps, cuts = groupings(self.problem), set()
        for group in [*steps, *[steps[-1]] * ROUNDS]:
            relaxed = relax(self.problem, group, cuts, self.work.seconds_left())
            self.take(colouring.round_off(Grid(self.problem), relaxed.shares, group, self.work.random))
            price = cost(self.problem, relaxed.prices)
            if cuts and price > least - UNIT // 1000:
                break
            if price < least:
                best, least = relaxed.prices, price
            if self.grid.weight >= least // UNIT or self.work.cancelled():
                break
            if group is steps[-1]:
                more = odd_sets(self.problem, relaxed.shares) - cuts
                cuts |= more
                if not more:
                    break
        return best

    def take(self, grid: Grid) -> None:
        if grid.weight > self.grid.weight:
            self.grid = grid

    # --- the whole problem, for small events ----------------------------------------------------------

    def is_small(self) -> bool:
        return sum(map(len, self.problem.spots)) <= WHOLE

    def whole(self) -> Model:
        """The exact model of everything, with what was reached before kept."""
        everything = {m: spots for m, spots in enumerate(self.problem.spots) if spots}
        model = Model(self.grid, everything, all_of_them=self.complete())
        limit_spread(model, self.grid)
        if "weight" in self.frozen:
            model.cp.add(model.weight() >= self.grid.weight)
        if "floor" in self.frozen:
            model.cp.add(model.deficit() <= self.grid.deficit())
        return model

    def complete(self) -> bool:
        """Whether the timetable holds every meeting because it must."""
        return self.problem.instance.require_all and NEVER not in self.grid.slot_of

    def solved(self, model: Model, aim, *, largest: bool = False, effort: float = EFFORT) -> Found:
        found = model.solve(
            aim, largest=largest, effort=effort, seed=self.work.seed, seconds=self.work.seconds_left()
        )
        if found.slots is not None:
            colouring.apply(self.grid, found.slots)
        return found

    def whole_weight(self) -> bool:
        model = self.whole()
        if self.problem.instance.require_all and all(self.problem.spots):
            everything = Model(self.grid, dict(enumerate(self.problem.spots)), all_of_them=True)
            limit_spread(everything, self.grid)
            if self.solved(everything, everything.weight(), largest=True).slots is not None:
                return True
        return self.solved(model, model.weight(), largest=True).optimal

    # --- the later stages -----------------------------------------------------------------------------

    def floor(self) -> dict:
        self.work.begin(0.3)
        if self.grid.deficit() and self.is_small():
            model = self.whole()
            found = self.solved(model, model.deficit())
            if found.optimal:
                return {"value": self.grid.deficit(), "bound": found.bound}
        lift(self.grid, self.work)
        return {"value": self.grid.deficit(), "bound": 0}

    def idle_slots(self) -> dict:
        """Gaps of everybody together; then, where they are proven least, those of the worst-off party."""
        self.work.begin(0.5 if self.is_small() else 0.95)
        self.grid = anneal(self.grid, self.work, floor="floor" in self.frozen)
        least = 0
        if sum(gaps_of(self.grid)) and self.is_small() and not self.work.cancelled():
            self.work.begin(0.95)
            model = self.whole()
            total = model.sum(list(model.gaps.values()))
            found = self.solved(model, total)
            least = max(0, found.bound) if found.slots is not None else 0
            if found.optimal:
                model.cp.add(total <= found.value)
                self.solved(model, model.worst_gap())
        return {"value": sum(gaps_of(self.grid)), "bound": least}

    def tables(self) -> dict:
        self.table = seating.seated(self.grid, {})
        return {"value": seating.changes(self.grid, self.table), "bound": 0}


def simple(problem: Problem) -> Grid:
    """The better of first come, first served and the heaviest first: what everybody else would do."""
    asked = [(one.requested_at, m) for m, one in enumerate(problem.instance.meetings)]
    orders = (lambda m: asked[m], lambda m: (-problem.weights[m], *asked[m]))
    grids = [colouring.first_fit(Grid(problem), sorted(range(len(asked)), key=order)) for order in orders]
    for grid in grids:
        relieve(grid)
    return max(grids, key=lambda grid: grid.weight)


def placements(grid: Grid, table: dict[int, int]) -> tuple[Placement, ...]:
    slots, meetings = grid.problem.instance.slots, grid.problem.instance.meetings
    held = sorted((t, table[m], m) for m, t in enumerate(grid.slot_of) if t != NEVER)
    return tuple(Placement(meetings[m].id, slots[t].id, place) for t, place, m in held)
