"""The smallest change that keeps what was announced: published meetings, then weight, then times and tables.

``max_moves`` is how many announced meetings may get another time though the change left them theirs. Those
that lost their time (displaced) do not count: they must move, or be lost.
"""

from collections.abc import Iterable, Mapping

from .ejection import first_fit
from .grid import Grid
from .model import Choices, Model
from .neighbourhood import EFFORT
from .problem import NEVER, UNLIMITED, Change, Instance, Problem, Timetable, changed
from .solve import answer
from .work import Work

MOST = 8  # iterations of work, after which the best so far is looked for: often the bound is reached
TRIES = 2  # times that this work is given; what the last one finds is taken without proof
PORTION = 1000  # options in a model that count as one
SMALL = 6_000  # options of the announced, up to which any of them may move as soon as few do not suffice
BESIDE = 2_000  # options of those in the way, their own slots left out
WIDE = 2_000  # options in a model, up to which more are put into play than had to leave
HARD = 2  # moves: as the limit, branch and bound takes 14 s where it takes 0.3 s for any other
NOT_WITHIN_MOVES = "not_within_moves"  # all that ``max_moves`` permits was tried
NOT_FOUND = "not_found"  # the search was stopped, which proves nothing


def replan(instance: Instance, change: Change, work: Work | None = None) -> Timetable:
    """The announced timetable after the change, with what was ``moved`` in time, and ``lost`` and why."""
    now, work = changed(instance, change), work or Work()
    meetings, slots, problem = now.meetings, now.slots, Problem.of(now)
    number = {one.id: m for m, one in enumerate(meetings)}
    time = {one.id: t for t, one in enumerate(slots)}
    was = {number[one.meeting]: time[one.slot] for one in now.published}
    grid = standing(problem, was)
    added = [number[one.id] for one in change.add if one.id in number]
    why = NOT_WITHIN_MOVES if Repair(grid, was, added, work).search() else NOT_FOUND
    slot_of = grid.slot_of
    fill(grid, was)
    lost = [(meetings[m].id, hopeless(grid, m) or why) for m in sorted(was) if slot_of[m] == NEVER]
    fill(grid, grid.unscheduled())
    table = {number[one.meeting]: one.table for one in now.published if one.table is not None}
    kept = {m: place for m, place in table.items() if slot_of[m] == was[m]}
    moved = tuple(
        (meetings[m].id, slots[t].id, slots[slot_of[m]].id)
        for m, t in sorted(was.items())
        if slot_of[m] not in (NEVER, t)
    )
    return answer(grid, work, kept, moved=moved, lost=tuple(lost))


def standing(problem: Problem, was: Mapping[int, int]) -> Grid:
    """What was announced, as far as it still holds."""
    grid = Grid(problem)
    # Slot by slot, so that what must come first does; where places have become fewer, weight decides.
    for m in sorted(was, key=lambda m: (was[m], -problem.weights[m], m)):
        if was[m] in problem.spots[m] and grid.fits(m, was[m]):
            grid.place(m, was[m])
    return grid


