"""To whom a letter about an organisation goes."""

from django.db.models import Q

from excite import outbox

from ..models import User


def managers_of(cluster_id):
    posts = Q(posts__cluster=cluster_id, posts__kind="manager", posts__ended_on=None)
    return User.objects.filter(posts, is_active=True).distinct().order_by("pk")


def speakers_for(organisation_id):
    speaks = Q(representations__organisation=organisation_id, representations__ended_on=None)
    return User.objects.filter(speaks, is_active=True).distinct().order_by("pk")


def coordinators_of(partnership_id):
    posts = Q(posts__partnership=partnership_id, posts__kind="coordinator", posts__ended_on=None)
    return User.objects.filter(posts, is_active=True).distinct().order_by("pk")


def write_to(people, purpose, *, subject, by, now, **context):
    """The same letter to each of these people once, but not to the one who has just acted."""
    for person in {person.pk: person for person in people}.values():
        if person != by:
            outbox.post(purpose=purpose, to=person, subject=subject, context=context, by=by, now=now)
