"""Every write on a mission: create, edit, announce, publish, close, reopen, hold, cancel."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from excite import audit
from excite.workflow import NotAllowed, Refused

from .. import registry
from ..models import Mission, MissionPlace, MissionSite
from ..workflow import MISSION
from .seats import set_seats


class NameTaken(Refused):
    default = _("This partnership has a mission of that name already. Please choose another name.")


class NotDated(Refused):
    default = _("Please give the mission its first and last day before you open it for applications.")


class NotOver(Refused):
    default = _("This mission is not over yet: it can be recorded as held from its last day on.")


def free_slug(partnership, name: str) -> str:
    """The name as an address, made different where another mission has it already."""
    base = slugify(name)[:70] or "mission"
    taken = set(
        Mission.objects.filter(partnership=partnership, slug__startswith=base).values_list("slug", flat=True)
    )
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


@transaction.atomic
def create(*, organiser, fields: dict, places=(), sites=(), by, now) -> Mission:
    """A new draft. The organiser's manager or the coordinator makes it. Raises NotAllowed, NameTaken."""
    partnership = Partnership.objects.select_for_update().get(pk=organiser.partnership_id)
    held = by.standing
    if organiser.pk not in held.manages and partnership.pk not in held.coordinates:
        raise NotAllowed
    if Mission.objects.filter(partnership=partnership, name=fields["name"]).exists():
        raise NameTaken
    co_organisers = fields.pop("co_organisers", ())
    seats = fields.pop("seats", None)
    mission = Mission.objects.create(
        partnership=partnership, organiser=organiser, slug=free_slug(partnership, fields["name"]), **fields
    )
    mission.co_organisers.set(co_organisers)
    _write_lines(mission, places, sites)
    audit.record(mission, "create", by=by, now=now, after=mission.status)
    if seats is not None:
        set_seats(mission, seats, by=by, now=now)
    return mission


@transaction.atomic
def edit(mission: Mission, *, fields: dict, places=(), sites=(), by, now) -> Mission:
    """Change what a mission says. Seats never fall below those taken.

    Raises NotAllowed, WrongStatus, NameTaken, NotDated, SeatsTaken.
    """
    mission = _locked(mission)
    MISSION.check("edit", mission, by=by)
    same_name = Mission.objects.filter(partnership_id=mission.partnership_id, name=fields["name"])
    if same_name.exclude(pk=mission.pk).exists():
        raise NameTaken
    if mission.status in (Mission.Status.PUBLISHED, Mission.Status.CLOSED) and not fields.get("starts_on"):
        raise NotDated
    co_organisers = fields.pop("co_organisers", ())
    seats = fields.pop("seats", mission.seats)
    before = {name: getattr(mission, name) for name in fields}
    changed = [name for name, value in fields.items() if before[name] != value]
    set_seats(mission, seats, by=by, now=now)
    for name, value in fields.items():
        setattr(mission, name, value)
    mission.save(update_fields=[*fields, "search", "sort_key"])
    mission.co_organisers.set(co_organisers)
    _write_lines(mission, places, sites)
    MISSION.move("edit", mission, by=by, now=now, details={"changed": changed})
    return mission


@transaction.atomic
def act(mission: Mission, name: str, *, reason: str = "", by, now, today: date) -> Mission:
    """Announce, publish, close, reopen, hold or cancel. Cancelling cancels its open exchanges too.

    Raises NotAllowed, WrongStatus, ReasonMissing, NotDated, NotOver.
    """
    mission = _locked(mission)
    MISSION.check(name, mission, by=by)
    if name in ("publish", "reopen") and not (mission.starts_on and mission.ends_on):
        raise NotDated
    if name == "hold" and (mission.ends_on is None or mission.ends_on > today):
        raise NotOver
    MISSION.move(name, mission, by=by, now=now, reason=reason)
    if name == "cancel":
        for cancel_what_hangs_on_it in registry.cancelling:
            cancel_what_hangs_on_it(mission, reason=reason, by=by, now=now)
    return mission


def _locked(mission: Mission) -> Mission:
    return Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)


def _write_lines(mission, places, sites):
    """Places and sites as typed, in order; a known place keeps its coordinates."""
    known = {
        place.name: (place.latitude, place.longitude)
        for place in MissionPlace.objects.filter(
            mission__partnership_id=mission.partnership_id, name__in=places, latitude__isnull=False
        ).order_by("pk")
    }
    MissionPlace.objects.filter(mission=mission).delete()
    MissionSite.objects.filter(mission=mission).delete()
    MissionPlace.objects.bulk_create(
        MissionPlace(
            mission=mission,
            position=position,
            name=name,
            latitude=known.get(name, (None, None))[0],
            longitude=known.get(name, (None, None))[1],
        )
        for position, name in enumerate(places, 1)
    )
    MissionSite.objects.bulk_create(
        MissionSite(mission=mission, position=position, name=name) for position, name in enumerate(sites, 1)
    )
