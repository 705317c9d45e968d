"""Places for meetings that have no time, and so the rounding of a fractional timetable.

A meeting takes another's place, which takes another's: ejection chains (Glover 1996).
"""

from collections.abc import Iterable, Sequence

from .gaps import spread_kept
from .grid import Grid
from .problem import NEVER

CLEAR = 0.4  # a share from which on a meeting goes where the linear program has most of it


def insert(grid: Grid, m: int, moves: int) -> bool:
    """Schedule m where there is most room, or for one that finds room elsewhere; whether it can be."""
    problem = grid.problem
    fitting = [t for t in problem.spots[m] if grid.fits(m, t)]
    if fitting:
        grid.place(m, max(fitting, key=lambda t: (grid.left(NEVER, t), -t)))
        return True
    for t in problem.spots[m] if moves else ():
        crowds = [grid.at[p][t] for p in (*problem.pairs[m], NEVER) if grid.full[p] & problem.bit[t]]
        for n in sorted(crowds[0]) if crowds and len(crowds) < 3 else ():
            if (moves > 1 or grid.open(n)) and replace(grid, n, m, moves - 1):
                return True
    return False


def replace(grid: Grid, n: int, m: int, moves: int) -> bool:
    """Put m where n is, if n finds room elsewhere; all is as it was if not."""
    t = grid.slot_of[n]
    grid.remove(n)
    if grid.fits(m, t):
        grid.place(m, t)
        if insert(grid, n, moves):
            return True
        grid.remove(m)
    grid.place(n, t)
    return False


def first_fit(grid: Grid, order: Iterable[int]) -> Grid:
    """Each meeting in turn at the first slot where it fits, if breaks stay even."""
    for m in order:
        slot = next((t for t in grid.problem.spots[m] if grid.fits(m, t)), None)
        if slot is not None:
            grid.place(m, slot)
            if not spread_kept(grid):
                grid.remove(m)
    return grid


def round_off(grid: Grid, shares: Sequence[dict[int, float]], *, fine: bool) -> Grid:
    """A timetable near a fractional one: clear slots first (if it is ``fine``), then by share and weight."""
    total = [sum(share.values()) for share in shares]
    best = [max(share, key=lambda t: (share[t], -t), default=NEVER) for share in shares]
    weights = grid.problem.weights
    clear = [(-round(shares[m][t], 3), -weights[m], m) for m, t in enumerate(best) if fine and t != NEVER]
    for share, _weight, m in sorted(clear):
        if -share > CLEAR and grid.fits(m, best[m]):
            grid.place(m, best[m])
    for m in sorted(grid.unscheduled(), key=lambda m: (total[m] < 0.9, total[m] < 0.1, -weights[m], m)):
        insert(grid, m, 2)
    return grid
