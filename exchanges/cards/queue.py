"""The queue of a home manager: what waits for a decision, in the order of submission."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ..models import Exchange, SeatOffer

S = Exchange.Status
MOST = 500


def to_decide(user) -> QuerySet:
    """Submitted applications, and waiting ones that have taken an offered seat."""
    ready = Q(status=S.SUBMITTED) | Q(status=S.WAITLISTED, seat_offers__status=SeatOffer.Status.ACCEPTED)
    return Exchange.objects.decided_by(user).filter(ready)


@dataclass(frozen=True)
class Queue:
    """Where this exchange stands in the reader's queue; ``following`` is the one after it."""

    position: int
    total: int
    following: str


def queue_of(user, exchange: Exchange) -> Queue:
    """One query; none for those who decide on nothing."""
    if not user.standing.manages:
        return Queue(0, 0, "")
    rows = to_decide(user).filter(partnership=exchange.partnership_id).order_by("submitted_at", "pk")
    references = list(rows.values_list("reference", flat=True)[:MOST])
    if exchange.reference not in references:
        return Queue(0, len(references), references[0] if references else "")
    at = references.index(exchange.reference)
    others = references[at + 1 :] + references[:at]
    return Queue(at + 1, len(references), others[0] if others else "")
