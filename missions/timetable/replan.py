"""The smallest change that keeps what was announced.

What the change touches is placed anew by the exact model: fewest published meetings lost, then most weight,
then fewest others moved. At first nobody else moves; then the other meetings of the people concerned may;
only if that leaves something out, those of the people they meet. Before any search stands a count: who has
no place at all, or no slot in common, cannot be helped by moving others.

``max_moves`` is how many announced meetings may get another time though the change left them theirs, over
the whole re-plan. Those that lost their time (displaced) do not count: they must move, or be lost.
"""

from collections.abc import Collection, Iterable

from . import seating
from .colouring import first_fit
from .grid import Grid
from .idle import spread_kept
from .model import Model
from .problem import NEVER, Change, Instance, Problem, Timetable, changed
from .reasons import unscheduled
from .solve import placements
from .work import Work

RINGS = 2  # of people around those touched
MOST_OPTIONS = 12_000  # beyond these a ring is not searched
EFFORT = 2.4  # deterministic seconds for a search, less what building the model takes
BUILDING = 1e-4  # of them for an option
NOT_WITHIN_MOVES = "not_within_moves"  # the exact model of all that ``max_moves`` permits has no way
NOT_FOUND = "not_found"  # the people around were searched in vain, which proves nothing


class Replanning:
    """The announced times as far as they still hold (``grid``), and what has to be placed."""

    def __init__(self, instance: Instance, work: Work):
        self.problem, self.work = Problem.of(instance), work
        number = {one.id: m for m, one in enumerate(instance.meetings)}
        time = {one.id: t for t, one in enumerate(instance.slots)}
        self.was = {number[one.meeting]: time[one.slot] for one in instance.published}
        self.grid = Grid(self.problem)
        # Slot by slot, so that what must come first does; where places have become fewer, weight decides.
        for m in sorted(self.was, key=lambda m: (self.was[m], -self.problem.weights[m], m)):
            if self.was[m] in self.problem.spots[m] and self.grid.fits(m, self.was[m]):
                self.grid.place(m, self.was[m])
        self.displaced = {m for m in self.was if self.grid.slot_of[m] == NEVER}
        self.proven: set[int] = set()
        self.asked, self.exhausted = ([], {}, []), False  # the last search, which need not be repeated

    # --- search ---------------------------------------------------------------------------------------

    def place(self, wanted: Collection[int]) -> None:
        """Without moving anybody, then all that is left together, one by one with a wider ring, by proof."""
        for rings in (0, 1):
            self.search(self.left(wanted), self.around(self.left(wanted), rings))
        for rings in range(1, RINGS + 1):
            for m in self.left(wanted):
                self.search([m], self.around([m], rings))
        left = self.left(wanted)
        everything = {m for m, t in enumerate(self.grid.slot_of) if t != NEVER}.union(left)
        if self.search(left, everything, relaxed=True):
            self.proven.update(self.left(wanted))

    def left(self, wanted: Collection[int]) -> list[int]:
        return [m for m in sorted(wanted) if self.grid.slot_of[m] == NEVER and not self.hopeless(m)]

    def around(self, left: Iterable[int], rings: int) -> set[int]:
        """Scheduled meetings of the people of ``left``, and of those they meet, and so on."""
        free = set(left)
        for _ring in range(rings):
            people = {p for m in free for p in self.problem.pairs[m]}
            free |= {m for p in people for m in self.problem.meetings_of[p] if self.grid.slot_of[m] != NEVER}
        return free

    def search(self, left: Collection[int], free: Collection[int], *, relaxed: bool = False) -> bool:
        """Place what is left by moving meetings that are free to; whether there is no better way.

        The linear relaxation is asked first if ``relaxed``: it sees what no number of moves could do.
        """
        choices = {m: self.problem.spots[m] for m in sorted(free)}
        options = sum(map(len, choices.values()))
        if not left or options > MOST_OPTIONS:
            return False
        question = sorted(left), choices, list(self.grid.slot_of)
        if question == self.asked:
            return self.exhausted
        may_go = self.displaced.union(left)
        outside = sum(self.grid.slot_of[m] != t for m, t in self.was.items() if m not in may_go.union(free))
        before, model = self.standing(), Model(self.grid, choices)
        model.logical, model.by_cores = True, False  # of a few moves among many it sees which cannot be
        for m in free - may_go:
            model.require(model.sum(model.x[m].values()) == 1)
        moved = self.moved(model)
        model.require(moved + outside <= self.problem.instance.max_moves)
        kept = model.sum([x for m in self.displaced & free for x in model.x[m].values()])
        weight = 1 + self.problem.instance.max_moves
        lost = weight * (1 + sum(self.problem.weights[m] for m in free & may_go))
        aim = moved - weight * model.weight() - lost * kept
        complete = relaxed and model.is_best(aim)
        if not complete:
            complete = model.solve(aim, self.work, effort=EFFORT - BUILDING * options).complete
        if self.standing() < before:
            self.grid.apply(model.was)
        self.asked, self.exhausted = question, complete
        return complete

    def standing(self) -> tuple[int, int, int]:
        """Published meetings that hold, weight, and meetings at their announced time: the more the better."""
        slot_of = self.grid.slot_of
        held = sum(slot_of[m] != NEVER for m in self.was)
        return held, self.grid.weight, sum(slot_of[m] == t for m, t in self.was.items())

    def moved(self, model: Model):
        """How many of its meetings get another time, though they could have kept theirs."""
        others = [m for m in model.x if m in self.was and m not in self.displaced]
        return len(others) - model.sum([model.x[m][self.was[m]] for m in others])

    # --- proof ----------------------------------------------------------------------------------------

    def hopeless(self, m: int) -> str | None:
        """The capacity test: why moving others could never make room for m; None if it might."""
        grid, problem = self.grid, self.problem
        if not problem.spots[m] or any(q == NEVER or not problem.spots[q] for q in problem.before[m]):
            return "no_common_slot"
        for p, full in zip(problem.pairs[m], ("a_full", "b_full"), strict=True):
            if grid.count[p] >= problem.most[p]:
                return full
        return None if sum(grid.filled) < sum(problem.tables) else "tables_full"

    def why_lost(self, m: int) -> str:
        return self.hopeless(m) or (NOT_WITHIN_MOVES if m in self.proven or self.alone(m) else NOT_FOUND)

    def alone(self, m: int) -> bool:
        """Whether its two sides could not hold their meetings within the moves if nobody else had any."""
        free = self.around([m], 1)
        relaxed = self.problem.unruled
        model = Model(Grid(relaxed), {n: relaxed.spots[n] for n in free}, all_of_them=True)
        model.logical = True
        moved = self.moved(model)
        model.require(moved <= self.problem.instance.max_moves)
        found = model.solve(moved, self.work, effort=EFFORT)
        return found.complete and not found.solved

    # --- the rest -------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Requests that were left out before, where they fit now without moving anybody."""
        for m in sorted(self.grid.unscheduled(), key=lambda m: (-self.problem.weights[m], m)):
            first_fit(self.grid, [m])
            if self.grid.slot_of[m] != NEVER and not spread_kept(self.grid):
                self.grid.remove(m)


