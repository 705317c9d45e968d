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
from collections.abc import Iterable
from dataclasses import dataclass, field

from .problem import Problem

UNIT = 1 << 20
GLOP_MOST = 20_000  # variables; beyond it the first-order method PDLP is faster

OddSet = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Prices:
    """Nonnegative prices in multiples of 2^-20: y by (party, slot), v by slot, u by party, z by odd set."""

    y: dict[tuple[int, int], int] = field(default_factory=dict)
    v: dict[int, int] = field(default_factory=dict)
    u: dict[int, int] = field(default_factory=dict)
    z: dict[OddSet, int] = field(default_factory=dict)

    def certificate(self, problem: Problem) -> dict[str, list]:
        """As a file names them. The fractions are dyadic: a float holds them exactly."""
        party = [one.id for one in problem.instance.parties]
        slot = [one.id for one in problem.instance.slots]
        return {
            "y": [[party[p], slot[t], price / UNIT] for (p, t), price in sorted(self.y.items()) if price],
            "v": [[slot[t], price / UNIT] for t, price in sorted(self.v.items()) if price],
            "u": [[party[p], price / UNIT] for p, price in sorted(self.u.items()) if price],
            "z": [
                [slot[t], [party[p] for p in sorted(inside)], price / UNIT]
                for (t, inside), price in sorted(
                    self.z.items(), key=lambda one: (one[0][0], sorted(one[0][1]))
                )
                if price
            ],
        }


def bound(problem: Problem, prices: Prices) -> int:
    """The most weight that any timetable can have, by these prices; only their sign is relied on."""
    return cost(problem, prices) // UNIT


def cost(problem: Problem, prices: Prices) -> int:
    """What all places cost, and all meetings are worth above them: the bound before it is made whole."""
    total = sum(price * problem.room[p][t] for (p, t), price in prices.y.items())
    total += sum(price * problem.tables[t] for t, price in prices.v.items())
    total += sum(price * problem.instance.parties[p].max_meetings for p, price in prices.u.items())
    total += sum(price * odd_most(problem, t, inside) for (t, inside), price in prices.z.items())
    worth = gains(problem, prices)
    return total + sum(max(0, max(gain.values(), default=0)) for gain in worth)


def gains(problem: Problem, prices: Prices) -> list[dict[int, int]]:
    """What each meeting is worth above its prices, in each of its slots."""
    sets = defaultdict(list)
    for (t, inside), price in prices.z.items():
        sets[t].append((inside, price))
    y, v, u = prices.y, prices.v, prices.u
    found = []
    for (a, b), weight, spots in zip(problem.pairs, problem.weights, problem.spots, strict=True):
        worth = weight * UNIT - u.get(a, 0) - u.get(b, 0)
        gain = {t: worth - y.get((a, t), 0) - y.get((b, t), 0) - v.get(t, 0) for t in spots}
        for t in spots if sets else ():
            gain[t] -= sum(price for inside, price in sets.get(t, ()) if a in inside and b in inside)
        found.append(gain)
    return found


def odd_most(problem: Problem, t: int, inside: Iterable[int]) -> int:
    return sum(problem.room[p][t] for p in inside) // 2


def groupings(problem: Problem) -> list[list[int]]:
    """Slots in one group, by session, each by itself; a step that would repeat another is left out."""
    times = len(problem.tables)
    steps = [[0] * times, problem.session_of, list(range(times))]
    return [steps[0]] + [fine for coarse, fine in zip(steps, steps[1:], strict=False) if fine != coarse]


@dataclass(frozen=True)
class Relaxed:
    """What the linear program found: prices, and for each meeting how much of it lies in which group."""

    prices: Prices
    shares: list[dict[int, float]]


def relax(
    problem: Problem, group: list[int], cuts: Iterable[OddSet] = (), seconds: float | None = None
) -> Relaxed:
    """The time-indexed linear program over groups of slots. Odd sets need every slot by itself."""
    from ortools.linear_solver import pywraplp

    size = sum(len({group[t] for t in spots}) for spots in problem.spots)
    lp = pywraplp.Solver.CreateSolver("GLOP" if size <= GLOP_MOST else "PDLP")
    if size > GLOP_MOST:
        lp.SetSolverSpecificParametersAsString(
            "termination_criteria { iteration_limit: 20000 simple_optimality_criteria "
            "{ eps_optimal_relative: 1e-6 eps_optimal_absolute: 1e-4 } }"
        )
    if seconds is not None:
        lp.SetTimeLimit(max(1, int(1000 * seconds)))
    lp.Objective().SetMaximization()
    places = [_grouped(row, group) for row in problem.room]
    tables = _grouped(problem.tables, group)
    y = {(p, k): lp.Constraint(0, most) for p, row in enumerate(places) for k, most in row.items()}
    v = {k: lp.Constraint(0, most) for k, most in tables.items()}
    limits = enumerate(one.max_meetings for one in problem.instance.parties)
    u = {p: lp.Constraint(0, limit) for p, limit in limits if limit is not None}
    z = {(t, inside): lp.Constraint(0, odd_most(problem, t, inside)) for t, inside in cuts}
    sets = defaultdict(list)
    for (t, inside), row in z.items():
        sets[t].append((inside, row))
    shares = []
    for (a, b), weight, spots in zip(problem.pairs, problem.weights, problem.spots, strict=True):
        once = lp.Constraint(0, 1)
        share = {}
        for k in sorted({group[t] for t in spots}):
            share[k] = x = lp.NumVar(0, lp.infinity(), "")
            lp.Objective().SetCoefficient(x, weight)
            rows = [once, y[a, k], y[b, k], v[k], *(u[p] for p in (a, b) if p in u)]
            rows += [row for inside, row in sets.get(k, ()) if a in inside and b in inside]
            for row in rows:
                row.SetCoefficient(x, 1)
        shares.append(share)
    lp.Solve()
    prices = Prices(
        y={
            (p, t): price
            for (p, k), price in _prices(y).items()
            for t in range(len(group))
            if group[t] == k and problem.room[p][t]
        },
        v={t: price for k, price in _prices(v).items() for t in range(len(group)) if group[t] == k},
        u=_prices(u),
        z=_prices(z),
    )
    return Relaxed(prices, [{k: x.solution_value() for k, x in share.items()} for share in shares])


def _grouped(amounts: Iterable[int], group: list[int]) -> dict[int, int]:
    total: dict[int, int] = defaultdict(int)
    for k, amount in zip(group, amounts, strict=True):
        total[k] += amount
    return total


def _prices(rows: dict) -> dict:
    return {key: price for key, row in rows.items() if (price := max(0, round(row.dual_value() * UNIT)))}


def odd_sets(problem: Problem, shares: list[dict[int, float]]) -> set[OddSet]:
    """Sets of parties with an odd number of places whose meetings exceed what any slot can hold.

    Searched among the components of the graphs of meetings that have at least some share of a slot: quick,
    and enough for the cliques and odd cycles in which fractional matchings live; not every set is found.
    """
    found = set()
    for t in range(len(problem.tables)):
        inside = [(share[t], pair) for share, pair in zip(shares, problem.pairs, strict=True) if t in share]
        for least in (0.01, 0.3, 0.49):
            for parties in components([pair for share, pair in inside if share >= least]):
                places = sum(problem.room[p][t] for p in parties)
                held = sum(share for share, (a, b) in inside if a in parties and b in parties)
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
