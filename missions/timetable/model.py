"""The exact model: some meetings free to move, everything else as it stands.

With every meeting free it is the whole problem, which the solver proves for small events; with a few slots
it is the neighbourhood that a large event is improved by, and around touched people it is a re-plan. The
constraints stand here once for all of them.

Without rules beyond capacity it is a b-matching in a few slots (Edmonds 1965), whose linear relaxation is
nearly whole: branch and bound (HiGHS) needs milliseconds where constraint propagation needs seconds. Order,
pauses and gaps are for CP-SAT. Work is limited in nodes and deterministic time, on one thread, so that the
same question has the same answer on every machine.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import ceil, floor
from random import Random

from .grid import Grid
from .idle import breaks_of
from .problem import NEVER
from .work import Work

NODES = 15  # of branch and bound that count as one deterministic second
NEAR_ENOUGH = 0.5  # aims are whole but for whims: a solution this near the optimum has the optimal value
WHIM = 1e-3  # all whims together stay below 0.4
WHOLENESS = 1e-6  # of a solver's numbers


@dataclass(frozen=True)
class Found:
    """Whether there was a solution, the value of the aim, its bound, and whether the search was complete."""

    solved: bool
    complete: bool
    value: int = 0
    bound: int = 0


def rows(pairs: Sequence[tuple[int, int]], x: Mapping[int, Mapping]) -> dict[tuple[int, int], list]:
    """Variables of meetings and slots by what they take a unit of, named as in ``Problem.capacity``."""
    taken = defaultdict(list)
    for m, options in x.items():
        for t, chosen in options.items():
            taken[NEVER, t].append(chosen)
            for p in pairs[m]:
                taken[p, t].append(chosen)
                taken[p, NEVER].append(chosen)
    return taken


class Model:
    """Meetings of ``choices`` may be at those slots, or nowhere unless ``all_of_them``.

    It takes them out of the grid; ``solve`` puts them back, at the best places it finds or where they were.
    """

    def __init__(self, grid: Grid, choices: Mapping[int, Iterable[int]], *, all_of_them: bool = False):
        from ortools.math_opt.python import mathopt

        self.grid, self.problem, self.program = grid, grid.problem, mathopt.Model()
        self.sum, self.require = mathopt.fast_sum, self.program.add_linear_constraint
        self.binary = self.program.add_binary_variable
        self.was = grid.apply(dict.fromkeys(choices, NEVER))
        self.x = {m: {t: self.binary() for t in slots} for m, slots in choices.items()}
        self.rows = rows(self.problem.pairs, self.x)
        self.parties = sorted({p for p, _t in self.rows if p != NEVER})
        self.logical = self.problem.ruled
        for options in self.x.values():
            chosen = self.sum(options.values())
            self.require(chosen == 1 if all_of_them else chosen <= 1)
        for (p, t), chosen in self.rows.items():
            left = self.problem.capacity(p, t) - grid.taken(p, t)
            if left < len(chosen):
                self.require(self.sum(chosen) <= left)
        if self.problem.ruled:
            self._order()
            self._pauses()
            self._even_breaks()

    # --- what must hold -------------------------------------------------------------------------------

    def _order(self) -> None:
        """A meeting only after each of those that must precede it."""
        for m in {n for q in self.x for n in self.problem.followers[q]} | set(self.x):
            for q in self.problem.before[m]:
                if m in self.x or q in self.x:
                    for t, here in self._places(m):
                        self.require(self.sum([x for s, x in self._places(q) if s < t]) >= here)

    def _places(self, m: int) -> list[tuple[int, object]]:
        if m in self.x:
            return list(self.x[m].items())
        t = self.grid.slot_of[m] if m != NEVER else NEVER
        return [] if t == NEVER else [(t, 1)]

    def _pauses(self) -> None:
        most = self.problem.instance.max_consecutive
        for p in self.parties if most is not None else ():
            for session in self.problem.sessions:
                for first in range(len(session) - most):
                    run = [self.busy[p][t] for t in session[first : first + most + 1]]
                    self.require(self.sum(run) <= most)

    def _even_breaks(self) -> None:
        """Nobody has so many more breaks than anybody else."""
        spread = self.problem.instance.max_break_spread
        if spread is not None:
            others = [breaks for p, breaks in enumerate(breaks_of(self.grid)) if p not in self.parties]
            most = min([len(self.problem.tables), *others])
            fewest = self.program.add_integer_variable(lb=max(0, max(others, default=0) - spread), ub=most)
            for p in self.parties:
                self.require(self.sum(self._breaks(p)) >= fewest)
                self.require(self.sum(self._breaks(p)) <= fewest + spread)

    # --- what is wanted -------------------------------------------------------------------------------

    def weight(self):
        weights = self.problem.weights
        mine = [weights[m] * x for m, options in self.x.items() for x in options.values()]
        return self.sum(mine) + self.grid.weight

    def whims(self, random: Random):
        """Ties broken at random, to leave plateaus."""
        whim = 0.0 if self.logical else min(WHIM, 0.4 / (len(self.x) + 1))
        return self.sum([whim * random.random() * x for one in self.x.values() for x in one.values()])

    def missing(self):
        """Meetings that everybody needs to reach the floor."""
        others = self.grid.missing(set(range(len(self.problem.room))).difference(self.parties))
        short = []
        for p in self.parties:
            least = max(0, self.problem.targets[p] - self.grid.count[p])
            short.append(self.program.add_integer_variable(lb=0, ub=least))
            self.require(self.sum(self.rows[p, NEVER]) + short[-1] >= least)
        return self.sum(short) + others

    @cached_property
    def gaps(self) -> list:
        """Idle slots, or breaks, of each party; as small as they are only where they are minimised."""
        self.logical = True
        as_breaks = self.problem.instance.gap_measure == "breaks"
        return [self.sum(self._breaks(p) if as_breaks else self._idle(p)) for p in self.parties]

    @cached_property
    def busy(self) -> dict[int, list]:
        """1 where a party has a meeting in a slot, 0 where it has none."""
        return {p: [self._busy(p, t) for t in range(len(self.problem.tables))] for p in self.parties}

    def _busy(self, p: int, t: int):
        free = self.rows.get((p, t), [])
        if self.grid.at[p][t]:
            return self.sum([1])
        if not free or self.problem.room[p][t] == 1:
            return self.sum(free)
        busy = self.binary()
        self.require(busy <= self.sum(free))
        for x in free:
            self.require(busy >= x)
        return busy

    def _idle(self, p: int) -> list:
        """A slot lies idle if the party is there, meets nobody, but did before and will later."""
        idle = []
        for session in self.problem.sessions:
            busy = [self.busy[p][t] for t in session]
            before, after = self._seen(busy), self._seen(busy[::-1])[::-1]
            for k, t in list(enumerate(session))[1:-1]:
                if self.problem.room[p][t]:
                    idle.append(self.binary())
                    self.require(idle[-1] >= before[k - 1] + after[k + 1] - 1 - busy[k])
        return idle

    def _seen(self, busy: list) -> list:
        """1 from the first meeting on."""
        seen = busy[:1]
        for one in busy[1:]:
            so_far = self.binary()
            self.require(so_far >= one)
            self.require(so_far >= seen[-1])
            seen.append(so_far)
        return seen

    def _breaks(self, p: int) -> list:
        """Runs of meetings in each session, less one where there are any."""
        breaks = []
        for session in self.problem.sessions:
            busy = [self.busy[p][t] for t in session]
            begins, here = [self.binary() for _slot in session], self.binary()
            for begin, one, last in zip(begins, busy, [self.sum([]), *busy], strict=False):
                self.require(begin >= one - last)
                self.require(begin <= one)
                self.require(begin <= 1 - last)
                self.require(here >= one)
            self.require(here <= self.sum(busy))
            self.require(here <= self.sum(begins))
            breaks += [*begins, -1 * here]
        return breaks

    def worst_gap(self):
        worst = self.program.add_integer_variable(lb=0, ub=len(self.problem.tables))
        for gap in self.gaps:
            self.require(worst >= gap)
        return worst

    # --- the answer -----------------------------------------------------------------------------------

    def solve(self, aim, work: Work, *, largest: bool = False, effort: float, share: float = 1.0) -> Found:
        """The best for ``aim`` within the effort (deterministic seconds), from where the meetings were.

        Of the time of the stage it takes a ``share`` at most.
        """
        from ortools.math_opt.python import mathopt
        from ortools.sat.sat_parameters_pb2 import SatParameters

        (self.program.maximize if largest else self.program.minimize)(aim)
        limits = {"time_limit": timedelta(seconds=work.seconds_left(share))}
        limits |= {"absolute_gap_tolerance": NEAR_ENOUGH, "relative_gap_tolerance": 0.0}
        hint = {x: int(self.was[m] == t) for m, options in self.x.items() for t, x in options.items()}
        if self.logical:
            kind = mathopt.SolverType.CP_SAT
            limits |= {"threads": 1, "random_seed": work.random.randrange(1000)}
            limits["cp_sat"] = SatParameters(max_deterministic_time=effort)
            hints = [mathopt.SolutionHint(variable_values=hint)]
        else:
            kind, limits["node_limit"] = mathopt.SolverType.HIGHS, int(NODES * effort)
            hints = []
        result = mathopt.solve(
            self.program,
            kind,
            params=mathopt.SolveParameters(**limits),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        reasons = mathopt.TerminationReason
        complete = result.termination.reason in (reasons.OPTIMAL, reasons.INFEASIBLE)
        if not result.has_primal_feasible_solution():
            self.grid.apply(self.was)
            return Found(False, complete)
        values = result.variable_values()
        for m, options in self.x.items():
            slot = next((t for t, x in options.items() if values[x] > 0.5), NEVER)
            if slot != NEVER:
                self.grid.place(m, slot)
        bound = result.best_objective_bound()
        bound = floor(bound + WHOLENESS) if largest else ceil(bound - WHOLENESS)
        return Found(True, complete, round(result.objective_value()), bound)
