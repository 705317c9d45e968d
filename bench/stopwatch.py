"""Time, queries and memory of a piece of work."""

import gc
import re
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext


def least(*works: Callable, turns: int) -> list[float]:
    """Seconds of each work, the least of several turns.

    The works take turns, so that a busy neighbour disturbs all of them alike; the least time is what the code
    costs, and everything above it is the neighbour.
    """
    times = [[] for _work in works]
    for _turn in range(turns):
        for work, taken in zip(works, times, strict=True):
            gc.collect()
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return [min(taken) for taken in times]


def queries(work: Callable) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def most_memory(work: Callable) -> float | None:
    """Most megabytes that this whole process held meanwhile; None where the kernel does not tell."""
    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    except OSError:
        work()
        return None
    work()
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024
