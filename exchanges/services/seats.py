"""Seats and the waiting list: one list per mission across clusters, by time of submission (domain).

A freed seat is held for the first in line, for 48 hours by default; accepting asks for approval again, and
the seat stays held until then. Each application is asked once: whoever lets an offer go keeps the place on
the list, and can still be approved while a seat is free. Callers hold the mission's row.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from excite import audit
from excite.days import day_of
from excite.words import moment
from excite.workflow import Refused
from missions.models import Mission, Seat
from missions.services.seats import MissionFull, free_seats, hold_mission, release_seat, take_seat

from ..emails import tell_home, tell_visitor
from ..models import Exchange, SeatOffer
from ..workflow import EXCHANGE, SEAT_OFFER
from .assessment import rule_on
from .locks import acting_on, acting_on_part
from .refusals import OfferOver, SeatsLeft

O = SeatOffer.Status  # noqa: E741
AT_ONCE = 500  # the next sweep goes on
STILL_COMING = (Mission.Status.PUBLISHED, Mission.Status.CLOSED)


def waitlist(exchange: Exchange, *, by, now: datetime) -> Exchange:
    """Put an application on the waiting list of its full mission. Raises SeatsLeft while there are seats."""
    with acting_on(exchange) as held:
        EXCHANGE.check("waitlist", exchange, by=by)
        if held.mission is None or held.mission.seats is None:
            raise SeatsLeft(_("There is no limit of seats here: approve the application instead."))
        if _free_for(exchange, held.mission) > 0:
            raise SeatsLeft
        EXCHANGE.move("waitlist", exchange, by=by, now=now)
        tell_visitor(exchange, "exchange.waitlisted", by=by, now=now)
    return exchange


def seat_for(exchange: Exchange, mission: Mission | None, *, now: datetime) -> Seat | None:
    """The seat that an approval uses: the accepted offer's, or a free one that nobody ahead waits for.

    None where the mission has no limit. Raises MissionFull.
    """
    if mission is None:
        return None
    offer = exchange.seat_offers.filter(status__in=[O.OFFERED, O.ACCEPTED]).select_related("seat").first()
    if offer and offer.status == O.ACCEPTED:
        return offer.seat
    if offer:
        until = moment(offer.expires_at, mission.time_zone)
        raise MissionFull(
            _("A seat is held for them until %(until)s: they have yet to take it.") % {"until": until}
        )
    if mission.seats is None:
        return None
    if _free_for(exchange, mission) < 1:
        raise MissionFull
    return take_seat(mission, now=now)


def _free_for(exchange, mission) -> int:
    """Free seats that nobody ahead on the waiting list has still to be asked about."""
    ahead = _still_to_ask(mission).exclude(pk=exchange.pk)
    if exchange.status == Exchange.Status.WAITLISTED:
        ahead = ahead.filter(submitted_at__lt=exchange.submitted_at)
    return free_seats(mission) - ahead.count()


def _still_to_ask(mission):
    return Exchange.objects.waitlisted().filter(mission=mission, seat_offers=None)


def waiting_list(mission: Mission):
    """The applications that wait, in the order of the list, with those already asked in their place."""
    return Exchange.objects.waitlisted().filter(mission=mission).prefetch_related("seat_offers")


# --- Offers --------------------------------------------------------------------------------------------


def free_seat(exchange: Exchange, *, by, now: datetime) -> None:
    """Let go of every seat this exchange holds, and offer what became free to the next in line.

    ``exchange`` is held by the caller; ``by`` is who frees it, for the log of the act itself.
    """
    open_offers = exchange.seat_offers.filter(status__in=[O.OFFERED, O.ACCEPTED]).select_related("seat")
    freed = [] if exchange.seat is None else [exchange.seat]
    if exchange.status == Exchange.Status.WAITLISTED:
        for offer in open_offers:
            SEAT_OFFER.move("lapse", offer, by=None, now=now, answered_at=now)
            freed.append(offer.seat)
    if exchange.seat is not None:
        Exchange.objects.filter(pk=exchange.pk).update(seat=None)
        exchange.seat = None
    for seat in freed:
        release_seat(seat)
    if freed:
        offer_free_seats(exchange.mission, now=now)


def offer_free_seats(mission: Mission, *, now: datetime) -> list[SeatOffer]:
    """Hold each free seat for the next in line, as long as there are both and the mission lies ahead."""
    made = []
    if mission.seats is None or mission.status not in STILL_COMING or mission.starts_on <= day_of(now):
        return made
    while free_seats(mission) and (following := _still_to_ask(mission).first()):
        made.append(_offer(following, mission, now=now))
    return made


def _offer(exchange, mission, *, now):
    hours = rule_on(exchange.partnership, day_of(now)).offer_hours
    offer = SeatOffer.objects.create(
        exchange=exchange,
        seat=take_seat(mission, now=now),
        offered_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    audit.record(offer, "offer", by=None, now=now, after=offer.status)
    until = partial(moment, offer.expires_at, mission.time_zone)
    tell_visitor(exchange, "exchange.seat_offered", by=None, now=now, until=until)
    return offer


def accept_offer(offer: SeatOffer, *, by, now: datetime) -> SeatOffer:
    """Take the offered seat: it stays held until the home cluster approves. Raises OfferOver too late."""
    with acting_on_part(offer):
        SEAT_OFFER.check("accept", offer, by=by)
        if now > offer.expires_at:
            raise OfferOver
        SEAT_OFFER.move("accept", offer, by=by, now=now, answered_at=now)
        tell_home(offer.exchange, "exchange.seat_taken", by=by, now=now)
    return offer


def decline_offer(offer: SeatOffer, *, by, now: datetime) -> SeatOffer:
    """Let the seat go to the next in line; the application stays on the list."""
    return _give_up("decline", offer, by=by, now=now)


def _give_up(verb, offer, *, by, now):
    with acting_on_part(offer) as held:
        SEAT_OFFER.move(verb, offer, by=by, now=now, answered_at=now)
        release_seat(offer.seat)
        if by is None:
            tell_visitor(offer.exchange, "exchange.seat_lapsed", by=by, now=now)
        offer_free_seats(held.mission, now=now)
    return offer


# --- Done by the programme itself ----------------------------------------------------------------------


def lapse_offers(*, now: datetime) -> int:
    """Offers whose hours are over go to the next in line; seats that became free are offered. Repeatable."""
    over = SeatOffer.objects.filter(status=O.OFFERED, expires_at__lt=now).order_by("expires_at", "pk")
    lapsed = 0
    for offer in over.select_related("exchange")[:AT_ONCE]:
        with suppress(Refused):  # it is being moved just now: the next sweep finds it
            lapsed += _lapse_if_over(offer, now=now)
    waiting = Exchange.objects.waitlisted().filter(seat_offers=None).values("mission")
    for mission in Mission.objects.filter(pk__in=waiting, seat_rows__taken_at=None).distinct().order_by("pk"):
        with transaction.atomic():
            offer_free_seats(hold_mission(mission.pk), now=now)
    return lapsed


def _lapse_if_over(offer, *, now) -> bool:
    """False if somebody answered between looking and locking."""
    with acting_on_part(offer):
        if offer.status != O.OFFERED or offer.expires_at >= now:
            return False
        _give_up("lapse", offer, by=None, now=now)
    return True
