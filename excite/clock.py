"""What day it is in the programme. Only doors (views, tasks, commands, API) ask; the rest is told.

In demo mode the programme stands at the demo day and runs on from there, in web, worker and beat alike: the
environment gives the offset in seconds, and a small file the whole days that were skipped since. Sessions,
leases and logs use real time, never this clock.
"""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from excite.days import PROGRAMME_ZONE, day_of

__all__ = ["PROGRAMME_ZONE", "days_skipped", "now", "offset", "skip", "today"]

FURTHEST_DAYS = 3650

_read: tuple[object, int] = (None, 0)


def now() -> datetime:
    """This instant in the programme, aware, in UTC."""
    return timezone.now() + offset()


def today() -> date:
    """This day in the programme, in Brussels."""
    return day_of(now())


def offset() -> timedelta:
    """How far the programme's time is from real time: nothing, unless this is the demo."""
    if not settings.DEMO:
        return timedelta()
    return timedelta(seconds=settings.CLOCK_OFFSET, days=days_skipped())


def days_skipped() -> int:
    """Whole days that were skipped in the demo. The file is read again only when it has changed."""
    global _read
    try:
        found = Path(settings.DEMO_CLOCK_FILE).stat()
    except FileNotFoundError:
        return 0
    version = (settings.DEMO_CLOCK_FILE, found.st_mtime_ns, found.st_ino)
    if _read[0] != version:
        _read = (version, int(Path(settings.DEMO_CLOCK_FILE).read_text() or 0))
    return _read[1]


def skip(days: int) -> None:
    """Move the demo's clock `days` forward, for every process. Never backwards: records would lie ahead."""
    if not settings.DEMO:
        raise RuntimeError("The clock can be moved in the demo only.")
    if days < 1 or days_skipped() + days > FURTHEST_DAYS:
        raise ValueError(f"The demo's clock moves forward by 1 to {FURTHEST_DAYS} days in all.")
    path = Path(settings.DEMO_CLOCK_FILE)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(str(days_skipped() + days))
    draft.replace(path)
