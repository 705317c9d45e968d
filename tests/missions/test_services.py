"""Missions: what an organiser may write, and what the database would never keep."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from excite.audit.models import Event
from excite.workflow import NotAllowed, ReasonMissing, WrongStatus
from missions import services
from missions.models import Mission, Seat

from .. import factories as make

NOW, TODAY = make.NOW, make.DAY


def fields(**changes):
    return {
        "name": "Vilnius Digital Mission",
        "kind": "company_mission",
        "country": "LT",
        "time_zone": "Europe/Vilnius",
        "starts_on": date(2023, 12, 4),
        "ends_on": date(2023, 12, 8),
        "seats": 4,
    } | changes


def create(organiser, by, **changes):
    return services.create(
        organiser=organiser,
        fields=fields(**changes),
        places=["Vilnius", "Kaunas"],
        sites=["A laboratory"],
        by=by,
        now=NOW,
    )


def act(mission, name, by, today=TODAY, reason=""):
    return services.act(mission, name, reason=reason, by=by, now=NOW, today=today)


def test_a_draft_with_places_sites_and_seats(host_cluster, host_manager):
    mission = create(host_cluster, host_manager)
    assert (mission.status, mission.slug) == ("draft", "vilnius-digital-mission")
    assert [place.name for place in mission.places.order_by("position")] == ["Vilnius", "Kaunas"]
    assert [site.name for site in mission.sites.order_by("position")] == ["A laboratory"]
    assert list(mission.seat_rows.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert "create" in set(Event.objects.of(mission).values_list("verb", flat=True))


def test_only_the_organisers_manager_and_the_coordinator_create(
    host_cluster, home_manager, coordinator, finance
):
    for person in (home_manager, finance):
        with pytest.raises(NotAllowed):
            create(host_cluster, person)
    assert not Mission.objects.exists()
    assert create(host_cluster, coordinator).organiser == host_cluster


def test_a_name_is_given_once(host_cluster, host_manager, mission):
    with pytest.raises(services.NameTaken):
        create(host_cluster, host_manager, name=mission.name)
    with pytest.raises(services.NameTaken):
        other = create(host_cluster, host_manager)
        services.edit(other, fields=fields(name=mission.name), by=host_manager, now=NOW)


def test_the_same_letters_in_an_address_are_told_apart(host_cluster, host_manager):
    first = create(host_cluster, host_manager, name="Łódź Mission")
    second = create(host_cluster, host_manager, name="Łódź: Mission!")
    assert first.slug != second.slug


def test_seats_never_fall_below_those_taken(mission, host_manager):
    for _ in range(2):
        services.take_seat(mission, now=NOW)
    with pytest.raises(services.SeatsTaken):
        services.edit(mission, fields=fields(seats=1), by=host_manager, now=NOW)
    mission.refresh_from_db()
    assert (mission.seats, mission.name) == (3, "Photonics Mission")
    services.edit(mission, fields=fields(seats=2), by=host_manager, now=NOW)
    assert Seat.objects.filter(mission=mission).count() == 2


def test_without_days_nothing_opens(host_cluster, host_manager):
    mission = create(host_cluster, host_manager, starts_on=None, ends_on=None, planned_for="2024")
    act(mission, "announce", host_manager)
    with pytest.raises(services.NotDated):
        act(mission, "publish", host_manager)
    mission.refresh_from_db()
    assert mission.status == "announced"


@pytest.mark.parametrize(("today", "allowed"), [(date(2023, 11, 16), False), (date(2023, 11, 17), True)])
def test_it_is_held_from_its_last_day_on(mission, host_manager, today, allowed):
    act(mission, "close", host_manager)
    if allowed:
        assert act(mission, "hold", host_manager, today=today).status == "held"
    else:
        with pytest.raises(services.NotOver):
            act(mission, "hold", host_manager, today=today)


def test_cancelling_needs_a_reason_and_happens_once(mission, host_manager):
    with pytest.raises(ReasonMissing):
        act(mission, "cancel", host_manager, reason=" ")
    act(mission, "cancel", host_manager, reason="The fair is called off.")
    with pytest.raises(WrongStatus):
        act(mission, "cancel", host_manager, reason="Again.")
    assert Event.objects.filter(verb="cancel").count() == 1


def test_cancelling_cancels_what_hangs_on_it(mission, host_manager, draft):
    draft.mission = mission
    draft.status = "submitted"
    draft.submitted_at = NOW
    draft.save()
    act(mission, "cancel", host_manager, reason="The fair is called off.")
    draft.refresh_from_db()
    assert draft.status == "cancelled"


def test_a_known_town_keeps_its_place_on_the_map(mission, host_manager):
    services.edit(
        mission, fields=fields(seats=3), places=["Sophia Antipolis", "Nice"], by=host_manager, now=NOW
    )
    places = {place.name: place.latitude for place in mission.places.order_by("position")}
    assert places["Sophia Antipolis"] is not None
    assert places["Nice"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2023, 11, 12)},
        {"starts_on": None, "ends_on": None},
        {"apply_until": make.NOW.replace(year=2022)},
    ],
)
def test_the_database_refuses_what_must_never_be(host_cluster, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.MissionFactory(organiser=host_cluster, **wrong)
