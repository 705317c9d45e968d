"""Missions as cards in a list, with what a reader wants to know before opening one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from excite.sentences import Sentence

from .. import registry
from ..models import Mission
from ..rules import ApplicationWindow, WindowState, time_left, window_sentence, window_state

SOON_DAYS = 7


@dataclass(frozen=True)
class MissionCard:
    """One mission as a reader sees it now. ``seats`` and ``badge`` are words and the kind of their colour."""

    mission: Mission
    window: WindowState
    deadline: Sentence
    soon: bool
    offer: registry.Offer | None
    badge: str
    badge_kind: str

    @property
    def open(self) -> bool:
        return self.window is WindowState.OPEN

    @property
    def full(self) -> bool:
        return self.mission.places_left == 0

    @property
    def ahead(self) -> bool:
        """The lump sum interests those who may still go."""
        return self.mission.status not in (self.mission.Status.HELD, self.mission.Status.CANCELLED)

    @property
    def dated(self) -> bool:
        return self.mission.starts_on is not None


def mission_cards(missions, *, now: datetime) -> tuple[MissionCard, ...]:
    """Cards for missions read ``with_places_left`` and ``for_list``: one more query for all offers."""
    missions = list(missions)
    offers = registry.ask("offers", missions, default={})
    return tuple(mission_card(mission, now=now, offer=offers.get(mission.pk)) for mission in missions)


def mission_card(mission: Mission, *, now: datetime, offer=None) -> MissionCard:
    window = ApplicationWindow(mission.apply_from, mission.apply_until, mission.time_zone, mission.status)
    state, left = window_state(window, now), time_left(window, now)
    badge, kind = _badge(mission, state)
    return MissionCard(
        mission=mission,
        window=state,
        deadline=window_sentence(window, now),
        soon=state is WindowState.OPEN and left is not None and left.days < SOON_DAYS,
        offer=offer,
        badge=badge,
        badge_kind=kind,
    )


def _badge(mission, state) -> tuple[str, str]:
    """Seats while one may apply, else the mission's state."""
    if mission.status != Mission.Status.PUBLISHED:
        return mission.get_status_display(), mission.status
    if state is WindowState.CLOSED:
        return _("Applications closed"), "closed"
    if mission.seats is None:
        return _("Places free"), "good"
    if not mission.places_left:
        return _("Waiting list"), "warn"
    seats = ngettext("%(number)d seat", "%(number)d seats", mission.seats) % {"number": mission.seats}
    return _("%(seats)s, %(left)d left") % {"seats": seats, "left": mission.places_left}, "good"
