"""The pipeline of a manager: how many exchanges stand where, and how long the oldest has waited."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from ..models import Exchange

S = Exchange.Status

# Left to right: (what a stage is called, statuses, the column that says since when)
STAGES = (
    (pgettext_lazy("pipeline", "To decide"), (S.SUBMITTED, S.WAITLISTED), "submitted_at"),
    (pgettext_lazy("pipeline", "Asked for more"), (S.RETURNED,), "returned_at"),
    (pgettext_lazy("pipeline", "To sign"), (S.APPROVED,), "decided_at"),
    (pgettext_lazy("pipeline", "On their way"), (S.COMMITTED,), "decided_at"),
    (pgettext_lazy("pipeline", "To validate"), (S.REPORTED,), "reported_at"),
)


@dataclass(frozen=True)
class Stage:
    label: str
    count: int
    oldest: datetime | None
    url: str


def pipeline(user, *, partnership) -> tuple[Stage, ...]:
    """The exchanges that this person's clusters look after; of the whole partnership for its coordinator.

    One aggregate query.
    """
    held = user.standing
    exchanges = Exchange.objects.visible_to(user).filter(partnership=partnership)
    if partnership.pk not in held.coordinates | held.audits | held.finances:
        exchanges = exchanges.filter(home_cluster__in=held.manages)
    asked = {}
    for number, (_label, statuses, since) in enumerate(STAGES):
        inside = Q(status__in=statuses)
        asked[f"count_{number}"] = Count("pk", filter=inside)
        asked[f"oldest_{number}"] = Min(since, filter=inside)
    found = exchanges.order_by().aggregate(**asked)
    address = reverse("exchanges:list", args=[partnership.slug])
    return tuple(
        Stage(
            label=label,
            count=found[f"count_{number}"],
            oldest=found[f"oldest_{number}"],
            url=f"{address}?{'&'.join(f'status={status}' for status in statuses)}",
        )
        for number, (label, statuses, _since) in enumerate(STAGES)
    )
