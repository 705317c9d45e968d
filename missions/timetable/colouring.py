"""Kempe chains: two slots trade places along a chain of people, and room appears where there was none.

Meetings in slots are a proper edge colouring of the graph of who meets whom; the two colours s and t form
paths and circles, and swapping one path keeps the colouring proper (Kempe 1879; Kőnig 1916 colours every
bipartite graph this way, Vizing 1964 nearly every other).
"""

from collections.abc import Iterable, Sequence
from random import Random

from .grid import Grid
from .problem import NEVER

LONGEST = 60  # meetings in a chain; longer ones only shuffle people about
TARGETS = 8  # slots that a chain for one insertion may lead to
CLEAR = 0.4  # a share from which on a meeting goes where the linear program has most of it


def chain(grid: Grid, first: int, t: int) -> tuple[dict[int, int], dict[int, dict[int, int]]] | None:
    """What follows when meeting ``first`` goes to slot t; None where a chain may not go.

    The moves, and by slot and party how many meetings it then has more there.
    """
    problem, s = grid.problem, grid.slot_of[first]
    pairs, spots, room, at = problem.pairs, problem.spots, problem.room, grid.at
    moves = {first: t}
    more = {t: {}, s: {}}
    waiting = [first]
    extra = 1
    while waiting:
        m = waiting.pop()
        to = moves[m]
        back = s if to == t else t
        if to not in spots[m] or len(moves) > LONGEST:
            return None
        for p in pairs[m]:
            here = more[to]
            here[p] = here.get(p, 0) + 1
            more[back][p] = more[back].get(p, 0) - 1
            if len(at[p][to]) + here[p] > room[p][to]:
                pushed = next((n for n in at[p][to] if n not in moves), None)
                if pushed is None:
                    return None
                moves[pushed] = back
                extra += 1 if back == t else -1
                waiting.append(pushed)
    if any(len(at[p][k]) + d > room[p][k] for k, here in more.items() for p, d in here.items()):
        return None
    if grid.filled[t] + extra > problem.tables[t] or grid.filled[s] - extra > problem.tables[s]:
        return None
    return moves, more


def insert(grid: Grid, m: int, rng: Random) -> None:
    """Schedule m if that can be: where it fits, else where a Kempe chain makes room for one party."""
    problem = grid.problem
    spots = [t for t in problem.spots[m] if grid.free(NEVER, t)]
    fitting = [t for t in spots if grid.fits(m, t)]
    if fitting:
        grid.place(m, min(fitting, key=lambda t: (grid.filled[t] - problem.tables[t], t)))
        return
    if not all(grid.free(p, NEVER) for p in problem.pairs[m]):
        return
    for mine, other in (problem.pairs[m], problem.pairs[m][::-1]):
        open_to_other = [t for t in range(len(problem.tables)) if grid.free(other, t)]
        for s in spots:
            if not grid.free(mine, s):
                continue
            for t in rng.sample(open_to_other, min(len(open_to_other), TARGETS)):
                for busy in grid.at[other][s] if t != s else ():
                    if (made := chain(grid, busy, t)) and _makes_room(grid, made[0], m, s):
                        return


def _makes_room(grid: Grid, moves: dict[int, int], m: int, s: int) -> bool:
    back = grid.apply(moves)
    if grid.fits(m, s):
        grid.place(m, s)
        if grid.keeps_rules({m, *moves}):
            return True
        grid.remove(m)
    grid.apply(back)
    return False


def first_fit(grid: Grid, order: Iterable[int]) -> Grid:
    """Each meeting in turn at the first slot where it fits."""
    for m in order:
        slot = next((t for t in grid.problem.spots[m] if grid.fits(m, t)), None)
        if slot is not None:
            grid.place(m, slot)
    return grid


def round_off(grid: Grid, shares: Sequence[dict[int, float]], rng: Random, *, fine: bool) -> Grid:
    """A timetable near a fractional one: clear slots first (if it is ``fine``), then by share and weight."""
    total = [sum(share.values()) for share in shares]
    best = [max(share, key=lambda t: (share[t], -t), default=NEVER) for share in shares]
    weights = grid.problem.weights
    clear = [(-round(shares[m][t], 3), -weights[m], m) for m, t in enumerate(best) if fine and t != NEVER]
    for share, _weight, m in sorted(clear):
        if -share > CLEAR and grid.fits(m, best[m]):
            grid.place(m, best[m])
    for m in sorted(grid.unscheduled(), key=lambda m: (total[m] < 0.9, total[m] < 0.1, -weights[m], m)):
        insert(grid, m, rng)
    return grid
