"""When one may apply for a mission. Pure: the window, its zone and the moment come in as arguments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from excite.sentences import Moment, Sentence
from excite.sentences import gettext_noop as _


class WindowState(StrEnum):
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ApplicationWindow:
    """When one may apply: a mission's status and two aware datetimes, shown in its zone ("Europe/Madrid").

    A side that is None has no limit.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    status: str = "published"

    @classmethod
    def of_dates(cls, first: date | None, last: date | None, zone: str) -> "ApplicationWindow":
        """Whole days in the mission's zone: 00:00:00 on the first to 23:59:59 on the last, both included."""
        place = ZoneInfo(zone)
        return cls(
            opens_at=first and datetime.combine(first, time(), place),
            closes_at=last and datetime.combine(last, time(23, 59, 59), place),
            zone=zone,
        )


def window_state(window: ApplicationWindow, now: datetime) -> WindowState:
    """Where a moment lies. The second of opening and the whole second of the deadline are inside.

    Before a mission is published nobody applies yet; after it is closed, held or cancelled nobody can.
    """
    if window.status in ("draft", "announced"):
        return WindowState.NOT_YET
    if window.status != "published":
        return WindowState.CLOSED
    if window.opens_at is not None and now.astimezone(UTC) < window.opens_at.astimezone(UTC):
        return WindowState.NOT_YET
    if window.closes_at is not None and time_left(window, now) <= timedelta():
        return WindowState.CLOSED
    return WindowState.OPEN


def time_left(window: ApplicationWindow, now: datetime) -> timedelta | None:
    """Time until the deadline second is over, negative after it; None without a deadline."""
    if window.closes_at is None:
        return None
    # In UTC: two times of one zone are compared by their clock faces, an hour off when the clocks change.
    last_second = window.closes_at.astimezone(UTC).replace(microsecond=0)
    return last_second + timedelta(seconds=1) - now.astimezone(UTC)


def window_sentence(window: ApplicationWindow, now: datetime) -> Sentence:
    """How the window stands, in the mission's zone: "Apply until 13 October 2023, 23:59 (Madrid time)"."""
    match window_state(window, now):
        case WindowState.NOT_YET:
            if window.opens_at is None or window.opens_at.astimezone(UTC) <= now.astimezone(UTC):
                return Sentence(_("Applications are not open yet"))
            return Sentence(_("Applications open on %(moment)s"), moment=Moment(window.opens_at, window.zone))
        case WindowState.CLOSED:
            if window.closes_at is None or time_left(window, now) > timedelta():
                return Sentence(_("Applications are closed"))
            return Sentence(
                _("Applications closed on %(moment)s"), moment=Moment(window.closes_at, window.zone)
            )
    if window.closes_at is None:
        return Sentence(_("Applications are open"))
    return Sentence(_("Apply until %(moment)s"), moment=Moment(window.closes_at, window.zone))
