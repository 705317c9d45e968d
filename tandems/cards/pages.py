"""A tandem with its sessions and its story."""

from dataclasses import dataclass

from django.db.models import Prefetch

from excite import history
from excite.audit.models import Event
from excite.workflow import Action

from ..models import SessionParticipant, Tandem
from ..workflow import TANDEM

MOST_SESSIONS = 100
MOST_EVENTS = 50


@dataclass(frozen=True)
class TandemPage:
    sessions: tuple
    actions: tuple[Action, ...]
    events: tuple[history.Entry, ...]
    hours: object
    people: int

    def offers(self, name: str) -> bool:
        return any(action.name == name for action in self.actions)


def tandem_page(tandem: Tandem, *, user) -> TandemPage:
    """Four queries, however many sessions there are."""
    who = SessionParticipant.objects.select_related("cluster__organisation").order_by(
        "cluster", "name_key", "pk"
    )
    sessions = tuple(
        tandem.sessions.prefetch_related(Prefetch("participants", who)).order_by("-held_on", "-pk")[
            :MOST_SESSIONS
        ]
    )
    everybody = (person for session in sessions for person in session.participants.all())
    met = {(person.cluster_id, person.name_key) for person in everybody}
    return TandemPage(
        sessions=sessions,
        actions=tuple(TANDEM.open_to(user, tandem)),
        events=history.entries(Event.objects.of(tandem).with_people().newest_first()[:MOST_EVENTS]),
        hours=sum(session.hours for session in sessions),
        people=len(met),
    )
