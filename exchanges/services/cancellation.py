"""The end of an exchange before it is counted: cancelled by a manager, or together with its mission."""

from datetime import datetime

from django.db import transaction

from missions.models import Mission
from missions.services.seats import hold_mission

from ..emails import tell_everyone
from ..models import Agreement, ChangeRequest, Exchange
from ..workflow import AGREEMENT, CHANGE, EXCHANGE
from . import money, seats
from .locks import acting_on, hold, hold_lines, lines_of
from .reasons import reason_of


def cancel(exchange: Exchange, *, reason: str, by, now: datetime) -> Exchange:
    """Cancel an approved or committed exchange, with a reason (no-show is one)."""
    words = reason_of(reason, required=True)
    with acting_on(exchange):
        EXCHANGE.check("cancel", exchange, by=by)
        let_go(exchange, reason=words, by=by, now=now)
        EXCHANGE.move("cancel", exchange, by=by, now=now, reason=words, decided_at=now)
        tell_everyone(exchange, "exchange.cancelled", by=by, now=now, reason=words)
    return exchange


def let_go(exchange: Exchange, *, reason: str, by, now: datetime) -> None:
    """Free all that an exchange holds: seat and offers, money, signatures, an open change request.

    For every act that ends an exchange. The exchange is held by the caller (``hold``) and moved afterwards.
    """
    seats.free_seat(exchange, by=by, now=now)
    money.release(exchange, now=now, reason=reason)
    for agreement in exchange.agreements.exclude(status=Agreement.Status.LAPSED):
        AGREEMENT.move("lapse", agreement, by=None, now=now, reason=reason)
    for change in ChangeRequest.objects.asked().filter(exchange=exchange):
        CHANGE.move("lapse", change, by=None, now=now, answered_at=now)


def cancel_with_mission(mission: Mission, *, reason: str, by, now: datetime) -> list[Exchange]:
    """Cancel every open exchange of a mission that is being cancelled; drafts stay with their writers.

    The acts are the programme's own: who cancelled the mission is read in the mission's history.
    """
    words = reason_of(reason, required=True)
    when = EXCHANGE.actions["cancel_with_mission"].when
    with transaction.atomic():
        hold_mission(mission.pk)
        cancelled = list(Exchange.objects.filter(mission=mission, status__in=when).order_by("pk"))
        hold_lines(lines_of(cancelled))
        for exchange in cancelled:
            hold(exchange)
            let_go(exchange, reason=words, by=by, now=now)
            details = {"mission": mission.name}
            EXCHANGE.move(
                "cancel_with_mission",
                exchange,
                by=None,
                now=now,
                reason=words,
                details=details,
                decided_at=now,
            )
            tell_everyone(exchange, "exchange.cancelled", by=by, now=now, reason=words)
    return cancelled
