"""How much may be done, who wants to know how far it is, and whether somebody said stop."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from random import Random
from typing import TypeVar

from .problem import UNLIMITED

Progress = Callable[[str, int, int], None]
Found = TypeVar("Found")

ITERATIONS = 400  # where no limit is given
UNTIMED = 10.0**6
GLANCE = 0.1  # seconds between two looks whether somebody said stop


class Work:
    """A budget in iterations, which makes the same answer everywhere, or in seconds of this machine.

    One iteration is some thousand steps of annealing or a part of a neighbourhood. Where both are given, what
    comes first stops. ``cancelled`` is asked between iterations, and several times a second in a long one.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        iterations: int | None = None,
        seconds: float | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ):
        self.seed, self.random = seed, Random(seed)  # noqa: S311 - for searching, not for secrets
        self.iterations = iterations or (UNLIMITED if seconds else ITERATIONS)
        self.until = time.perf_counter() + (seconds or UNTIMED)
        self.timed = bool(seconds)
        self.progress = progress or (lambda stage, value, bound: None)
        self.cancelled = cancelled or (lambda: False)
        self.begin(1.0)

    def begin(self, share: float, most: int = UNLIMITED) -> None:
        """The next stage may use this share of what is left, and ``most`` iterations of it."""
        self.began = time.perf_counter()
        self.stage_until = self.began + share * max(0.0, self.until - self.began)
        self.planned = self.left = min(most, max(1, int(share * self.iterations)))

    def next(self, iterations: float = 1) -> bool:
        """Take some; False where there are none left."""
        if self.cancelled() or self.left <= 0 or time.perf_counter() >= self.stage_until:
            return False
        self.left -= iterations
        self.iterations -= iterations
        return True

    def done(self) -> float:
        """How much of the stage is over, from 0 to 1."""
        spent = (time.perf_counter() - self.began) / (self.stage_until - self.began + 1e-9)
        return min(1.0, max(1 - self.left / self.planned, spent if self.timed else 0))

    def seconds_left(self, share: float = 1.0) -> float:
        """Until the end of the stage, but no more than a share of all of it; days if time is no limit."""
        now = time.perf_counter()
        return max(0.05, min(self.stage_until - now, max(0.5, share * (self.stage_until - self.began))))

    def wait(self, job: Callable[[], Found]) -> Found | None:
        """What the job finds; None as soon as somebody says stop, when it may go on for a while unheard."""
        pool = ThreadPoolExecutor(1)
        found = pool.submit(job)
        pool.shutdown(wait=False)
        while not self.cancelled():
            if wait([found], GLANCE).done:
                return found.result()
        return None
