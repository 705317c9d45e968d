"""Money that visitors were asked to pay back: finance looks whether it has come."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from excite.waiting import Task

from ..models import TravelGrant
from ..workflow import GRANT

MOST = 50


def tasks(user, *, today: date, now: datetime) -> list[Task]:
    """For ``excite.waiting``: one query, and none for those who are not finance."""
    held = user.standing
    if not held.finances:
        return []
    open_ones = TravelGrant.objects.filter(
        status__in=GRANT.actions["recover"].when, exchange__partnership__in=held.finances
    )
    rows = open_ones.exclude(exchange__visitor__in=held.represents).for_list()[:MOST]
    return [_task(grant.exchange) for grant in rows]


def _task(exchange) -> Task:
    parts = {"partnership": exchange.partnership.slug, "reference": exchange.reference}
    return Task(
        kind="grant.recover",
        title=_("See whether the money from %(who)s is back") % {"who": exchange.visitor},
        url=reverse("exchanges:exchange", kwargs=parts),
        record=exchange.reference,
    )
