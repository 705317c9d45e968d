"""Seats, the waiting list and its offers."""

from datetime import timedelta

import pytest

from exchanges import services
from exchanges.models import Exchange, SeatOffer
from excite.outbox.models import Mail
from missions.models import Seat
from tests import factories as make

from .stages import BEFORE, Stages

HOUR = timedelta(hours=1)


@pytest.fixture
def several(mission, people, budget_line, rejection_reason, evidence_kind, home_cluster, host_cluster):
    """several(3): submitted applications for the mission, handed in an hour apart, the first first."""

    def make_many(count):
        return [whole(mission, people, home_cluster, host_cluster, number) for number in range(count)]

    return make_many


def whole(mission, people, home_cluster, host_cluster, number):
    visitor = make.OrganisationFactory()
    make.MembershipFactory(organisation=visitor, home_cluster=home_cluster)
    make.SizeDeclarationFactory(organisation=visitor)
    applicant = make.UserFactory()
    make.RepresentativeFactory(user=applicant, organisation=visitor)
    host = people["host"].representations.get().organisation
    exchange = make.ExchangeFactory(
        mission=mission, home_cluster=home_cluster, host_cluster=host_cluster, visitor=visitor, host=host
    )
    stages = Stages(exchange=exchange, people=people | {"applicant": applicant})
    stages.reach("submitted")
    Exchange.objects.filter(pk=exchange.pk).update(submitted_at=BEFORE + number * HOUR)
    return stages


def seats_are_consistent(mission):
    """A seat is taken if and only if somebody holds it: an exchange, or an offer that still stands."""
    held = set(Exchange.objects.exclude(seat=None).values_list("seat", flat=True))
    waiting = SeatOffer.objects.filter(
        status__in=["offered", "accepted"], exchange__status="waitlisted", exchange__seat=None
    )
    held |= set(waiting.values_list("seat", flat=True))
    return held == set(
        Seat.objects.filter(mission=mission).exclude(taken_at=None).values_list("pk", flat=True)
    )


def full(several, mission, waiting):
    """Three approved on three seats, and so many on the waiting list, in the order of the list."""
    stages = several(3 + waiting)
    for each in stages[:3]:
        each.reach("approved")
    for each in stages[3:]:
        services.waitlist(each.exchange, by=each.people["home_manager"], now=BEFORE)
    assert seats_are_consistent(mission)
    return stages[:3], stages[3:]


def approve(stages, now=BEFORE):
    return services.approve(stages.exchange, by=stages.people["home_manager"], now=now)


def test_the_fourth_of_three_seats_is_told_so(several, mission):
    *first, fourth = several(4)
    for each in first:
        approve(each)
    with pytest.raises(services.MissionFull, match="waiting list"):
        approve(fourth)
    assert fourth.exchange.seat is None
    assert sorted(each.exchange.seat.number for each in first) == [1, 2, 3]


def test_a_mission_without_a_limit_needs_no_seat(several, mission):
    mission.seats = None
    mission.save()
    mission.seat_rows.all().delete()
    [one] = several(1)
    assert approve(one).seat is None
    with pytest.raises(services.SeatsLeft):
        services.waitlist(several(1)[0].exchange, by=one.people["home_manager"], now=BEFORE)


def test_nobody_waits_while_there_are_seats(several):
    [one] = several(1)
    with pytest.raises(services.SeatsLeft):
        services.waitlist(one.exchange, by=one.people["home_manager"], now=BEFORE)


def test_a_freed_seat_is_held_for_the_first_in_line(several, mission):
    approved, (first, second) = full(several, mission, 2)
    number = approved[0].exchange.seat.number
    approved[0].withdraw()
    [offer] = SeatOffer.objects.all()
    assert (offer.exchange, offer.seat.number, offer.status) == (first.exchange, number, "offered")
    assert offer.expires_at == BEFORE + 48 * HOUR
    assert seats_are_consistent(mission)
    [mail] = Mail.objects.filter(purpose="exchange.seat_offered")
    assert mail.recipient == first.people["applicant"]
    assert mail.context["until"] == "15 September 2023, 10:00 (Paris time)"
    with pytest.raises(services.MissionFull):
        approve(second)
    newcomer = several(1)[0]
    with pytest.raises(services.MissionFull):
        approve(newcomer)


def test_the_hours_are_the_partnerships(several, mission, partnership):
    partnership.programme_rules.update(offer_hours=12)
    approved, _waiting = full(several, mission, 1)
    approved[0].cancel()
    assert SeatOffer.objects.get().expires_at == BEFORE + 12 * HOUR


def test_accepting_asks_for_approval_again_on_the_seat_that_was_held(several, mission):
    approved, (first,) = full(several, mission, 1)
    seat = approved[1].exchange.seat
    approved[1].withdraw()
    offer = SeatOffer.objects.get()
    with pytest.raises(services.MissionFull, match="they have yet to take it"):
        approve(first)
    services.accept_offer(offer, by=first.people["applicant"], now=BEFORE + HOUR)
    first.exchange.refresh_from_db()
    assert first.exchange.status == "waitlisted"
    assert Mail.objects.filter(purpose="exchange.seat_taken", recipient=first.people["home_manager"]).exists()
    # The seat stays held, even after the hours of the offer.
    assert services.lapse_offers(now=BEFORE + 100 * HOUR) == 0
    assert approve(first).seat == seat
    assert seats_are_consistent(mission)


