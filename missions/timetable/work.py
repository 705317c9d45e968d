"""How much may be done, who wants to know how far it is, and whether somebody said stop."""

import time
from collections.abc import Callable
from random import Random

Progress = Callable[[str, int, int], None]


class Work:
    """A budget in iterations, which makes the same answer everywhere, or in seconds of this machine.

    One iteration is one neighbourhood solved or ``STEPS`` steps of annealing. ``seconds`` beside
    ``iterations`` stops at what comes first. ``cancelled`` is asked between steps.
    """

    def __init__(
        self,
        seed: int,
        *,
        iterations: int | None = None,
        seconds: float | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ):
        self.seed, self.random = seed, Random(seed)  # noqa: S311 - for searching, not for secrets
        self.iterations = iterations if iterations is not None else (None if seconds else 600)
        self.began = time.perf_counter()
        self.until = None if seconds is None else self.began + seconds
        self.progress = progress or (lambda stage, value, bound: None)
        self.cancelled = cancelled or (lambda: False)
        self.share_until, self.share_left = self.until, self.iterations

    def begin(self, share: float) -> None:
        """The next stage may use this share of what is left; what it saves is left for the others."""
        now = time.perf_counter()
        self.share_until = None if self.until is None else now + share * max(0.0, self.until - now)
        self.share_left = None if self.iterations is None else max(1, int(share * self.iterations))

    def next(self) -> bool:
        """Take one iteration; False where there is none left."""
        if self.cancelled() or (self.share_left is not None and self.share_left <= 0):
            return False
        if self.share_until is not None and time.perf_counter() >= self.share_until:
            return False
        if self.share_left is not None:
            self.share_left -= 1
            self.iterations -= 1
        return True

    def seconds_left(self) -> float | None:
        return None if self.share_until is None else max(0.05, self.share_until - time.perf_counter())

    def seconds_for_one(self) -> float | None:
        """What one of many searches may take, so that a hard one does not eat the time of the others."""
        return (
            None
            if self.until is None
            else min(self.seconds_left(), max(0.5, 0.05 * (self.until - self.began)))
        )
