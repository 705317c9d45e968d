"""Prices that prove how good a timetable can be.

Put a price on every place of a party in a slot (y), every table (v), every meeting of a party with a limit
(u) and every odd set of parties (z). Whatever the prices, no timetable is worth more than all places bought
at them plus what meetings are worth above the prices they pay: weak duality of linear programming. The bound
is computed from the prices alone, in whole multiples of 2^-20, so no tolerance of a solver gets into it.

The prices come from a linear program: all slots as one (the b-matching bound; exact for two-sided events
with full availability, Kőnig 1916), whose prices are the same in every slot, then each slot by itself.

Odd sets: n people fit into at most floor(n / 2) meetings of one slot (Edmonds 1965).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .grid import Grid
from .model import Model
from .problem import NEVER, Problem
from .work import Work

UNIT = 1 << 20

OddSet = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Prices:
    """Nonnegative prices in multiples of 2^-20: by (party, slot), as in ``Problem.room``; by odd set."""

    single: dict[tuple[int, int], int] = field(default_factory=dict)
    odd: dict[OddSet, int] = field(default_factory=dict)

    def certificate(self, problem: Problem) -> dict[str, list]:
        """As a file names them. The fractions are dyadic: a float holds them exactly."""
        party = [one.id for one in problem.instance.parties]
        slot = [one.id for one in problem.instance.slots]
        single = [(p, t, price / UNIT) for (p, t), price in sorted(self.single.items())]
        odd = sorted((t, sorted(inside), price / UNIT) for (t, inside), price in self.odd.items())
        return {
            "y": [[party[p], slot[t], price] for p, t, price in single if NEVER not in (p, t)],
            "v": [[slot[t], price] for p, t, price in single if p == NEVER],
            "u": [[party[p], price] for p, t, price in single if t == NEVER],
            "z": [[slot[t], [party[p] for p in inside], price] for t, inside, price in odd],
        }


def cost(problem: Problem, prices: Prices) -> int:
    """What all places cost, and all meetings are worth above them; only the sign of prices is relied on."""
    total = sum(price * problem.room[p][t] for (p, t), price in prices.single.items())
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


def relax(
    problem: Problem, cuts: Iterable[OddSet], work: Work, *, fine: bool
) -> tuple[Prices, list[dict[int, float]]]:
    """Prices of the linear program, and how much of a meeting is where.

    It is time-indexed if ``fine``, as odd sets need it; else all slots are one, and a price holds in each.
    """
    whole = problem.unruled if fine else problem.timeless
    model = Model(Grid(whole), dict(enumerate(whole.spots)))
    odd = {}
    for t, inside in sorted(cuts, key=lambda cut: (cut[0], sorted(cut[1]))):
        held = [x[t] for m, x in model.x.items() if t in x and inside.issuperset(problem.pairs[m])]
        odd[t, inside] = model.require(model.sum(held) <= odd_most(problem, t, inside))
    share, price = model.shared(model.aim("weight"), work)
    prices = Prices(odd=positive(odd, price))
    for (p, k), one in positive(model.limits, price).items():
        for t in [k] if fine or k == NEVER else problem.times:
            if problem.room[p][t]:
                prices.single[p, t] = one
    return prices, [{k: share[chosen] for k, chosen in options.items()} for options in model.x.values()]


def positive(rows: Mapping, price: Mapping) -> dict:
    return {key: one for key, row in rows.items() if (one := round(-price[row] * UNIT)) > 0}


def odd_sets(problem: Problem, shares: Sequence[dict[int, float]]) -> set[OddSet]:
    """Sets of parties with an odd number of places whose meetings exceed what any slot can hold.

    Searched among the components of the graphs of meetings that have at least some share of a slot: quick,
    and enough for the cliques and odd cycles in which fractional matchings live; not every set is found.
    """
    found = set()
    for t in problem.times:
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
