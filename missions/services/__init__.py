"""Every write on missions and their seats."""

from .missions import NameTaken, NotDated, NotOver, act, create, edit
from .seats import (
    MOST_SEATS,
    MissionFull,
    SeatsTaken,
    free_seats,
    hold_mission,
    release_seat,
    set_seats,
    take_seat,
)

__all__ = [
    "MOST_SEATS",
    "MissionFull",
    "NameTaken",
    "NotDated",
    "NotOver",
    "SeatsTaken",
    "act",
    "create",
    "edit",
    "free_seats",
    "hold_mission",
    "release_seat",
    "set_seats",
    "take_seat",
]
