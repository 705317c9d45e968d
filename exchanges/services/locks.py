"""What one act holds on to: mission, budget lines, exchange, grant, always in this order.

On PostgreSQL these are row locks. On SQLite a transaction is the only writer from its start (IMMEDIATE).
"""

from dataclasses import dataclass

from django.db.models import Q

from excite.workflow import WrongStatus
from missions.models import Mission
from missions.services.seats import hold_mission

from ..models import BudgetLine, Exchange, TravelGrant


@dataclass(frozen=True)
class Held:
    """The locked rows beside the exchange itself."""

    mission: Mission | None
    grant: TravelGrant | None


def hold(exchange: Exchange) -> Held:
    """Lock everything that an act on this exchange may touch, and bring ``exchange`` up to date in place.

    Raises WrongStatus if the exchange is gone, or was moved to other rows between looking and locking.
    """
    seen = _whereabouts(exchange)
    if seen is None:
        raise WrongStatus
    mission = hold_mission(seen["mission"]) if seen["mission"] else None
    hold_lines(Q(pk=seen["grant__line"]) | _line_of(seen["home_cluster"], seen["last_working_day"]))
    exchange.refresh_from_db(
        from_queryset=Exchange.objects.with_people().select_for_update(of=("self",), no_key=True)
    )
    grant = TravelGrant.objects.select_for_update(no_key=True).filter(exchange=exchange).first()
    if _whereabouts(exchange) != seen:
        raise WrongStatus
    remember_grant(exchange, grant)
    return Held(mission, grant)


def hold_lines(which: Q) -> list[BudgetLine]:
    """Lock budget lines, in the order of their keys."""
    return list(BudgetLine.objects.select_for_update(no_key=True).filter(which).order_by("pk"))


def hold_grant(grant: TravelGrant) -> TravelGrant:
    """``hold`` from the grant's side; brings the grant up to date in place."""
    held = hold(grant.exchange)
    grant.refresh_from_db()
    grant.exchange = held.grant.exchange
    return grant


def remember_grant(exchange: Exchange, grant: TravelGrant | None) -> None:
    """Let ``exchange.grant`` and ``grant.exchange`` be these very objects."""
    Exchange._meta.get_field("grant").set_cached_value(exchange, grant)
    if grant is not None:
        TravelGrant._meta.get_field("exchange").set_cached_value(grant, exchange)


def _whereabouts(exchange) -> dict | None:
    fields = ("mission", "home_cluster", "last_working_day", "grant__line")
    return Exchange.objects.filter(pk=exchange.pk).values(*fields).first()


def _line_of(cluster_id, day) -> Q:
    return Q(cluster=cluster_id, year=day.year) if day else Q(pk=None)
