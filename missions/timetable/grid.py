"""A timetable in the making: who is where when, and what still fits."""

from .problem import Problem

NEVER = -1


class Grid:
    """Slot of every meeting (``NEVER`` where it is not scheduled), with the counts that decide what fits."""

    def __init__(self, problem: Problem, slot_of: list[int] | None = None):
        self.problem = problem
        self.slot_of = [NEVER] * len(problem.pairs)
        self.at: list[list[list[int]]] = [[[] for _slot in problem.tables] for _party in problem.room]
        self.filled = [0] * len(problem.tables)
        self.count = [0] * len(problem.room)
        self.weight = 0
        for m, t in enumerate(slot_of or ()):
            if t != NEVER:
                self.place(m, t)

    def copy(self) -> "Grid":
        return Grid(self.problem, self.slot_of)

    def place(self, m: int, t: int) -> None:
        self.slot_of[m] = t
        self.filled[t] += 1
        self.weight += self.problem.weights[m]
        for p in self.problem.pairs[m]:
            self.at[p][t].append(m)
            self.count[p] += 1

    def remove(self, m: int) -> int:
        t = self.slot_of[m]
        self.slot_of[m] = NEVER
        self.filled[t] -= 1
        self.weight -= self.problem.weights[m]
        for p in self.problem.pairs[m]:
            self.at[p][t].remove(m)
            self.count[p] -= 1
        return t

    def move(self, m: int, t: int) -> None:
        self.remove(m)
        self.place(m, t)

    def free(self, p: int, t: int) -> bool:
        return len(self.at[p][t]) < self.problem.room[p][t]

    def within_limits(self, m: int) -> bool:
        return all(self.count[p] < self.problem.most[p] for p in self.problem.pairs[m])

    def fits(self, m: int, t: int) -> bool:
        """Whether meeting m, not scheduled now, may be put at t, one of its slots."""
        a, b = self.problem.pairs[m]
        return (
            self.filled[t] < self.problem.tables[t]
            and self.free(a, t)
            and self.free(b, t)
            and self.within_limits(m)
            and (not self.problem.ruled or (self.in_order(m, t) and self.rested(a, t) and self.rested(b, t)))
        )

    def in_order(self, m: int, t: int) -> bool:
        """Whether what must precede m does, and what follows m is not before it."""
        earlier, slot_of = self.problem.before[m], self.slot_of
        return all(q >= 0 and NEVER < slot_of[q] < t for q in earlier) and all(
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

    def keeps_rules(self, meetings: set[int]) -> bool:
        """Whether the rules beyond capacity hold around these meetings, after they were moved."""
        if not self.problem.ruled:
            return True
        return all(
            self.in_order(m, self.slot_of[m])
            and all(self.rested(p, self.slot_of[m]) for p in self.problem.pairs[m])
            for m in meetings
            if self.slot_of[m] != NEVER
        )

    def unscheduled(self) -> list[int]:
        return [m for m, t in enumerate(self.slot_of) if t == NEVER]

    def deficit(self) -> int:
        """Meetings missing for everybody to have the floor."""
        return sum(max(0, least - had) for least, had in zip(self.problem.targets, self.count, strict=True))
