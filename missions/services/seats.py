"""Seats of a mission: numbered rows, taken by compare-and-set, never more than there are.

Callers that take or release a seat hold the mission's row (lock order: mission, line, exchange, grant).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from excite import audit
from excite.workflow import Refused

from ..models import Mission, Seat
from ..workflow import MISSION

MOST_SEATS = 2000


class MissionFull(Refused):
    default = gettext_lazy(
        "All seats of this mission are taken. Put the application on the waiting list: "
        "a seat that becomes free is offered to the first in line."
    )


class SeatsTaken(Refused):
    default = gettext_lazy("More seats than that are taken already.")


def hold_mission(mission_id: int) -> Mission:
    """The mission's row, locked until the transaction ends."""
    return Mission.objects.select_for_update(no_key=True).get(pk=mission_id)


def free_seats(mission: Mission) -> int | None:
    """How many seats are left; None where the mission has no limit."""
    return None if mission.seats is None else Seat.objects.filter(mission=mission).free().count()


def take_seat(mission: Mission, *, now: datetime) -> Seat:
    """The free seat with the lowest number, taken. Raises MissionFull."""
    for seat in Seat.objects.filter(mission=mission).free().order_by("number"):
        if Seat.objects.filter(pk=seat.pk).free().update(taken_at=now):
            seat.taken_at = now
            return seat
    raise MissionFull


def release_seat(seat: Seat) -> None:
    """Free for the next one. Whoever held it must have let go of its link to the seat."""
    Seat.objects.filter(pk=seat.pk).update(taken_at=None)
    seat.taken_at = None


@transaction.atomic
def set_seats(mission: Mission, count: int | None, *, by, now: datetime) -> Mission:
    """Give the mission this many seats (None: no limit), never fewer than are taken. Raises SeatsTaken."""
    held = hold_mission(mission.pk)
    MISSION.check("edit", held, by=by)
    if count is not None and not 1 <= count <= MOST_SEATS:
        raise Refused(_("A mission has between 1 and %(most)s seats.") % {"most": MOST_SEATS})
    before, mission.seats = held.seats, count
    rows = Seat.objects.filter(mission=held)
    have, taken = rows.count(), rows.exclude(taken_at=None).count()
    if count == before and count in (None, have):
        return mission
    if count is not None and taken > count:
        mission.seats = before
        raise SeatsTaken(
            _("%(taken)s seats are taken, so there cannot be only %(count)s.")
            % {"taken": taken, "count": count}
        )
    _fit_rows(held, rows, have, count)
    Mission.objects.filter(pk=held.pk).update(seats=count)
    audit.record(mission, "set the seats", by=by, now=now, details={"before": before, "after": count})
    return mission


def _fit_rows(mission, rows, have, count):
    """Add rows with new numbers, or drop free ones, the highest number first. No limit needs no free rows."""
    surplus = have - (count or 0)
    if surplus > 0:
        spare = rows.free().order_by("-number").values_list("pk", flat=True)[:surplus]
        rows.filter(pk__in=list(spare)).delete()
        return
    last = rows.aggregate(last=Max("number"))["last"] or 0
    Seat.objects.bulk_create(Seat(mission=mission, number=last + step + 1) for step in range(count - have))
