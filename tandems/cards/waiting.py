"""What tandems ask of the clusters in them: an answer, or the next session."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from excite.waiting import Task

from ..models import Tandem
from ..workflow import TANDEM

MOST = 50
QUIET_DAYS = 60


def waiting(user, *, today, now):
    """Proposals to answer, and running tandems that have not met for two months. One query."""
    mine = user.standing.manages
    if not mine:
        return []
    quiet = today - timedelta(days=QUIET_DAYS)
    rows = (
        Tandem.objects.filter(
            Q(status=Tandem.Status.PROPOSED, second_cluster__in=mine)
            | (Q(status=Tandem.Status.RUNNING) & (Q(first_cluster__in=mine) | Q(second_cluster__in=mine)))
        )
        .with_sessions()
        .filter(
            Q(status=Tandem.Status.PROPOSED)
            | Q(last_session__lt=quiet)
            | Q(last_session=None, starts_on__lt=quiet)
        )
        .for_list()[:MOST]
    )
    return [_task(tandem) for tandem in rows if TANDEM.open_to(user, tandem)]


def _task(tandem) -> Task:
    proposed = tandem.status == Tandem.Status.PROPOSED
    title = (
        _("Answer the tandem that %(cluster)s proposes")
        if proposed
        else _("Plan the next session of %(topic)s")
    )
    return Task(
        kind="tandem",
        title=title % {"cluster": tandem.first_cluster.name, "topic": tandem.topic.name},
        url=reverse("tandems:tandem", args=[tandem.partnership.slug, tandem.reference]),
        since=tandem.proposed_at,
        record=tandem.reference,
    )
