"""Kempe chains: two slots trade places along a chain of people, and nobody loses a meeting.

Meetings in slots are a proper edge colouring of the graph of who meets whom; the two colours s and t form
paths and circles, and swapping one path keeps the colouring proper (Kempe 1879; Kőnig 1916 colours every
bipartite graph this way, Vizing 1964 nearly every other).
"""

from random import Random

from .grid import Grid
from .problem import NEVER

LONGEST = 60  # meetings in a chain; longer ones only shuffle people about


def chain(grid: Grid, first: int, t: int, rng: Random) -> dict[int, int] | None:
    """Move meeting ``first`` to t, one of its slots, whoever is in the way there to where it was, and so on.

    Returns where the moved meetings were; None, with all as it was, where a chain may not go. Where tables
    run short at its end, it goes on with any meeting of that slot: people who never meet trade places, too.
    """
    pairs, spots, at, s = grid.problem.pairs, grid.problem.spots, grid.at, grid.slot_of[first]
    was, waiting = {first: s}, [first]
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
