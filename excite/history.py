"""The timeline of a record: its events, put into words."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, as ``components/timeline.html`` shows it."""

    text: str
    by: str
    at: datetime
    old: str
    new: str
    reason: str
    internal: bool


def entries(events) -> tuple[Entry, ...]:
    """Events read ``with_people``, in the order given; a status is shown where it changed."""
    return tuple(
        Entry(
            text=str(event.verb_label),
            by=event.who,
            at=event.at,
            old=str(event.before_label) if event.before != event.after else "",
            new=str(event.after_label) if event.before and event.before != event.after else "",
            reason=event.reason,
            internal=event.internal,
        )
        for event in events
    )
