"""The programme's calendar: days are counted in Brussels, wherever the server stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PROGRAMME_ZONE = ZoneInfo("Europe/Brussels")


def day_of(now: datetime) -> date:
    """The programme's day at an aware instant."""
    return now.astimezone(PROGRAMME_ZONE).date()
