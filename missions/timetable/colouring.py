"""Kempe chains: two slots trade places along a chain of people, and room appears where there was none.

Meetings in slots are a proper edge colouring of the graph of who meets whom; the two colours s and t form
paths and circles, and swapping one path keeps the colouring proper (Kempe 1879; Kőnig 1916 colours every
bipartite graph this way, Vizing 1964 nearly every other).
"""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from .grid import Grid
from .problem import NEVER

LONGEST = 60  # meetings in a chain; longer ones only shuffle people about
TARGETS = 8  # slots that a chain for one insertion may lead to
CLEAR = 0.4  # a share from which on a meeting goes where the linear program has most of it


def chain(grid: Grid, first: int, t: int, rng: Random) -> dict[int, int] | None:
    """Move meeting ``first`` to slot t, and whoever is in the way there to its slot, and so on.

    Returns where the moved meetings were; None, with all as it was, where a chain may not go. Where tables
    run short at its end, it goes on with any meeting of that slot: people who never meet trade places, too.
    """
    pairs, spots, at, s = grid.problem.pairs, grid.problem.spots, grid.at, grid.slot_of[first]
    was, waiting = {first: s}, [first] if t in spots[first] else []
    while waiting:
        m = waiting.pop()
        to, back = (t, s) if was[m] == s else (s, t)
        crowds = [at[p][to] for p in pairs[m] if grid.left(p, to) <= 0]
        if not (crowds or waiting):
            over = [k for k, least in ((to, 1), (back, -1)) if grid.left(NEVER, k) < least]
            crowds = [[rng.choice(list(at[NEVER][k]))] for k in over]
        pushed = {next((n for n in crowd if n not in was), NEVER) for crowd in crowds}
        if len(pushed) < len(crowds) or len(was) > LONGEST or NEVER in pushed:
            break
        was |= {n: grid.slot_of[n] for n in pushed}
        if not all(s + t - was[n] in spots[n] for n in pushed):
            break
        grid.remove(m)
        grid.place(m, to)
        waiting += pushed
    else:
        return was
    grid.apply(was)
    return None


def insert(grid: Grid, m: int, rng: Random) -> None:
    """Schedule m if that can be: where it fits, else where a Kempe chain makes room for one party."""
    fitting = [t for t in grid.problem.spots[m] if grid.fits(m, t)]
    if fitting:
        grid.place(m, max(fitting, key=lambda t: (grid.left(NEVER, t), -t)))
        return
    for s, busy, t in _in_the_way(grid, m, rng):
        was = chain(grid, busy, t, rng)
        if was and grid.keeps_rules(was) and grid.fits(m, s):
            grid.place(m, s)
            return
        grid.apply(was or {})


def _in_the_way(grid: Grid, m: int, rng: Random) -> Iterator[tuple[int, int, int]]:
    """Slots for m where one side is free, the other's meeting there, and where that might go."""
    slots = grid.problem.times if all(grid.left(p, NEVER) for p in grid.problem.pairs[m]) else ()
    for mine, other in (grid.problem.pairs[m], grid.problem.pairs[m][::-1]):
        open_to_other = [t for t in slots if grid.left(other, t) > 0]
        for s in grid.problem.spots[m] if slots else ():
            if grid.left(NEVER, s) > 0 and grid.left(mine, s) > 0:
                for t in rng.sample(open_to_other, min(len(open_to_other), TARGETS)):
                    yield from ((s, busy, t) for busy in list(grid.at[other][s]) if t != s)


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
