"""What clusters ask of people: memberships to confirm, invitations to answer."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from excite.waiting import Task

from ..models import Invitation, Membership

MOST = 50
ZONE = ZoneInfo("Europe/Brussels")


def waiting(user, *, today, now):
    """Two queries, one for those who manage no cluster."""
    yield from map(_invitation, Invitation.objects.for_person(user).open().for_list()[:MOST])
    held = user.standing
    if held.manages:
        asked = Membership.objects.asked().filter(home_cluster__in=held.manages).exclude(speaker=user)
        asked = asked.exclude(organisation__in=held.represents).for_list()[:MOST]
        yield from map(_membership, asked)


def _invitation(invitation) -> Task:
    return Task(
        kind="invitation",
        title=_("Answer the invitation: %(what)s") % {"what": invitation.get_kind_display()},
        url=reverse("clusters:invitation", args=[invitation.partnership.slug, invitation.uuid]),
        since=_morning(invitation.invited_on),
        record=invitation.reference,
    )


def _membership(membership) -> Task:
    slug = membership.home_cluster.partnership.slug
    return Task(
        kind="membership",
        title=_("Confirm the membership of %(organisation)s") % {"organisation": membership.organisation},
        url=reverse("clusters:membership", args=[slug, membership.uuid]),
        since=_morning(membership.asked_on),
        record=str(membership.cluster or membership.outside_cluster),
    )


def _morning(day):
    return datetime.combine(day, time(), ZONE)
