"""One mission with everything around it."""

from dataclasses import dataclass
from datetime import datetime

from excite import history
from excite.audit.models import Event
from excite.map import Europe
from excite.workflow import Action

from .. import registry
from ..models import Mission, Seat
from ..workflow import MISSION
from .lists import MissionCard, mission_card
from .maps import mission_map


@dataclass(frozen=True)
class MissionPage:
    """``participants``, ``seats_taken`` and ``events`` are for the staff of the partnership; else empty."""

    card: MissionCard
    map: Europe
    sites: tuple
    testimonials: tuple
    actions: tuple[Action, ...]
    participants: tuple[registry.Participant, ...]
    waiting: int
    seats_taken: int
    events: tuple


def mission_page(mission: Mission, *, user, now: datetime) -> MissionPage:
    """At most ten queries, however many sites, seats and participants there are."""
    offers = registry.ask("offers", [mission], default={})
    card = mission_card(mission, now=now, offer=offers.get(mission.pk))
    staff = user.is_authenticated and mission.partnership_id in user.standing.staffs
    return MissionPage(
        card=card,
        map=mission_map([card], partnership=mission.partnership, with_flows=False),
        sites=tuple(mission.sites.order_by("position", "pk")),
        testimonials=tuple(mission.testimonials.order_by("pk")[:3]),
        actions=tuple(MISSION.open_to(user, mission)) if staff else (),
        participants=registry.ask("participants", mission, user=user) if staff else (),
        waiting=registry.ask("waiting", [mission], default={}).get(mission.pk, 0) if staff else 0,
        seats_taken=Seat.objects.filter(mission=mission).exclude(taken_at=None).count() if staff else 0,
        events=history.entries(Event.objects.of(mission).with_people().newest_first()[:30]) if staff else (),
    )