def test_a_declined_seat_goes_on_and_the_place_on_the_list_stays(several, mission):
    approved, (first, second) = full(several, mission, 2)
    approved[0].withdraw()
    services.decline_offer(SeatOffer.objects.get(), by=first.people["applicant"], now=BEFORE + HOUR)
    following = SeatOffer.objects.get(status="offered")
    assert following.exchange == second.exchange
    services.decline_offer(following, by=second.people["applicant"], now=BEFORE + HOUR)
    assert not SeatOffer.objects.filter(status="offered").exists()
    assert list(services.waiting_list(mission)) == [first.exchange, second.exchange]
    assert seats_are_consistent(mission)
    # Everybody has been asked, so the manager gives the seat to whom she will.
    assert approve(second).status == "approved"


def test_so_many_offers_lapse_at_once(several, mission, monkeypatch):
    monkeypatch.setattr("exchanges.services.seats.AT_ONCE", 1)
    approved, _waiting = full(several, mission, 2)
    for each in approved[:2]:
        each.withdraw()
    after = SeatOffer.objects.latest("expires_at").expires_at + timedelta(seconds=1)
    assert [services.lapse_offers(now=after) for _sweep in range(3)] == [1, 1, 0]
    assert seats_are_consistent(mission)


def test_an_offer_lapses_after_its_last_second(several, mission):
    approved, (first, second) = full(several, mission, 2)
    approved[0].withdraw()
    offer = SeatOffer.objects.get()
    assert services.lapse_offers(now=offer.expires_at) == 0
    services.accept_offer(offer, by=first.people["applicant"], now=offer.expires_at)
    approved[1].withdraw()
    late = SeatOffer.objects.get(status="offered")
    after = late.expires_at + timedelta(seconds=1)
    with pytest.raises(services.OfferOver):
        services.accept_offer(late, by=second.people["applicant"], now=after)
    assert services.lapse_offers(now=after) == 1
    assert services.lapse_offers(now=after) == 0
    late.refresh_from_db()
    assert late.status == "lapsed"
    assert Mail.objects.filter(purpose="exchange.seat_lapsed").count() == 1
    assert seats_are_consistent(mission)


@pytest.mark.parametrize("answered", [False, True])
def test_who_leaves_the_list_passes_the_seat_on(several, mission, answered):
    approved, (first, second) = full(several, mission, 2)
    approved[0].withdraw()
    offer = SeatOffer.objects.get()
    if answered:
        services.accept_offer(offer, by=first.people["applicant"], now=BEFORE)
    first.withdraw()
    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert SeatOffer.objects.get(status="offered").exchange == second.exchange
    assert seats_are_consistent(mission)


def test_the_list_goes_by_the_time_of_submission_across_clusters(several, mission, third_cluster):
    approved, (first, second) = full(several, mission, 2)
    Exchange.objects.filter(pk=second.exchange.pk).update(
        submitted_at=BEFORE - HOUR, home_cluster=third_cluster
    )
    approved[0].withdraw()
    assert SeatOffer.objects.get().exchange == second.exchange
    assert list(services.waiting_list(mission)) == [second.exchange, first.exchange]


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"starts_on": BEFORE.date()}])
def test_no_seat_is_offered_on_a_mission_that_does_not_lie_ahead(several, mission, change):
    approved, _waiting = full(several, mission, 1)
    type(mission).objects.update(**change)
    approved[0].cancel()
    assert not SeatOffer.objects.exists()


def test_added_seats_are_offered_by_the_sweeper(several, mission):
    _approved, (first,) = full(several, mission, 1)
    make.missions.Seat.objects.create(mission=mission, number=4)
    services.lapse_offers(now=BEFORE)
    assert SeatOffer.objects.get().exchange == first.exchange
    services.lapse_offers(now=BEFORE)
    assert SeatOffer.objects.count() == 1


def test_cancelling_a_mission_cancels_its_open_exchanges_and_offers_nothing(
    several, mission, host_manager, budget_line
):
    from missions.services import act

    approved, (first,) = full(several, mission, 1)
    submitted = several(1)[0]
    committed = approved[0].reach("committed")
    draft = make.ExchangeFactory(mission=mission, home_cluster=first.exchange.home_cluster)
    act(mission, name="cancel", reason="The fair is off.", by=host_manager, now=BEFORE, today=BEFORE.date())
    statuses = dict(Exchange.objects.values_list("pk", "status"))
    assert statuses.pop(draft.pk) == "draft"
    assert set(statuses.values()) == {"cancelled"}
    assert {first.exchange.pk, submitted.exchange.pk, committed.pk} <= {*statuses}
    assert not SeatOffer.objects.exists()
    assert not Seat.objects.exclude(taken_at=None).exists()
    budget_line.refresh_from_db()
    assert budget_line.used_cents == 0