class Repair:
    """The search for places for the ``wanted``: those that lost their time, and those that were added.

    Only who is in play may go anywhere. Who is in the way of these may move to where there is room now, or
    leave for nowhere: a relaxation, hence a bound. Who does leave is in play from then on, as columns join a
    linear program only when it asks for them (Ford & Fulkerson 1958): once nobody does, the optimum is found.
    """

    def __init__(self, grid: Grid, was: Mapping[int, int], added: Iterable[int], work: Work):
        self.grid, self.problem, self.was, self.work = grid, grid.problem, was, work
        self.stayed = {m for m in was if grid.slot_of[m] != NEVER}
        self.wanted = {m for m in (*was, *added) if m not in self.stayed and not hopeless(grid, m)}
        # Who leaves has other breaks than who stays: that would be no relaxation where they must be even.
        self.free = set() if self.problem.instance.max_break_spread is None else set(self.stayed)
        self.crowded: set[int] = set()  # slots in which all are in the way, as their tables are

    def search(self) -> bool:
        """Change the grid in place; whether no more of the announced can be kept."""
        for some in (self.wanted & self.was.keys(), self.wanted - self.was.keys()):
            fill(self.grid, some)
        if all(self.grid.slot_of[m] != NEVER for m in self.wanted):
            return True
        most, tries = len(self.was), TRIES
        self.work.begin(1.0, MOST)
        while True:
            play, way = self.concerned()
            choices = {m: self.problem.spots[m] for m in sorted(play)}
            choices |= {n: self.beside(n, BESIDE // len(way)) for n in sorted(way)}
            size = sum(map(len, choices.values()))
            loose = self.work.next(size / PORTION)
            model, bound = self.place(choices, way, loose=loose)
            most = min(most, bound) if loose else most
            gone = [n for n in sorted(way) if self.grid.slot_of[n] == NEVER]
            if not gone and not model.left:
                tries -= 1
                proven = self.held() == most
                if proven or loose or not tries:
                    return proven
                self.work.begin(1.0, MOST)
            self.grid.apply(model.was)
            self.crowded.update(model.left)
            self.widen(gone, sorted(way), WIDE - size)

    def held(self) -> int:
        return sum(self.grid.slot_of[m] != NEVER for m in self.was)

    def widen(self, gone: list[int], way: list[int], room: int) -> None:
        """Put those gone into play, and of the others in the way as many as there is room for."""
        if sum(len(self.problem.spots[m]) for m in self.stayed) <= SMALL:
            self.free = set(self.stayed)
            return
        for n in (*gone, *way):
            if n in gone or room > 0:
                self.free.add(n)
                room -= len(self.problem.spots[n])

    def concerned(self) -> tuple[set[int], set[int]]:
        """Who is in play, and who is in the way of these.

        As the wanted may move at no cost, and may be lost, those are in play that are in somebody's way.
        """
        slot_of, tables, problem = self.grid.slot_of, self.grid.full[NEVER], self.problem
        placed = {m for m in self.wanted if slot_of[m] != NEVER}
        play = {*self.free, *(self.wanted - placed)}
        play |= {m for m in placed if tables & problem.bit[slot_of[m]]}
        while True:
            people = {p for m in play for p in problem.pairs[m]}
            mine = {n for p in people for n in self.grid.at[p][NEVER]}
            before = {q for m in play for q in (*problem.before[m], *problem.followers[m])}
            more = ((mine | before) & placed) - play
            if not more:
                break
            play |= more
        places = {(p, t) for m in play for p in problem.pairs[m] for t in problem.spots[m]}
        places |= {(NEVER, t) for t in self.crowded}
        way = before | {n for p, t in places for n in self.grid.at[p][t]}
        if problem.instance.max_consecutive is not None:
            way |= mine
        return play, (way & self.stayed) - play

    def place(self, choices: Choices, way: set[int], *, loose: bool) -> tuple[Model, int]:
        """Hold the most of the announced, then weight, with the fewest moves; and how many are at most."""
        grid, problem = self.grid, self.problem
        most = min(problem.instance.max_moves, len(self.stayed))
        model = Model(grid, choices, self.stayed - (way if loose else set()), leaving=way if loose else None)
        x, stayed = model.x, sorted(self.stayed & choices.keys())
        wanted = sorted(self.wanted & choices.keys())
        # Who leaves needs a table, too.
        tables = sum(grid.left(NEVER, t) for t in problem.times) - len(stayed)
        model.require(model.sum([one for m in wanted for one in x[m].values()]) <= tables)
        gone = model.sum([*(1 - model.sum(x[n].values()) for n in sorted(way)), *model.crowd.values()])
        moves = gone + model.sum([one for m in stayed for t, one in x[m].items() if t != self.was[m]])
        model.require(moves <= most)
        for t in problem.times:
            model.halve([t])
        # Whatever is behind in the order is worth less, all together, than one of what is before.
        move = 1 + most
        point = move * (1 + most)
        announced = point * (1 + sum(problem.weights[m] for m in wanted))
        worth = {m: point * problem.weights[m] + announced * (m in self.was) for m in wanted}
        gain = model.sum([worth[m] * one for m in wanted for one in x[m].values()])
        others = self.held() + len(stayed)
        _best, least = model.solve(
            move * moves + gone - gain, self.work, effort=EFFORT, propagate=most == HARD
        )
        if least == -UNLIMITED:
            return model, len(self.was)
        return model, others + (point - 1 - least) // announced

    def beside(self, n: int, most: int) -> list[int]:
        """Where n is, and up to so many slots in which it could be if nobody else moved."""
        able = self.grid.open(n)
        slots = [t for t in self.problem.spots[n] if able & self.problem.bit[t]]
        return [self.grid.slot_of[n], *slots[: max(1, most)]]


def hopeless(grid: Grid, m: int) -> str | None:
    """The capacity test: why moving others could never make room for m; None if it might."""
    problem = grid.problem
    if not problem.spots[m] or any(q == NEVER or not problem.spots[q] for q in problem.before[m]):
        return "no_common_slot"
    for p, full in zip(problem.pairs[m], ("a_full", "b_full"), strict=True):
        if len(grid.at[p][NEVER]) >= problem.most[p]:
            return full
    return None if len(grid.at[NEVER][NEVER]) < sum(problem.room[NEVER][:NEVER]) else "tables_full"


def fill(grid: Grid, meetings: Iterable[int]) -> None:
    """Schedule those that fit without moving anybody, the heaviest first."""
    left = [m for m in meetings if grid.slot_of[m] == NEVER]
    first_fit(grid, sorted(left, key=lambda m: (-grid.problem.weights[m], m)))
