"""Who may do what to a membership and an invitation, written by hand; every act is posted by every person."""

import pytest
from django.urls import reverse

from clusters.models import Invitation, Membership
from clusters.workflow import INVITATION, MEMBERSHIP

from .. import factories as make
from ..people import person

# "hidden": the page is not found, for anybody who has nothing to do with it; "-": only to be looked at.
MEMBERSHIPS = {
    "asked": {
        "home_manager": {"confirm", "refuse"},
        "speaker": "-",
        "host_manager": "-",
        "third_manager": "-",
        "coordinator": "-",
        "finance": "-",
        "auditor": "-",
        "administrator": "hidden",
        "stranger": "hidden",
        "outsider": "hidden",
        "own_manager": "-",
    },
    "confirmed": {
        "home_manager": {"end"},
        "speaker": "-",
        "host_manager": "-",
        "third_manager": "-",
        "coordinator": "-",
        "finance": "-",
        "auditor": "-",
        "administrator": "hidden",
        "stranger": "hidden",
        "outsider": "hidden",
        "own_manager": "-",
    },
}
for closed in ("refused", "ended"):
    MEMBERSHIPS[closed] = MEMBERSHIPS["confirmed"] | {"home_manager": "-"}

AFTER = {"confirm": "confirmed", "refuse": "refused", "end": "ended"}


@pytest.fixture
def speaker(db):
    return person("speaker")


@pytest.fixture
def own_manager(home_cluster, visitor):
    """Manages the home cluster and represents the very organisation."""
    from ..people import holding, speaking_for

    manager = holding(person("own_manager"), "manager", home_cluster.partnership, home_cluster)
    return speaking_for(manager, visitor)


@pytest.fixture
def membership(visitor, home_cluster, speaker):
    Membership.objects.filter(organisation=visitor).delete()
    return make.MembershipFactory(
        organisation=visitor, home_cluster=home_cluster, speaker=speaker, status="asked", confirmed_on=None
    )


def in_status(record, status):
    type(record).objects.filter(pk=record.pk).update(status=status)


def posted(client, user, record, view, acts, slug):
    """Which acts went through, or "-", or "hidden"; the record is put back after each."""
    client.force_login(user)
    page = client.get(reverse(f"clusters:{view}", args=[slug, record.uuid]))
    if page.status_code == 404:
        for act in acts:
            url = reverse(f"clusters:{view}_act", args=[slug, record.uuid, act])
            assert client.post(url, {"reason": "Why."}).status_code == 404
        return "hidden"
    assert page.status_code == 200
    done, before = set(), type(record).objects.get(pk=record.pk).status
    for act in acts:
        url = reverse(f"clusters:{view}_act", args=[slug, record.uuid, act])
        assert client.post(url, {"reason": "Why."}).status_code in (302, 403)
        if type(record).objects.get(pk=record.pk).status != before:
            assert url.encode() in page.content
            done.add(act)
        else:
            assert url.encode() not in page.content
        in_status(record, before)
    return done or "-"


@pytest.mark.slow
@pytest.mark.usefixtures("programme_day")
@pytest.mark.parametrize("status", MEMBERSHIPS)
def test_memberships(client, people, speaker, own_manager, membership, partnership, status):
    everybody = people | {"speaker": speaker, "own_manager": own_manager}
    in_status(membership, status)
    found = {
        name: posted(client, everybody[name], membership, "membership", MEMBERSHIP.actions, partnership.slug)
        for name in MEMBERSHIPS[status]
    }
    assert found == MEMBERSHIPS[status]


INVITATIONS = {
    "open": {
        "invited": {"accept", "decline"},
        "coordinator": {"withdraw"},
        "auditor": "-",
        "home_manager": "hidden",
        "finance": "hidden",
        "stranger": "hidden",
        "outsider": "hidden",
        "administrator": "hidden",
    }
}
for closed in ("accepted", "declined", "withdrawn"):
    INVITATIONS[closed] = INVITATIONS["open"] | {"invited": "-", "coordinator": "-"}


@pytest.mark.slow
@pytest.mark.usefixtures("programme_day")
@pytest.mark.parametrize("status", INVITATIONS)
def test_invitations(client, people, partnership, home_cluster, status):
    invited = person("invited")
    invitation = Invitation.objects.create(
        partnership=partnership,
        cluster=home_cluster,
        kind="manager",
        email=invited.email,
        invited_on=make.DAY,
        status=status,
    )
    everybody = people | {"invited": invited}
    found = {}
    for name in INVITATIONS[status]:
        everybody[name].posts.filter(cluster=home_cluster, kind="manager").exclude(
            user=people["home_manager"]
        ).delete()
        acts = INVITATION.actions
        if name == "invited" and status == "open":
            acts = ["decline", "accept"]
        found[name] = posted(client, everybody[name], invitation, "invitation", acts, partnership.slug)
    assert found == INVITATIONS[status]
