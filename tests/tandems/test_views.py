"""Tandem pages: what they show, to whom, and what they do with bad input."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tandems.models import Tandem, TandemSession

from .. import factories as make

pytestmark = pytest.mark.usefixtures("programme_day")


@pytest.fixture
def running(home_cluster, host_cluster):
    return make.TandemFactory(
        first_cluster=home_cluster,
        second_cluster=host_cluster,
        reference="LT-01",
        status="running",
        starts_on=date(2023, 6, 1),
    )


def address(name, *arguments):
    return reverse(f"tandems:{name}", args=["alliance", *arguments])


def plain(answer):
    """The page without what differs at each call: the address asked for and the token of its forms."""
    text = re.sub(r"LT-\d+", "", answer.text)
    return re.sub(r"(csrfmiddlewaretoken. value=.|X-CSRFToken.: .)[0-9A-Za-z]+", "", text)


def proposal(home_cluster, host_cluster, chosen, **changes):
    return {
        "first_cluster": home_cluster.pk,
        "second_cluster": host_cluster.pk,
        "topic": chosen.pk,
        "goal": "Learn how.",
    } | changes


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_for_one_and_twenty(
    client, coordinator, home_cluster, host_cluster, django_assert_num_queries, rows
):
    topic = make.TandemTopicFactory(partnership=home_cluster.partnership)
    for _ in range(rows):
        make.TandemFactory(first_cluster=home_cluster, second_cluster=host_cluster, topic=topic)
    client.force_login(coordinator)
    client.get(address("list"))  # what waits is counted, and kept for the next pages
    with django_assert_num_queries(8):
        answer = client.get(address("list"))
    assert len(answer.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_costs_the_same_for_one_and_twenty_sessions(
    client, home_manager, running, django_assert_num_queries, rows
):
    for _ in range(rows):
        make.TandemSessionFactory(tandem=running)
    client.force_login(home_manager)
    client.get(address("list"))
    with django_assert_num_queries(8):
        answer = client.get(address("tandem", "LT-01"))
    assert len(answer.context["page"].sessions) == rows


def test_foreign_and_missing_answer_alike(client, stranger, running):
    client.force_login(stranger)
    foreign, missing = client.get(address("tandem", "LT-01")), client.get(address("tandem", "LT-99"))
    assert foreign.status_code == missing.status_code == 404
    assert plain(foreign) == plain(missing)
    assert client.get(address("list")).status_code == 404


def test_a_manager_proposes(client, home_manager, home_cluster, host_cluster):
    topic = make.TandemTopicFactory(partnership=home_cluster.partnership)
    client.force_login(home_manager)
    answer = client.post(address("new"), proposal(home_cluster, host_cluster, topic))
    made = Tandem.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("tandem", made.reference))
    assert (made.first_cluster, made.second_cluster, made.goal) == (home_cluster, host_cluster, "Learn how.")


def test_what_is_foreign_cannot_be_chosen(client, home_manager, home_cluster, host_cluster, stranger):
    topic = make.TandemTopicFactory(partnership=home_cluster.partnership)
    foreign_topic = make.TandemTopicFactory()
    foreign_cluster = make.ClusterFactory()
    client.force_login(home_manager)
    for field, value in [
        ("first_cluster", host_cluster.pk),
        ("second_cluster", foreign_cluster.pk),
        ("second_cluster", home_cluster.pk),
        ("topic", foreign_topic.pk),
    ]:
        answer = client.post(address("new"), proposal(home_cluster, host_cluster, topic, **{field: value}))
        assert list(answer.context["form"].errors) == [field]
    assert not Tandem.objects.exists()


def test_a_coordinator_does_not_propose(client, coordinator):
    client.force_login(coordinator)
    assert client.get(address("new")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": "2023-09-31"}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"hours": "1e999"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"learnt": "with a NUL \x00"}, "learnt"),
        ({"learnt": "x" * 4001}, "learnt"),
        ({"first_people": "x" * 300}, "first_people"),
        ({"held_on": "2023-12-01"}, "__all__"),
        ({"held_on": "2023-01-01"}, "__all__"),
    ],
)
def test_a_bad_session_is_explained_and_nothing_typed_is_lost(client, home_manager, running, changes, field):
    client.force_login(home_manager)
    typed = {"held_on": "2023-09-01", "hours": "2", "learnt": "How they do it.", "first_people": "Ada"}
    answer = client.post(address("session", "LT-01"), typed | changes)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Ada" in answer.text or "first_people" in changes
    assert not TandemSession.objects.exists()


def test_a_session_is_recorded_from_the_form(client, home_manager, running):
    client.force_login(home_manager)
    typed = {"held_on": "2023-09-01", "hours": "2", "learnt": "How.", "first_people": "Ada\n\nGrace\n"}
    assert client.post(address("session", "LT-01"), typed).status_code == 302
    assert [person.name for person in running.sessions.get().participants.order_by("pk")] == ["Ada", "Grace"]


def test_acts_are_for_those_of_the_table(client, coordinator, running):
    client.force_login(coordinator)
    assert client.get(address("session", "LT-01")).status_code == 403
    assert client.post(address("act", "LT-01", "agree")).status_code == 403
    assert client.post(address("act", "LT-01", "explode")).status_code == 404
    answer = client.post(address("act", "LT-01", "cancel"), {"reason": ""}, follow=True)
    assert "Please give a reason" in answer.text
    running.refresh_from_db()
    assert running.status == "running"
