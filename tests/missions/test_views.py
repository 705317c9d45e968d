"""Mission pages: the window to the second, who sees drafts, what bad input gets."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from missions.models import Mission

from .. import factories as make

pytestmark = pytest.mark.usefixtures("programme_day")


def address(name, *arguments):
    return reverse(f"missions:{name}", args=["alliance", *arguments])


def typed(organising, **changes):
    return {
        "name": "Łódź Mission",
        "kind": "company_mission",
        "country": "PL",
        "organiser": organising.pk,
        "starts_on": "2023-12-04",
        "ends_on": "2023-12-08",
        "opens": "2023-09-01",
        "closes": "2023-10-31",
        "seats": "4",
        "places": "Łódź\nWarszawa",
        "sites": "A laboratory",
    } | changes


@pytest.mark.parametrize(
    ("now", "can_apply"),
    [
        (datetime(2023, 8, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2023, 9, 1, tzinfo=UTC), True),
        (datetime(2023, 10, 13, 21, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2023, 10, 13, 22, 0, 0, tzinfo=UTC), False),
    ],
)
def test_one_may_apply_to_the_last_second(client, mission, now, can_apply):
    apply = reverse("exchanges:apply", args=["alliance"]) + f"?mission={mission.slug}"
    with time_machine.travel(now, tick=False):
        listed = client.get(address("list"))
        page = client.get(address("mission", mission.slug))
        open_now = client.get(address("list"), {"show": "open"})
    assert (apply in listed.text, apply in page.text) == (can_apply, can_apply)
    assert [card.mission for card in open_now.context["cards"]] == ([mission] if can_apply else [])


def test_the_deadline_is_said_in_the_missions_zone(client, mission):
    page = client.get(address("mission", mission.slug))
    assert "13 October 2023, 23:59 (Paris time)" in page.text


def test_drafts_are_for_the_staff(client, host_cluster, third_manager, outsider):
    draft = make.MissionFactory(organiser=host_cluster, status="draft", name="Secret plan")
    for person, status in ((None, 404), (outsider, 404), (third_manager, 200)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(address("mission", draft.slug)).status_code == status
        assert ("Secret plan" in client.get(address("list")).text) == (status == 200)


def test_missions_of_another_partnership_are_not_listed(client, mission):
    foreign = make.MissionFactory(name="Foreign Mission")
    assert [card.mission for card in client.get(address("list")).context["cards"]] == [mission]
    assert client.get(address("mission", foreign.slug)).status_code == 404
    assert client.get("/p/nowhere/missions/").status_code == 404


@pytest.mark.parametrize("words", ["lodz", "ŁÓDŹ", "łódź mission"])
def test_words_are_found_without_accents_and_capitals(client, mission, host_cluster, words):
    found = make.MissionFactory(organiser=host_cluster, name="Łódź Mission", slug="lodz")
    answer = client.get(address("list"), {"search": words})
    assert [card.mission for card in answer.context["cards"]] == [found]


def test_unknown_filters_are_forgiven(client, mission):
    for query in (
        {"country": "ZZ"},
        {"kind": "x"},
        {"starts_on": "31.02."},
        {"page": "99"},
        {"search": "\x00"},
    ):
        assert client.get(address("list"), query).status_code in (200, 400)


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_for_one_and_a_page(client, host_cluster, django_assert_num_queries, rows):
    for _ in range(rows):
        mission = make.MissionFactory(organiser=host_cluster, seats=5)
        make.MissionPlaceFactory(mission=mission)
        make.MissionPlaceFactory(mission=mission)
    with django_assert_num_queries(8):
        answer = client.get(address("list"))
    assert len(answer.context["cards"]) == rows


def test_an_organiser_makes_a_mission_in_its_own_zone(client, host_manager, host_cluster):
    client.force_login(host_manager)
    answer = client.post(address("new"), typed(host_cluster))
    mission = Mission.objects.get()
    assert answer["Location"] == address("mission", mission.slug)
    assert mission.time_zone == "Europe/Warsaw"
    assert mission.apply_until == datetime(2023, 10, 31, 22, 59, 59, tzinfo=UTC)
    assert mission.seat_rows.count() == 4


def test_the_form_shows_what_is_stored(client, host_manager, host_cluster):
    client.force_login(host_manager)
    client.post(address("new"), typed(host_cluster))
    mission = Mission.objects.get()
    form = client.get(address("edit", mission.slug)).context["form"]
    shown = {name: form[name].value() for name in ("places", "opens", "closes", "seats", "time_zone")}
    assert {name: str(value) for name, value in shown.items()} == {
        "places": "Łódź\nWarszawa",
        "opens": "2023-09-01",
        "closes": "2023-10-31",
        "seats": "4",
        "time_zone": "Europe/Warsaw",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"country": "ZZ"}, "country"),
        ({"ends_on": "2023-12-01"}, "ends_on"),
        ({"ends_on": ""}, "ends_on"),
        ({"closes": "2023-08-01"}, "closes"),
        ({"starts_on": "04.12.2023x"}, "starts_on"),
        ({"seats": "0"}, "seats"),
        ({"seats": "1e999"}, "seats"),
        ({"seats": "99999999999"}, "seats"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"places": "x" * 200}, "places"),
        ({"places": "\n".join(f"Town {number}" for number in range(60))}, "places"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(client, host_manager, host_cluster, changes, field):
    client.force_login(host_manager)
    answer = client.post(address("new"), typed(host_cluster, **changes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "A laboratory" in answer.text
    assert not Mission.objects.exists()


def test_what_is_foreign_cannot_be_chosen(client, host_manager, host_cluster, home_cluster):
    client.force_login(host_manager)
    foreign = make.ClusterFactory()
    for field, value in (
        ("organiser", home_cluster.pk),
        ("organiser", foreign.pk),
        ("host_cluster", foreign.pk),
        ("co_organisers", foreign.pk),
    ):
        answer = client.post(address("new"), typed(host_cluster, **{field: value}))
        assert list(answer.context["form"].errors) == [field]
    assert not Mission.objects.exists()


def test_others_neither_make_nor_change(client, people, mission):
    for name, person in people.items():
        if name in ("host_manager", "coordinator"):
            continue
        client.force_login(person)
        assert client.get(address("edit", mission.slug)).status_code == 403
        assert client.post(address("act", mission.slug, "close")).status_code == 403
    mission.refresh_from_db()
    assert mission.status == "published"


def test_a_name_twice_is_said_beside_what_was_typed(client, host_manager, host_cluster, mission):
    client.force_login(host_manager)
    answer = client.post(address("new"), typed(host_cluster, name=mission.name))
    assert "has a mission of that name already" in answer.text
    assert "A laboratory" in answer.text
