"""When things happened in the demonstration: given here, never asked from a clock."""

from datetime import datetime

from excite.days import PROGRAMME_ZONE


def at(day: str, hour: str = "09:00") -> datetime:
    """`at("2023-09-11", "10:30")`: an instant on Brussels' clock."""
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=PROGRAMME_ZONE)


LOADED = at("2023-09-11", "08:00")  # the programme and its history reach the portal
