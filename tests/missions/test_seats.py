"""Seats: numbered rows, as many as the mission says, never fewer than are taken."""

import pytest
from django.db import IntegrityError, transaction

from excite.audit.models import Event
from excite.workflow import NotAllowed, Refused
from missions import services
from missions.models import Seat
from tests.factories import NOW


def numbers(mission):
    return list(mission.seat_rows.order_by("number").values_list("number", flat=True))


def test_the_free_seat_with_the_lowest_number_is_taken(mission):
    first = services.take_seat(mission, now=NOW)
    second = services.take_seat(mission, now=NOW)
    assert (first.number, second.number, services.free_seats(mission)) == (1, 2, 1)
    services.release_seat(first)
    assert services.take_seat(mission, now=NOW) == first
    services.take_seat(mission, now=NOW)
    with pytest.raises(services.MissionFull):
        services.take_seat(mission, now=NOW)


def test_a_mission_without_a_limit_has_no_number_of_seats_left(mission):
    mission.seats = None
    assert services.free_seats(mission) is None


def test_more_seats_get_new_numbers_and_fewer_drop_the_highest_free_ones(mission, host_manager):
    for _seat in range(3):
        services.take_seat(mission, now=NOW)
    services.set_seats(mission, 5, by=host_manager, now=NOW)
    assert numbers(mission) == [1, 2, 3, 4, 5]
    services.release_seat(mission.seat_rows.get(number=2))
    services.set_seats(mission, 2, by=host_manager, now=NOW)
    assert numbers(mission) == [1, 3]
    mission.refresh_from_db()
    assert mission.seats == 2


def test_never_fewer_than_are_taken(mission, host_manager):
    services.take_seat(mission, now=NOW)
    services.take_seat(mission, now=NOW)
    with pytest.raises(services.SeatsTaken, match="2 seats are taken, so there cannot be only 1"):
        services.set_seats(mission, 1, by=host_manager, now=NOW)
    assert numbers(mission) == [1, 2, 3]
    assert mission.seats == 3


def test_a_limit_can_be_lifted_and_set_again(mission, host_manager):
    taken = services.take_seat(mission, now=NOW)
    services.set_seats(mission, None, by=host_manager, now=NOW)
    assert list(Seat.objects.all()) == [taken]
    services.set_seats(mission, 4, by=host_manager, now=NOW)
    assert (numbers(mission), services.free_seats(mission)) == ([1, 2, 3, 4], 3)


@pytest.mark.parametrize("count", [0, -1, 2001])
def test_numbers_that_cannot_be(mission, host_manager, count):
    with pytest.raises(Refused, match="between 1 and 2000"):
        services.set_seats(mission, count, by=host_manager, now=NOW)


def test_set_eight_times_is_set_once(mission, host_manager):
    for _time in range(8):
        services.set_seats(mission, 7, by=host_manager, now=NOW)
    assert numbers(mission) == [1, 2, 3, 4, 5, 6, 7]
    [event] = Event.objects.of(mission)
    assert event.details == {"before": 3, "after": 7}


def test_only_the_organiser_and_the_coordinator_set_them(mission, people):
    def works(user):
        try:
            with transaction.atomic():
                services.set_seats(mission, 9, by=user, now=NOW)
                raise Undo
        except Undo:
            return True
        except NotAllowed:
            return False

    assert {name for name, user in people.items() if works(user)} == {"host_manager", "coordinator"}


class Undo(Exception):
    pass


@pytest.mark.database
def test_the_database_keeps_seats_apart(mission):
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(mission=mission, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(mission=mission, number=0)
