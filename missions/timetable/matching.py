"""The heaviest b-matching in a few slots: an integer program whose linear relaxation is nearly whole.

In one slot it is Edmonds' matching problem (1965) with several places per party; a few slots together
share the meetings. Without order, pauses and spread there is nothing else to obey, and a branch-and-bound
solver finishes in milliseconds where constraint propagation needs seconds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from .grid import NEVER, Grid
from .model import Found

WHIM = 1e-3  # all the whims together stay below 0.4 of a unit of weight
NEAR_ENOUGH = 0.5  # so that a solution this near the optimum has the optimal weight


def heaviest(
    grid: Grid,
    choices: Mapping[int, Sequence[int]],
    *,
    nodes: int,
    rng: Random,
    floor: bool = False,
    seconds: float | None = None,
) -> Found:
    """The free meetings placed anew for the most weight.

    Ties are broken at random, to leave plateaus, or, with ``floor``, for those who have too few meetings.
    """
    from ortools.math_opt.python import mathopt

    problem = grid.problem
    program = mathopt.Model()
    x = {m: {t: program.add_binary_variable() for t in slots} for m, slots in choices.items()}
    whim = 0.0 if floor else min(WHIM, 0.4 / (len(x) + 1))
    rows, terms = defaultdict(list), []
    for m, options in x.items():
        for t, chosen in options.items():
            terms.append((problem.weights[m] + whim * rng.random()) * chosen)
            rows[NEVER, t].append(chosen)
            for p in problem.pairs[m]:
                rows[p, t].append(chosen)
                rows[p, NEVER].append(chosen)
        program.add_linear_constraint(mathopt.fast_sum(options.values()) <= 1)
    for (p, t), chosen in rows.items():
        most = _room_left(grid, choices, p, t)
        if most < len(chosen):
            program.add_linear_constraint(mathopt.fast_sum(chosen) <= most)
    needy = [(p, problem.targets[p]) for p, t in rows if floor and p != NEVER and t == NEVER]
    bonus = 0.4 / (1 + sum(least for _p, least in needy))
    for p, least in needy:
        enough = program.add_variable(lb=0, ub=least)
        still = sum(m not in choices for here in grid.at[p] for m in here)
        program.add_linear_constraint(enough <= mathopt.fast_sum(rows[p, NEVER]) + still)
        terms.append(bonus * enough)
    program.maximize(mathopt.fast_sum(terms))
    limit = None if seconds is None else timedelta(seconds=seconds)
    result = mathopt.solve(
        program,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            node_limit=nodes,
            absolute_gap_tolerance=bonus / 2 if floor else NEAR_ENOUGH,
            relative_gap_tolerance=0.0,
            time_limit=limit,
        ),
    )
    if not result.has_primal_feasible_solution():
        return Found(None)
    values = result.variable_values()
    slots = {
        m: next((t for t, chosen in options.items() if values[chosen] > 0.5), NEVER)
        for m, options in x.items()
    }
    return Found(slots, optimal=result.termination.reason == mathopt.TerminationReason.OPTIMAL)


def _room_left(grid: Grid, choices: Mapping, p: int, t: int) -> int:
    """Tables at t (p is ``NEVER``), places of p at t, or meetings of p in all (t is ``NEVER``)."""
    problem = grid.problem
    if p == NEVER:
        return problem.tables[t] - sum(1 for m, k in enumerate(grid.slot_of) if k == t and m not in choices)
    if t == NEVER:
        return problem.most[p] - sum(m not in choices for here in grid.at[p] for m in here)
    return problem.room[p][t] - sum(m not in choices for m in grid.at[p][t])
