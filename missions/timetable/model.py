"""The exact model: some meetings free to move, everything else as it stands.

With every meeting free it is the whole problem, which the solver proves for small events; with a few slots
it is the neighbourhood that a large event is improved by, and around touched people it is a re-plan. The
constraints stand here once for all of them.

It is a b-matching in a few slots (Edmonds 1965), whose linear relaxation is nearly whole, also with order and
pauses: branch and bound (HiGHS) needs milliseconds where constraint propagation needs seconds. Gaps are for
CP-SAT, which proves the fewest by unsatisfiable cores (Fu & Malik 2006) where branching leaves them open.
Work is limited in nodes and deterministic time, on one thread, so that the same question has the same answer
on every machine.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from math import ceil, isfinite

from .gaps import Gaps
from .grid import Grid
from .problem import NEVER, UNLIMITED
from .work import Work

LARGEST = 12_000  # options of all meetings together, up to which branch and bound is given everything
PDLP_MOST = 20_000  # iterations
BY_CORES = {"optimize_with_core": True, "linearization_level": 0, "symmetry_level": 0}
BY_RELAXATION = {"linearization_level": 2, "cp_model_probing_level": 0, "symmetry_level": 0}
BY_BRANCHING = {"mip_pscost_minreliable": 0}  # strong branching takes most of the time and saves few nodes
NODES = 15  # of branch and bound that count as one deterministic second
NEAR_ENOUGH = 0.5  # aims are whole: a solution this near the optimum has the optimal value
WHOLENESS = 0.01  # of a solver's numbers

Choices = Mapping[int, Iterable[int]]


class Model:
    """Meetings of ``choices`` may be at those slots, or nowhere unless they must be ``held``.

    ``gaps`` tells that they are to be counted. Those of ``leaving`` go nowhere in a relaxation: they may be
    anywhere else, and so may, with it, whom the model does not name; ``left`` are the slots these leave. The
    model takes the meetings out of the grid; ``solve`` puts them back, at the best places or where they were.
    """

    def __init__(
        self,
        grid: Grid,
        choices: Choices,
        held: Container = (),
        *,
        gaps: bool = False,
        leaving: Container | None = None,
    ):
        from ortools.math_opt.python import mathopt

        self.grid, self.problem, self.program = grid, grid.problem, mathopt.Model()
        self.sum, self.require = mathopt.fast_sum, self.program.add_linear_constraint
        self.binary = self.program.add_binary_variable
        self.was = grid.apply(dict.fromkeys(choices, NEVER))
        self.x = {m: {t: self.binary() for t in slots} for m, slots in choices.items()}
        self.rows = defaultdict(list)  # variables by what they take a unit of, as in ``Problem.room``
        for m, options in self.x.items():
            for t, chosen in options.items():
                for p in (*self.problem.pairs[m], NEVER):
                    self.rows[p, t].append(chosen)
                    self.rows[p, NEVER].append(chosen)
        self.parties = sorted({p for p, _t in self.rows if p != NEVER})
        self.logical = gaps or self.problem.instance.max_break_spread is not None  # for CP-SAT
        self.held = held
        for m, options in self.x.items():
            chosen = self.sum(options.values())
            if m in held:
                self.require(chosen == 1)
            elif len(options) > 1 or leaving is None:  # else it says nothing
                self.require(chosen <= 1)
        self.leaving = leaving or ()
        self.crowd = {} if leaving is None else self._crowd()
        self.left: list[int] = []
        self.limits = {}
        for (p, t), chosen in self.rows.items():
            if grid.left(p, t) < len(chosen):
                more = self.crowd.get(t, 0) if p == NEVER else 0
                self.limits[p, t] = self.require(self.sum(chosen) <= grid.left(p, t) + more)
        if self.problem.ruled:
            self._order()
            self._pauses()
            self._even_breaks()

    # --- what must hold -------------------------------------------------------------------------------

    def _crowd(self) -> dict[int, object]:
        """How many whom the model does not name leave the slots that may have too few tables."""
        at, left = self.grid.at[NEVER], self.grid.left
        full = [t for t in self.problem.times if left(NEVER, t) < len(self.rows.get((NEVER, t), ()))]
        return {t: self.program.add_integer_variable(lb=0, ub=len(at[t])) for t in full if at[t]}

    def _order(self) -> None:
        """A meeting only after each of those that must precede it."""
        for m in {n for q in self.x for n in self.problem.followers[q]} | set(self.x):
            for q in self.problem.before[m]:
                if m in self.x or q in self.x:
                    gone = 1 - self.sum(self.x[q].values()) if q in self.leaving else 0
                    for t, _here in self._places(m):
                        self.require(gone + self._until(q, t - 1) >= self._until(m, t))

    def _until(self, m: int, t: int):
        """1 where meeting m is at t or before."""
        return self.sum([x for s, x in self._places(m) if s <= t])

    def _places(self, m: int) -> list[tuple[int, object]]:
        if m in self.x:
            return list(self.x[m].items())
        t = self.grid.slot_of[m] if m != NEVER else NEVER
        return [] if t == NEVER else [(t, 1)]

    def _pauses(self) -> None:
        most = self.problem.instance.max_consecutive
        for session in self.problem.sessions if most is not None else ():
            for first in range(len(session) - most):
                run = session[first : first + most + 1]
                for p in self.parties:
                    self.require(self.sum([self.busy[p][t] for t in run]) <= most)
                self.halve(run, pause=True)

    def halve(self, run: Sequence[int], *, pause: bool = False) -> None:
        """A run of slots holds half as many meetings as places, each party's pause left out (Edmonds 1965).

        Follows from the rest, but not where meetings may be split: it proves more when places are odd.
        """
        places = sum(self.problem.places[t] for t in run)
        if pause:
            places -= sum(min(row[t] for t in run) for row in self.problem.room[:NEVER])
        if places % 2:
            held = self.sum([x for t in run for x in self.rows[NEVER, t]])
            others = [len(self.grid.at[NEVER][t]) - self.crowd.get(t, 0) for t in run]
            self.require(held + self.sum(others) <= places // 2)

    def _even_breaks(self) -> None:
        """Nobody has so many more breaks than anybody else."""
        spread = self.problem.instance.max_break_spread
        if spread is not None:
            others = self._of_others(Gaps(self.grid, "breaks").each)
            most = min([len(self.problem.times), *others])
            fewest = self.program.add_integer_variable(lb=max(0, max(others, default=0) - spread), ub=most)
            for p in self.parties:
                self.require(self.breaks[p] <= fewest + spread)
                self.require(self.breaks[p] >= fewest)

    # --- what is wanted -------------------------------------------------------------------------------

    def aim(self, name: str):
        """What is to be small: weight, its sign turned; what is missing below the floor; gaps."""
        if name == "weight":
            return -1 * self.weight()
        if name == "floor":
            return self.missing()
        everybody = [*self.gaps, *self._of_others(Gaps(self.grid).each)]
        return self.sum(everybody) if name == "idle_slots" else self.worst(everybody)

    def _of_others(self, each: Sequence[int]) -> list[int]:
        """What those have whose meetings all stay as they are."""
        parties = set(self.parties)
        return [amount for p, amount in enumerate(each) if p not in parties]

    def weight(self):
        weights = self.problem.weights
        mine = [weights[m] * x for m, options in self.x.items() for x in options.values()]
        return self.sum(mine) + self.grid.weight

    def missing(self):
        """Meetings that everybody needs to reach the floor."""
        missing = []
        for p in self.problem.people:
            if short := self.grid.short(p):
                missing.append(self.program.add_integer_variable(lb=0, ub=short))
                self.require(self.sum(self.rows.get((p, NEVER), ())) + missing[-1] >= short)
        return self.sum(missing)

    @cached_property
    def gaps(self) -> list:
        """Idle slots, or breaks, of each party."""
        if self.problem.instance.gap_measure == "breaks":
            return list(self.breaks.values())
        return [self.sum(self._gaps(p, breaks=False)) for p in self.parties]

    @cached_property
    def breaks(self) -> dict[int, object]:
        return {p: self.sum(self._gaps(p, breaks=True)) for p in self.parties}

    @cached_property
    def busy(self) -> dict[int, list]:
        """1 where a party has a meeting in a slot."""
        busy = {p: [self._busy(p, t) for t in self.problem.times] for p in self.parties}
        if self.logical:
            self._imply(busy)
        return busy

    def _busy(self, p: int, t: int):
        free, fixed = self.rows.get((p, t), ()), len(self.grid.at[p][t])
        here = self.sum([*free, fixed])
        if self.problem.room[p][t] <= 1:
            return self._same(here) if self.logical else here
        busy = self.binary()
        self.require(busy <= here)
        for one in (*free, min(1, fixed)):
            self.require(busy >= one)
        return busy

    def _same(self, amount):
        """A variable for an amount that is 0 or 1."""
        one = self.binary()
        self.require(one == amount)
        return one

    def _imply(self, busy: Mapping[int, Sequence]) -> None:
        """Who has n meetings is busy in n slots, and in a slot an even number of people is.

        That follows from the rest, but solvers do not see it (Bofill et al. 2022): without it they do not
        prove the fewest breaks of events that take seconds with it.
        """
        room, at = self.problem.room, self.grid.at
        held = {m: 1 if m in self.held else self._same(self.sum(x.values())) for m, x in self.x.items()}
        for p, slots in busy.items():
            if max(room[p][:NEVER]) == 1:
                mine = [held[m] for m in self.problem.meetings_of[p] if m in held]
                self.require(self.sum(slots) == self.sum(mine) + len(at[p][NEVER]))
        for t in self.problem.times:
            people = [
                busy[p][t] - len(at[p][t]) if room[p][t] == 1 else self.sum(self.rows.get((p, t), ()))
                for p in self.parties
            ]
            couples = self.program.add_integer_variable(lb=0, ub=room[NEVER][t])
            self.require(self.sum(people) == 2 * couples)

    def _gaps(self, p: int, *, breaks: bool) -> list:
        """1 where p meets nobody, but did before and will again: in the next slot for a break, else later."""
        gaps = []
        for session in self.problem.sessions:
            busy = [self.busy[p][t] for t in session]
            before = self._seen(busy)
            after = busy if breaks else self._seen(busy[::-1])[::-1]
            for k, t in list(enumerate(session))[1:-1]:
                if breaks or self.problem.room[p][t]:
                    limits = (before[k - 1], after[k + 1], 1 - busy[k])
                    gaps.append(self.binary())
                    self.require(gaps[-1] >= self.sum(limits) - 2)
                    for limit in limits:
                        self.require(gaps[-1] <= limit)
        return gaps

    def _seen(self, busy: list) -> list:
        """1 from the first meeting on."""
        seen = busy[:1]
        for one in busy[1:]:
            seen.append(self.binary())
            self.require(seen[-1] >= one)
            self.require(seen[-1] >= seen[-2])
            self.require(seen[-1] <= seen[-2] + one)
        return seen

    def worst(self, gaps: list):
        worst = self.program.add_integer_variable(lb=0, ub=len(self.problem.times))
        for gap in gaps:
            self.require(worst >= gap)
        return worst

    # --- the answer -----------------------------------------------------------------------------------

    def shared(self, aim, work: Work) -> tuple[dict, dict]:
        """How much of each variable, and the dual value of each row, where meetings may be split.

        By the first-order method PDLP, near the optimum; nothing of any where it comes to no end.
        """
        for one in self.program.variables():
            one.integer = False
        limits = {"iteration_limit": PDLP_MOST, "time_limit": timedelta(seconds=work.seconds_left())}
        answer = self._solved("PDLP", aim, limits, work)
        if not answer or not answer.solutions:
            return defaultdict(float), defaultdict(float)
        found = answer.solutions[0]
        return found.primal_solution.variable_values, found.dual_solution.dual_values

    def solve(
        self, aim, work: Work, *, effort: float, share: float = 1.0, propagate: bool = False
    ) -> tuple[bool, int]:
        """Reach the smallest ``aim`` within the effort (deterministic seconds), from where the meetings were.

        Of the time of the stage it takes a ``share`` at most. With ``propagate``, CP-SAT is asked in place of
        branch and bound. Returns whether what was found is proven to be the best, and the least that the aim
        can be.
        """
        from ortools.math_opt.python import mathopt
        from ortools.math_opt.solvers.highs_pb2 import HighsOptionsProto
        from ortools.sat.sat_parameters_pb2 import SatParameters

        limits = {"absolute_gap_tolerance": NEAR_ENOUGH, "relative_gap_tolerance": 0.0}
        limits |= {"time_limit": timedelta(seconds=work.seconds_left(share))}
        propagate = propagate or self.logical
        if propagate:
            by = BY_CORES if self.logical else BY_RELAXATION
            limits |= {"threads": 1, "random_seed": work.random.randrange(1000)}
            limits["cp_sat"] = SatParameters(max_deterministic_time=effort, **by)
        else:
            limits["node_limit"] = int(NODES * effort)
            limits["highs"] = HighsOptionsProto(int_options=BY_BRANCHING)
        values = {x: self.was[m] == t for m, options in self.x.items() for t, x in options.items()}
        start = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=values)])
        found = self._solved("CP_SAT" if propagate else "HIGHS", aim, limits, work, model_params=start)
        places = self.was
        if found and found.has_primal_feasible_solution():
            chosen = found.variable_values()
            self.left = [t for t, gone in self.crowd.items() if chosen[gone] > 0.5]
            places = {m: t for m, options in self.x.items() for t, x in options.items() if chosen[x] > 0.5}
        self.grid.apply(places)
        if not found:
            return False, -UNLIMITED
        bound = found.best_objective_bound()
        best = found.termination.reason == mathopt.TerminationReason.OPTIMAL
        return best, ceil(bound - WHOLENESS) if isfinite(bound) else -UNLIMITED

    def _solved(self, solver: str, aim, limits: Mapping, work: Work, **more):
        """What the solver says; None as soon as somebody says stop, to which HiGHS does not listen."""
        from ortools.math_opt.python import mathopt
        from ortools.util.python.solve_interrupter import SolveInterrupter

        self.program.minimize(aim)
        kind, params, stop = mathopt.SolverType[solver], mathopt.SolveParameters(**limits), SolveInterrupter()
        found = work.wait(lambda: mathopt.solve(self.program, kind, params=params, interrupter=stop, **more))
        if found is None:
            stop.interrupt()
        return found
