"""Kempe chains: two slots trade places along a chain of people, and room appears where there was none.

Meetings in slots are a proper edge colouring of the graph of who meets whom; the two colours s and t form
paths and circles, and swapping one path keeps the colouring proper (Kempe 1879; Kőnig 1916 colours every
bipartite graph this way, Vizing 1964 nearly every other).
"""

from collections.abc import Iterable, Sequence
from random import Random

from .grid import NEVER, Grid

LONGEST = 60  # meetings in a chain; longer ones only shuffle people about


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


def apply(grid: Grid, moves: dict[int, int]) -> dict[int, int]:
    """Make the moves and return those that undo them. ``NEVER`` takes a meeting out or finds it out."""
    back = {m: grid.slot_of[m] for m in moves}
    for m in moves:
        if grid.slot_of[m] != NEVER:
            grid.remove(m)
    for m, t in moves.items():
        if t != NEVER:
            grid.place(m, t)
    return back


def insert(grid: Grid, m: int, rng: Random) -> bool:
    """Schedule m: where it fits, else where a Kempe chain makes room for its second party."""
    problem = grid.problem
    spots = [t for t in problem.spots[m] if grid.filled[t] < problem.tables[t]]
    fitting = [t for t in spots if grid.fits(m, t)]
    if fitting:
        grid.place(m, min(fitting, key=lambda t: (grid.filled[t] - problem.tables[t], t)))
        return True
    if not grid.within_limits(m):
        return False
    for mine, other in (problem.pairs[m], problem.pairs[m][::-1]):
        open_to_other = [t for t, room in enumerate(problem.room[other]) if len(grid.at[other][t]) < room]
        for s in spots:
            if not grid.free(mine, s):
                continue
            for t in rng.sample(open_to_other, min(len(open_to_other), 8)):
                for busy in grid.at[other][s] if t != s else ():
                    if (made := chain(grid, busy, t)) and _makes_room(grid, made[0], m, s):
                        return True
    return False


def _makes_room(grid: Grid, moves: dict[int, int], m: int, s: int) -> bool:
    back = apply(grid, moves)
    if grid.fits(m, s):
        grid.place(m, s)
        if grid.keeps_rules({m, *moves}):
            return True
        grid.remove(m)
    apply(grid, back)
    return False


def first_fit(grid: Grid, order: Iterable[int]) -> Grid:
    """Each meeting in turn at the first slot where it fits."""
    for m in order:
        slot = next((t for t in grid.problem.spots[m] if grid.fits(m, t)), None)
        if slot is not None:
            grid.place(m, slot)
    return grid


def round_off(grid: Grid, shares: Sequence[dict[int, float]], group: list[int], rng: Random) -> Grid:
    """A timetable near a fractional one: the largest shares first, then the rest by Kempe chains."""
    problem = grid.problem
    fine = group == list(range(len(group)))
    total = [sum(share.values()) for share in shares]
    order = sorted(
        range(len(total)),
        key=lambda m: (-round(max(shares[m].values(), default=0), 3), -problem.weights[m], m),
    )
    if fine:
        for m in order:
            best = max(shares[m], key=lambda t: (shares[m][t], -t), default=None)
            if best is not None and shares[m][best] > 0.4 and grid.fits(m, best):
                grid.place(m, best)
    left = [m for m in order if grid.slot_of[m] == NEVER]
    chosen = sorted(
        (m for m in left if total[m] > 0.1), key=lambda m: (total[m] < 0.9, -problem.weights[m], m)
    )
    for m in chosen:
        insert(grid, m, rng)
    for m in sorted((m for m in left if grid.slot_of[m] == NEVER), key=lambda m: (-problem.weights[m], m)):
        insert(grid, m, rng)
    return grid