def replan(instance: Instance, change: Change, work: Work | None = None) -> Timetable:
    """The announced timetable after the change, with what was ``moved`` in time, and ``lost`` and why."""
    now = changed(instance, change)
    meetings, slots = now.meetings, now.slots
    number = {one.id: m for m, one in enumerate(meetings)}
    planning = Replanning(now, work or Work())
    planning.place(planning.displaced)
    lost = [m for m in sorted(planning.was) if planning.grid.slot_of[m] == NEVER]
    reasons = tuple((meetings[m].id, planning.why_lost(m)) for m in lost)
    planning.place({number[one.id] for one in change.add if one.id in number})
    planning.fill()
    slot_of = planning.grid.slot_of
    table = {number[one.meeting]: one.table for one in now.published if one.table is not None}
    kept = {m: place for m, place in table.items() if slot_of[m] == planning.was[m]}
    return Timetable(
        instance=now.name,
        seed=planning.work.seed,
        scheduled=placements(planning.grid, seating.seated(planning.grid, kept)),
        unscheduled=unscheduled(planning.grid),
        moved=tuple(
            (meetings[m].id, slots[t].id, slots[slot_of[m]].id)
            for m, t in sorted(planning.was.items())
            if slot_of[m] not in (NEVER, t)
        ),
        lost=reasons,
    )
