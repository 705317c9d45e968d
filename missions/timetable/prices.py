"""Prices that prove how good a timetable can be.

Put a price on every place of a party in a slot (y), every table (v), every meeting of a party with a limit
(u) and every odd set of parties (z). Whatever the prices, no timetable is worth more than all places bought
at them plus what meetings are worth above the prices they pay: weak duality of linear programming. The bound
is computed from the prices alone, in whole multiples of 2^-20, so no tolerance of a solver gets into it.

The prices come from the time-indexed linear program, coarse to fine: all slots as one (the b-matching bound;
exact for two-sided events with full availability, Kőnig 1916), then one per session, then each by itself.
Prices of a coarse program are prices of the fine one, the same in every slot of a group.

Odd sets: n people fit into at most floor(n / 2) meetings of one slot (Edmonds 1965).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .model import rows
from .problem import NEVER, Problem

UNIT = 1 << 20
GLOP_MOST = 20_000  # variables; beyond it the first-order method PDLP is faster
PDLP = (
    "termination_criteria { iteration_limit: 20000 simple_optimality_criteria "
    "{ eps_optimal_relative: 1e-6 eps_optimal_absolute: 1e-4 } }"
)

OddSet = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Prices:
    """Nonnegative prices in multiples of 2^-20: by (party, slot), as in ``Problem.capacity``; by odd set."""

    single: dict[tuple[int, int], int] = field(default_factory=dict)
    odd: dict[OddSet, int] = field(default_factory=dict)

    def certificate(self, problem: Problem) -> dict[str, list]:
        """As a file names them. The fractions are dyadic: a float holds them exactly."""
        party = [one.id for one in problem.instance.parties]
        slot = [one.id for one in problem.instance.slots]
        told = {"y": [], "v": [], "u": [], "z": []}
        for (p, t), price in sorted(self.single.items()):
            if p == NEVER:
                told["v"].append([slot[t], price / UNIT])
            elif t == NEVER:
                told["u"].append([party[p], price / UNIT])
            else:
                told["y"].append([party[p], slot[t], price / UNIT])
        for t, inside, price in sorted((t, sorted(inside), price) for (t, inside), price in self.odd.items()):
            told["z"].append([slot[t], [party[p] for p in inside], price / UNIT])
        return told


def cost(problem: Problem, prices: Prices) -> int:
    """What all places cost, and all meetings are worth above them; only the sign of prices is relied on."""
    total = sum(price * problem.capacity(*row) for row, price in prices.single.items())
    total += sum(price * odd_most(problem, *odd) for odd, price in prices.odd.items())
    return total + sum(max([0, *gain.values()]) for gain in gains(problem, prices))


def bound(problem: Problem, prices: Prices) -> int:
    """The most weight that any timetable can have, by these prices."""
    return cost(problem, prices) // UNIT


def gains(problem: Problem, prices: Prices) -> list[dict[int, int]]:
    """What each meeting is worth above its prices, in each of its slots."""
    sets = defaultdict(list)
    for (t, inside), price in prices.odd.items():
        sets[t].append((inside, price))
    single, found = prices.single.get, []
    for (a, b), weight, spots in zip(problem.pairs, problem.weights, problem.spots, strict=True):
        worth = weight * UNIT - single((a, NEVER), 0) - single((b, NEVER), 0)
        gain = {t: worth - single((a, t), 0) - single((b, t), 0) - single((NEVER, t), 0) for t in spots}
        for t in spots if sets else ():
            gain[t] -= sum(price for inside, price in sets[t] if a in inside and b in inside)
        found.append(gain)
    return found


def odd_most(problem: Problem, t: int, inside: Iterable[int]) -> int:
    return sum(problem.room[p][t] for p in inside) // 2


def groupings(problem: Problem) -> list[list[int]]:
    """Slots in one group, by session, each by itself; a step that would repeat another is left out."""
    slots = range(len(problem.tables))
    steps = [[0 for _slot in slots], problem.session_of, list(slots)]
    return [steps[0]] + [fine for coarse, fine in zip(steps, steps[1:], strict=False) if fine != coarse]


def relax(
    problem: Problem, group: Sequence[int], cuts: Iterable[OddSet], seconds: float
) -> tuple[Prices, list[dict[int, float]]]:
    """Prices of the time-indexed linear program over groups of slots, and how much of a meeting is where.

    Odd sets need every slot by itself.
    """
    from ortools.linear_solver import pywraplp

    merged = problem.merged(group)
    size = sum(map(len, merged.spots))
    lp = pywraplp.Solver.CreateSolver("GLOP" if size <= GLOP_MOST else "PDLP")
    if size > GLOP_MOST:
        lp.SetSolverSpecificParametersAsString(PDLP)
    lp.SetTimeLimit(int(1000 * seconds))
    x = {m: {k: lp.NumVar(0, lp.infinity(), "") for k in spots} for m, spots in enumerate(merged.spots)}
    lp.Objective().SetMaximization()
    for m, options in x.items():
        restrict(lp, options.values(), 1)
        for chosen in options.values():
            lp.Objective().SetCoefficient(chosen, problem.weights[m])
    single = {
        row: restrict(lp, taken, merged.capacity(*row))
        for row, taken in rows(problem.pairs, x).items()
        if merged.capacity(*row) < len(taken)
    }
    odd = {}
    for t, inside in sorted(cuts, key=lambda cut: (cut[0], sorted(cut[1]))):
        held = [x[m][t] for m, pair in enumerate(problem.pairs) if t in x[m] and inside.issuperset(pair)]
        odd[t, inside] = restrict(lp, held, odd_most(problem, t, inside))
    lp.Solve()
    prices = Prices(odd=positive(odd))
    for (p, k), price in positive(single).items():
        for t in range(len(group)) if k != NEVER else [NEVER]:
            if k in (NEVER, group[t]) and problem.capacity(p, t):
                prices.single[p, t] = price
    return prices, [{k: chosen.solution_value() for k, chosen in options.items()} for options in x.values()]


def restrict(lp, taken: Iterable, most: int):
    row = lp.Constraint(0, most)
    for chosen in taken:
        row.SetCoefficient(chosen, 1)
    return row


def positive(duals: dict) -> dict:
    return {key: price for key, row in duals.items() if (price := round(row.dual_value() * UNIT)) > 0}


def odd_sets(problem: Problem, shares: Sequence[dict[int, float]]) -> set[OddSet]:
    """Sets of parties with an odd number of places whose meetings exceed what any slot can hold.

    Searched among the components of the graphs of meetings that have at least some share of a slot: quick,
    and enough for the cliques and odd cycles in which fractional matchings live; not every set is found.
    """
    found = set()
    for t in range(len(problem.tables)):
        inside = [(share[t], pair) for share, pair in zip(shares, problem.pairs, strict=True) if t in share]
        for least in (0, 0.01, 0.3, 0.49):
            for parties in components([pair for share, pair in inside if share >= least]):
                places = sum(problem.room[p][t] for p in parties)
                held = sum(share for share, pair in inside if parties.issuperset(pair))
                if places % 2 and held > places // 2 + 0.01:
                    found.add((t, parties))
    return found


def components(pairs: Iterable[tuple[int, int]]) -> set[frozenset[int]]:
    """The connected parts of a graph given by its edges."""
    part: dict[int, set[int]] = {}
    for a, b in pairs:
        mine, other = part.setdefault(a, {a}), part.setdefault(b, {b})
        if mine is not other:
            mine |= other
            part.update(dict.fromkeys(other, mine))
    return {frozenset(one) for one in part.values()}
