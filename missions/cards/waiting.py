"""What missions ask of those who organise them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from excite.waiting import Task

from ..models import Mission
from ..workflow import MISSION

MOST = 50


def waiting(user, *, today, now):
    """Missions that are over and not recorded as held, and those whose deadline has passed. One query."""
    held = user.standing
    if not held.manages and not held.coordinates:
        return []
    over = Q(ends_on__lt=today, status__in=[Mission.Status.PUBLISHED, Mission.Status.CLOSED])
    past_deadline = Q(status=Mission.Status.PUBLISHED, apply_until__lt=now)
    mine = Q(organiser__in=held.manages) | Q(partnership__in=held.coordinates)
    missions = Mission.objects.filter(mine, over | past_deadline).for_list()[:MOST]
    return [_task(mission, today) for mission in missions if MISSION.open_to(user, mission)]


def _task(mission, today) -> Task:
    over = mission.ends_on is not None and mission.ends_on < today
    title = _("Record %(mission)s as held") if over else _("Close applications for %(mission)s")
    since = (
        datetime.combine(mission.ends_on, time(), ZoneInfo(mission.time_zone))
        if over
        else mission.apply_until
    )
    return Task(
        kind="mission",
        title=title % {"mission": mission.name},
        url=reverse("missions:mission", args=[mission.partnership.slug, mission.slug]),
        since=since,
        record=mission.name,
    )
