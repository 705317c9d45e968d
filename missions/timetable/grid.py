"""A timetable in the making: who is where when, and what still fits."""

from collections.abc import Iterable, Mapping

from .problem import NEVER, Problem


class Grid:
    """Slot of every meeting (``NEVER`` where it is not scheduled), with the counts that decide what fits."""

    def __init__(self, problem: Problem, slot_of: Iterable[int] = ()):
        self.problem = problem
        self.slot_of = [NEVER] * len(problem.pairs)
        self.at: list[list[list[int]]] = [[[] for _slot in problem.tables] for _party in problem.room]
        self.filled = [0] * len(problem.tables)
        self.count = [0] * len(problem.room)
        self.weight = 0
        self.apply({m: t for m, t in enumerate(slot_of) if t != NEVER})

    def place(self, m: int, t: int) -> None:
        self.slot_of[m] = t
        self.filled[t] += 1
        self.weight += self.problem.weights[m]
        for p in self.problem.pairs[m]:
            self.at[p][t].append(m)
            self.count[p] += 1

    def remove(self, m: int) -> None:
        t = self.slot_of[m]
        self.slot_of[m] = NEVER
        self.filled[t] -= 1
        self.weight -= self.problem.weights[m]
        for p in self.problem.pairs[m]:
            self.at[p][t].remove(m)
            self.count[p] -= 1

    def apply(self, moves: Mapping[int, int]) -> dict[int, int]:
        """Make the moves and return those that undo them. ``NEVER`` takes a meeting out or finds it out."""
        back = {m: self.slot_of[m] for m in moves}
        for m, s in back.items():
            if s != NEVER:
                self.remove(m)
        for m, t in moves.items():
            if t != NEVER:
                self.place(m, t)
        return back

    def taken(self, p: int, t: int) -> int:
        """What is used of ``Problem.capacity(p, t)``."""
        if p == NEVER:
            return self.filled[t]
        return self.count[p] if t == NEVER else len(self.at[p][t])

    def free(self, p: int, t: int) -> bool:
        return self.taken(p, t) < self.problem.capacity(p, t)

    def has_place(self, p: int, t: int) -> bool:
        """Whether p may have one more meeting, at t."""
        return len(self.at[p][t]) < self.problem.room[p][t] and self.free(p, NEVER) and self.rested(p, t)

    def fits(self, m: int, t: int) -> bool:
        """Whether meeting m, not scheduled now, may be put at t, one of its slots."""
        a, b = self.problem.pairs[m]
        return (
            self.filled[t] < self.problem.tables[t]
            and self.has_place(a, t)
            and self.has_place(b, t)
            and self.in_order(m, t)
        )

    def in_order(self, m: int, t: int) -> bool:
        """Whether what must precede m does, and what follows m is not before it."""
        slot_of = self.slot_of
        return all(q != NEVER and NEVER < slot_of[q] < t for q in self.problem.before[m]) and all(
            slot_of[n] == NEVER or slot_of[n] > t for n in self.problem.followers[m]
        )

    def rested(self, p: int, t: int) -> bool:
        """Whether p, with a meeting at t, still has its pauses. Two delegates tire like one party."""
        most = self.problem.instance.max_consecutive
        if most is None:
            return True
        session = self.problem.sessions[self.problem.session_of[t]]
        here = run = session.index(t)
        while run > 0 and self.at[p][session[run - 1]]:
            run -= 1
        while here + 1 < len(session) and self.at[p][session[here + 1]]:
            here += 1
        return here - run < most

    def keeps_rules(self, moved: Iterable[int]) -> bool:
        """Whether order and pauses hold around these meetings, after they were moved."""
        return not self.problem.ruled or all(
            self.in_order(m, t) and all(self.rested(p, t) for p in self.problem.pairs[m])
            for m in moved
            if (t := self.slot_of[m]) != NEVER
        )

    def unscheduled(self) -> list[int]:
        return [m for m, t in enumerate(self.slot_of) if t == NEVER]

    def missing(self, parties: Iterable[int] | None = None) -> int:
        """Meetings that these parties (all, without any) need to reach the floor."""
        people = range(len(self.count)) if parties is None else parties
        return sum(max(0, self.problem.targets[p] - self.count[p]) for p in people)
