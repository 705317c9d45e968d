"""The smallest change that keeps what was announced.

What the change touches is placed anew by the exact model: fewest published meetings lost, then most weight,
then fewest others moved. At first nobody else moves; then the other meetings of the people concerned may;
only if that leaves something out, those of the people they meet. Before any search stands a count: who has
no place at all, or no slot in common, cannot be helped by moving others.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import seating
from .colouring import apply, first_fit
from .grid import NEVER, Grid
from .idle import spread_kept
from .model import Model
from .neighbourhood import limit_spread
from .problem import Change, Instance, Problem, Timetable, changed
from .reasons import unscheduled
from .solve import placements
from .work import Work

RINGS = 2  # of people around those touched
MOST_OPTIONS = 12_000  # beyond these a ring is not searched
EFFORT = 0.6  # deterministic seconds for each aim in each ring
NOT_FOUND = "not_within_moves"  # the search among the people around found no way


@dataclass
class Replanning:
    """The announced times as far as they still hold (``grid``), and what has to be placed."""

    problem: Problem
    was: dict[int, int]
    grid: Grid
    displaced: list[int]
    added: list[int]

    @classmethod
    def of(cls, instance: Instance, new: Iterable[str]) -> "Replanning":
        problem = Problem.of(instance)
        number = {one.id: m for m, one in enumerate(instance.meetings)}
        time = {one.id: t for t, one in enumerate(instance.slots)}
        was = {number[one.meeting]: time[one.slot] for one in instance.published}
        grid = Grid(problem)
        # Slot by slot, so that what must come first does; where places have become fewer, weight decides.
        for m in sorted(was, key=lambda m: (was[m], -problem.weights[m], m)):
            if was[m] in problem.spots[m] and grid.fits(m, was[m]):
                grid.place(m, was[m])
        displaced = [m for m in was if grid.slot_of[m] == NEVER]
        return cls(problem, was, grid, displaced, [number[name] for name in new])

    # --- search ---------------------------------------------------------------------------------------

    def place(self, work: Work) -> None:
        """First without moving anybody, then all that is left together, then one by one with a wider ring."""
        self.search(self.left(), 0, work)
        self.search(self.left(), 1, work)
        for rings in range(1, RINGS + 1):
            for m in self.left():
                self.search([m], rings, work)

    def left(self) -> list[int]:
        waiting = [*self.displaced, *self.added]
        return [m for m in waiting if self.grid.slot_of[m] == NEVER and not self.hopeless(m)]

    def around(self, left: Iterable[int], rings: int) -> set[int]:
        """Scheduled meetings of the people of ``left``, and of those they meet, and so on."""
        free = set(left)
        for _ring in range(rings):
            people = {p for m in free for p in self.problem.pairs[m]}
            free |= {m for p in people for m in self.problem.meetings_of[p] if self.grid.slot_of[m] != NEVER}
        return free

    def hopeless(self, m: int) -> str | None:
        """The capacity test: why moving others could never make room for m; None if it might."""
        grid, problem = self.grid, self.problem
        if not problem.spots[m] or any(q < 0 or not problem.spots[q] for q in problem.before[m]):
            return "no_common_slot"
        for p, full in zip(problem.pairs[m], ("a_full", "b_full"), strict=True):
            if grid.count[p] >= problem.most[p]:
                return full
        return "tables_full" if sum(grid.filled) >= sum(problem.tables) else None

    def search(self, left: list[int], rings: int, work: Work) -> None:
        """Place what is left by moving the meetings around; nothing if those are too many."""
        choices = {m: self.problem.spots[m] for m in sorted(self.around(left, rings))}
        if not left or sum(map(len, choices.values())) > MOST_OPTIONS:
            return
        model = Model(self.grid, choices)
        limit_spread(model, self.grid)
        stay = {m: model.x[m].get(t) for m, t in self.was.items() if m in choices}
        for m in choices:
            if self.grid.slot_of[m] != NEVER and m not in self.displaced and m not in self.added:
                model.cp.add_exactly_one(model.x[m].values())
        placed = model.sum([x for m in self.displaced if m in choices for x in model.x[m].values()])
        others = [m for m in stay if m not in self.displaced and m not in self.added]
        moved = len(others) - model.sum([stay[m] for m in others if stay[m] is not None])
        model.cp.add(moved + self.moved_outside(choices) <= self.problem.instance.max_moves)
        for aim, largest in ((placed, True), (model.weight(), True), (moved, False)):
            found = model.solve(
                aim, largest=largest, effort=EFFORT, seed=work.seed, seconds=work.seconds_left()
            )
            if found.slots is None:
                break
            apply(self.grid, found.slots)
            model.cp.add(aim >= found.value if largest else aim <= found.value)

    def moved_outside(self, choices: Iterable[int]) -> int:
        return sum(self.grid.slot_of[m] not in (NEVER, t) for m, t in self.was.items() if m not in choices)

    def fill(self) -> None:
        """Requests that were left out before, where they fit now without moving anybody."""
        for m in sorted(self.grid.unscheduled(), key=lambda m: (-self.problem.weights[m], m)):
            first_fit(self.grid, [m])
            if self.grid.slot_of[m] != NEVER and not spread_kept(self.grid):
                self.grid.remove(m)


def replan(instance: Instance, change: Change, *, seed: int = 1, seconds: float | None = None) -> Timetable:
    """The announced timetable after the change, with what was ``moved`` in time, and ``lost`` and why."""
    now = changed(instance, change)
    work = Work(seed, seconds=seconds)
    planning = Replanning.of(now, [one.id for one in change.add if one.id not in change.cancel])
    planning.place(work)
    planning.fill()
    grid = planning.grid
    number = {one.id: m for m, one in enumerate(now.meetings)}
    kept = {
        number[one.meeting]: one.table
        for one in now.published
        if one.table is not None and now.slots[grid.slot_of[number[one.meeting]]].id == one.slot
    }
    slots, meetings = now.slots, now.meetings
    return Timetable(
        instance=now.name,
        seed=seed,
        scheduled=placements(grid, seating.seated(grid, kept)),
        unscheduled=unscheduled(grid),
        moved=tuple(
            (meetings[m].id, slots[t].id, slots[grid.slot_of[m]].id)
            for m, t in sorted(planning.was.items())
            if grid.slot_of[m] not in (NEVER, t)
        ),
        lost=tuple(
            (meetings[m].id, planning.hopeless(m) or NOT_FOUND)
            for m in sorted(planning.was)
            if grid.slot_of[m] == NEVER
        ),
    )
