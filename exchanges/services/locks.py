"""What one act holds on to: mission, budget lines, exchange, grant, always in this order.

On PostgreSQL these are row locks. On SQLite a transaction is the only writer from its start (IMMEDIATE).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from excite.workflow import Refused, WrongStatus
from missions.models import Mission
from missions.services.seats import hold_mission

from ..models import BudgetLine, Exchange, TravelGrant


@dataclass(frozen=True)
class Held:
    """The locked rows beside the exchange itself."""

    mission: Mission | None
    grant: TravelGrant | None


@contextmanager
def acting_on(exchange: Exchange) -> Iterator[Held]:
    """One transaction that holds the exchange and what belongs to it. What a refusal took back is not left
    behind on ``exchange`` either, so that the page that explains it shows how things stand.
    """
    try:
        with transaction.atomic():
            yield hold(exchange)
    except Refused:
        exchange.refresh_from_db(from_queryset=Exchange.objects.with_people().with_parts())
        raise


@contextmanager
def acting_on_part(part) -> Iterator[Held]:
    """``acting_on`` for what hangs on an exchange: a seat offer, an item of evidence, a change, a grant.

    The part is brought up to date in place as well.
    """
    exchange = part.exchange
    with acting_on(exchange) as held:
        part.refresh_from_db()
        type(part)._meta.get_field("exchange").set_cached_value(part, exchange)
        yield held


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


def remember_grant(exchange: Exchange, grant: TravelGrant | None) -> None:
    """Let ``exchange.grant`` and ``grant.exchange`` be these very objects."""
    Exchange._meta.get_field("grant").set_cached_value(exchange, grant)
    if grant is not None:
        TravelGrant._meta.get_field("exchange").set_cached_value(grant, exchange)


def _whereabouts(exchange) -> dict | None:
    fields = ("mission", "home_cluster", "last_working_day", "grant__line")
    return Exchange.objects.filter(pk=exchange.pk).values(*fields).first()


def lines_of(exchanges: list[Exchange]) -> Q:
    """Every line that ``hold`` may lock for these exchanges, so that many can be held in order."""
    wanted = Q(grants__exchange__in=[exchange.pk for exchange in exchanges])
    for cluster_id, day in {(row.home_cluster_id, row.last_working_day) for row in exchanges}:
        wanted |= _line_of(cluster_id, day)
    return Q(pk__in=BudgetLine.objects.filter(wanted).values("pk"))


def _line_of(cluster_id, day) -> Q:
    return Q(cluster=cluster_id, year=day.year) if day else Q(pk=None)
