"""The exact model: some meetings free to move, everything else as it stands.

With every meeting free it is the whole problem, which the solver proves for small events; with a few it is
the neighbourhood that a large event is improved by, and with those of touched people it is a re-plan. The
constraints stand here once for all three. Work is limited in deterministic time, on one thread, so that the
same question has the same answer on every machine.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .grid import NEVER, Grid


@dataclass(frozen=True)
class Found:
    """Slots of the free meetings, the value of the aim (all of it, not only the free part), and its bound.

    ``slots`` is None where the solver found nothing in time or nothing exists (then ``impossible``).
    """

    slots: dict[int, int] | None
    value: int = 0
    bound: int = 0
    optimal: bool = False
    impossible: bool = False


class Model:
    """Meetings of ``choices`` may be at those slots, or nowhere unless ``all_of_them``."""

    def __init__(self, grid: Grid, choices: Mapping[int, Sequence[int]], *, all_of_them: bool = False):
        from ortools.sat.python import cp_model

        self.grid, self.problem = grid, grid.problem
        self.cp = cp_model.CpModel()
        self.sum = cp_model.LinearExpr.sum
        self.weighted = cp_model.LinearExpr.weighted_sum
        self.x = {m: {t: self.cp.new_bool_var("") for t in slots} for m, slots in choices.items()}
        self.parties = sorted({p for m in choices for p in self.problem.pairs[m]})
        self.mine: dict[int, dict[int, list]] = {p: defaultdict(list) for p in self.parties}
        self.still: dict[int, dict[int, int]] = {p: {} for p in self.parties}
        self._capacity(all_of_them)
        if self.problem.ruled:
            self._order()
            self._pauses()

    # --- what must hold -------------------------------------------------------------------------------

    def _capacity(self, all_of_them: bool) -> None:
        problem, grid, cp = self.problem, self.grid, self.cp
        in_slot = defaultdict(list)
        for m, options in self.x.items():
            (cp.add_exactly_one if all_of_them else cp.add_at_most_one)(options.values())
            for t, x in options.items():
                in_slot[t].append(x)
                for p in problem.pairs[m]:
                    self.mine[p][t].append(x)
        freed = defaultdict(int)
        for m in self.x:
            if grid.slot_of[m] != NEVER:
                freed[grid.slot_of[m]] += 1
        for t, free in in_slot.items():
            self._at_most(free, problem.tables[t] - grid.filled[t] + freed[t])
        for p in self.parties:
            for t, here in enumerate(grid.at[p]):
                self.still[p][t] = sum(m not in self.x for m in here)
            for t, free in self.mine[p].items():
                self._at_most(free, problem.room[p][t] - self.still[p][t])
            limit = problem.instance.parties[p].max_meetings
            if limit is not None:
                self._at_most(self._all(p), limit - sum(self.still[p].values()))

    def _at_most(self, free: list, most: int) -> None:
        if most >= len(free):
            return
        if most == 1:
            self.cp.add_at_most_one(free)
        else:
            self.cp.add(self.sum(free) <= most)

    def _all(self, p: int) -> list:
        return [x for free in self.mine[p].values() for x in free]

    def _order(self) -> None:
        """A meeting only after each of those that must precede it."""
        for m in {n for q in self.x for n in self.problem.followers[q]} | set(self.x):
            for q in self.problem.before[m]:
                if m in self.x or q in self.x:
                    for t, here in self._places(m):
                        self.cp.add(self.sum([x for s, x in self._places(q) if s < t]) >= here)

    def _places(self, m: int) -> list[tuple[int, object]]:
        if m in self.x:
            return list(self.x[m].items())
        t = self.grid.slot_of[m] if m >= 0 else NEVER
        return [] if t == NEVER else [(t, 1)]

    def _pauses(self) -> None:
        most = self.problem.instance.max_consecutive
        if most is None:
            return
        for p in self.parties:
            for session in self.problem.sessions:
                for first in range(len(session) - most):
                    busy = [self.busy[p][t] for t in session[first : first + most + 1]]
                    self.cp.add(self.sum(busy) <= most)

    @cached_property
    def busy(self) -> dict[int, list]:
        """1 where a party has a meeting in a slot, 0 where it has none."""
        return {p: [self._busy(p, t) for t in range(len(self.problem.tables))] for p in self.parties}

    def _busy(self, p: int, t: int):
        free = self.mine[p].get(t, ())
        if self.still[p][t] or not free:
            return int(bool(self.still[p][t]))
        if self.problem.room[p][t] == 1:
            return self.sum(free)
        busy = self.cp.new_bool_var("")
        self.cp.add_max_equality(busy, free)
        return busy

    def limit_breaks(self, spread: int, others: Sequence[int]) -> None:
        """Nobody has over ``spread`` more breaks than anybody else; ``others`` are the breaks outside."""
        fewest = self.cp.new_int_var(0, min(others, default=len(self.problem.tables)), "")
        if others:
            self.cp.add(fewest >= max(others) - spread)
        for p in self.parties:
            breaks = self.sum(self._breaks(p, exact=True))
            self.cp.add(breaks >= fewest)
            self.cp.add(breaks <= fewest + spread)

    # --- what is wanted -------------------------------------------------------------------------------

    def weight(self):
        still = self.grid.weight - sum(
            self.problem.weights[m] for m in self.x if self.grid.slot_of[m] != NEVER
        )
        terms = [(x, self.problem.weights[m]) for m, options in self.x.items() for x in options.values()]
        return self.weighted([x for x, _weight in terms], [weight for _x, weight in terms]) + still

    def deficit(self):
        """Meetings missing below the floor, of everybody."""
        missing = []
        for p, (least, had) in enumerate(zip(self.problem.targets, self.grid.count, strict=True)):
            if p not in self.mine:
                missing.append(max(0, least - had))
            elif least:
                short = self.cp.new_int_var(0, least, "")
                self.cp.add(self.sum(self._all(p)) + short >= least - sum(self.still[p].values()))
                missing.append(short)
        return self.sum(missing)

    @cached_property
    def gaps(self) -> dict[int, object]:
        """Idle slots, or breaks, of each party; as small as they are only where they are minimised."""
        as_breaks = self.problem.instance.gap_measure == "breaks"
        return {p: self.sum(self._breaks(p) if as_breaks else self._idle(p)) for p in self.parties}

    def _idle(self, p: int) -> list:
        """A slot lies idle if the party is there, meets nobody, but did before and will later."""
        idle = []
        for session in self.problem.sessions:
            busy = [self.busy[p][t] for t in session]
            before, after = self._seen(busy), self._seen(busy[::-1])[::-1]
            for k, t in enumerate(session):
                if 0 < k < len(session) - 1 and self.problem.room[p][t]:
                    gap = self.cp.new_bool_var("")
                    self.cp.add(gap >= before[k - 1] + after[k + 1] - 1 - busy[k])
                    idle.append(gap)
        return idle

    def _seen(self, busy: list) -> list:
        seen = busy[:1]
        for one in busy[1:]:
            if isinstance(one, int) and isinstance(seen[-1], int):
                seen.append(max(one, seen[-1]))
                continue
            so_far = self.cp.new_bool_var("")
            self.cp.add(so_far >= one)
            self.cp.add(so_far >= seen[-1])
            seen.append(so_far)
        return seen

    def _breaks(self, p: int, *, exact: bool = False) -> list:
        """Runs of meetings in each session, less one where there are any."""
        breaks = []
        for session in self.problem.sessions:
            busy = [self.busy[p][t] for t in session]
            for k, one in enumerate(busy):
                begins = self.cp.new_bool_var("")
                last = busy[k - 1] if k else 0
                self.cp.add(begins >= one - last)
                if exact:
                    self.cp.add(begins <= one)
                    self.cp.add(begins <= 1 - last)
                breaks.append(begins)
            any_at_all = 1 if any(self.still[p][t] for t in session) else self.cp.new_bool_var("")
            self.cp.add(any_at_all <= self.sum(busy))
            self.cp.add(self.sum(breaks[-len(busy) :]) >= any_at_all)
            if exact:
                for one in busy:
                    self.cp.add(any_at_all >= one)
            breaks.append(-any_at_all)
        return breaks

    def worst_gap(self):
        worst = self.cp.new_int_var(0, len(self.problem.tables), "")
        for gap in self.gaps.values():
            self.cp.add(worst >= gap)
        return worst

    # --- the answer -----------------------------------------------------------------------------------

    def solve(
        self, aim, *, largest: bool, effort: float, seed: int = 1, seconds: float | None = None
    ) -> Found:
        """The best for ``aim`` within ``effort`` (deterministic seconds), from where the grid stands."""
        from ortools.sat.python import cp_model

        self.cp.clear_hints()
        for m, options in self.x.items():
            for t, x in options.items():
                self.cp.add_hint(x, self.grid.slot_of[m] == t)
        (self.cp.maximize if largest else self.cp.minimize)(aim)
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = effort
        if seconds is not None:
            parameters.max_time_in_seconds = max(0.01, seconds)
        status = solver.solve(self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Found(None, impossible=status == cp_model.INFEASIBLE)
        slots = {
            m: next((t for t, x in options.items() if solver.boolean_value(x)), NEVER)
            for m, options in self.x.items()
        }
        value, bound = round(solver.objective_value), solver.best_objective_bound
        bound = int(bound + 1e-6) if largest else -int(-bound + 1e-6)
        return Found(slots, value, bound, status == cp_model.OPTIMAL)
