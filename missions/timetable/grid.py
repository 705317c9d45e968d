"""A timetable in the making: who is where when, and what still fits.

A day of a party is also kept as bits, one per slot, as are the tables: what is possible anywhere, and which
gaps somebody has, is then a few operations on whole numbers.
"""

from collections.abc import Iterable, Mapping

from .problem import NEVER, Problem


class Grid:
    """Slot of every meeting (``NEVER`` where it is not scheduled), and who is where.

    ``at[p][t]`` are the meetings that take the places of ``Problem.room``, as the keys of a dictionary. The
    bits of ``busy`` tell in which slots a party has a meeting, those of ``full`` in which it has no place
    left. The last row, at ``NEVER``, is that of the tables; the last column holds what is in any slot.
    """

    def __init__(self, problem: Problem, slot_of: Iterable[int] = ()):
        self.problem = problem
        self.slot_of = [NEVER] * len(problem.pairs)
        self.at: list[list[dict[int, None]]] = [[{} for _place in row] for row in problem.room]
        self.full = [problem.bits(t for t in problem.times if not row[t]) for row in problem.room]
        self.busy = [0] * len(problem.room)
        self.weight = 0
        self.apply({m: t for m, t in enumerate(slot_of) if t != NEVER})

    def place(self, m: int, t: int) -> None:
        self.slot_of[m] = t
        self.weight += self.problem.weights[m]
        bit = self.problem.bit[t]
        for p in (*self.problem.pairs[m], NEVER):
            at = self.at[p]
            at[t][m] = at[NEVER][m] = None
            self.busy[p] |= bit
            if len(at[t]) >= self.problem.room[p][t]:
                self.full[p] |= bit

    def remove(self, m: int) -> None:
        t, self.slot_of[m] = self.slot_of[m], NEVER
        self.weight -= self.problem.weights[m]
        bit = self.problem.bit[t]
        for p in (*self.problem.pairs[m], NEVER):
            at = self.at[p]
            del at[t][m], at[NEVER][m]
            if not at[t]:
                self.busy[p] ^= bit
            if len(at[t]) < self.problem.room[p][t]:
                self.full[p] &= ~bit

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

    def left(self, p: int, t: int) -> int:
        """Places that party p still has at t."""
        return self.problem.room[p][t] - len(self.at[p][t])

    def has_place(self, p: int, t: int) -> bool:
        """Whether party p may have one more meeting, at t."""
        return self.left(p, t) > 0 and self.left(p, NEVER) > 0 and self.rested(p, t)

    def fits(self, m: int, t: int) -> bool:
        """Whether meeting m, not scheduled now, may be put at t, one of its slots."""
        a, b = self.problem.pairs[m]
        both = self.has_place(a, t) and self.has_place(b, t)
        return both and self.left(NEVER, t) > 0 and self.in_order(m, t)

    def open(self, m: int) -> int:
        """Slots of meeting m, as bits, in which its parties have a place and there is a table."""
        (a, b), full = self.problem.pairs[m], self.full
        return self.problem.able[m] & ~(full[a] | full[b] | full[NEVER])

    def in_order(self, m: int, t: int) -> bool:
        """Whether what must precede m does, and what follows m is not before it."""
        slot_of = self.slot_of
        return all(q != NEVER and NEVER < slot_of[q] < t for q in self.problem.before[m]) and all(
            slot_of[n] == NEVER or slot_of[n] > t for n in self.problem.followers[m]
        )

    def rested(self, p: int, t: int) -> bool:
        """Whether p, with a meeting at t, has its pauses. Two delegates tire like one party."""
        most = self.problem.instance.max_consecutive
        if most is None:
            return True
        run = self.busy[p] | self.problem.bit[t]
        for _slot in range(most):
            run &= run << 1
        return not run

    def keeps_rules(self, moved: Iterable[int]) -> bool:
        """Whether order and pauses hold around these meetings, after they were moved."""
        return not self.problem.ruled or all(
            self.in_order(m, t) and all(self.rested(p, t) for p in self.problem.pairs[m])
            for m in moved
            if (t := self.slot_of[m]) != NEVER
        )

    def unscheduled(self) -> list[int]:
        return [m for m, t in enumerate(self.slot_of) if t == NEVER]

    def short(self, p: int) -> int:
        """How many meetings party p needs to reach the floor."""
        return max(0, self.problem.targets[p] - len(self.at[p][NEVER]))

    def missing(self, parties: Iterable[int] | None = None) -> int:
        """Meetings that these parties (all, without any) need to reach the floor."""
        return sum(map(self.short, self.problem.people if parties is None else parties))
