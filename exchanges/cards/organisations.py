"""The exchanges of one organisation, for its page: as far as the reader may see them, money too."""

from django.urls import reverse

from clusters.registry import Visit

from ..models import Exchange, TravelGrant

MOST = 50


def visits(organisation, partnership, *, user) -> tuple[Visit, ...]:
    """Two queries: exchanges as visitor and as host, and the grants that this person may see."""
    seen = Exchange.objects.visible_to(user).filter(partnership=partnership)
    found = list((seen.filter(visitor=organisation) | seen.filter(host=organisation)).for_list()[:MOST])
    grants = TravelGrant.objects.visible_to(user).filter(exchange__in=found)
    cents = dict(grants.values_list("exchange", "amount_cents"))
    return tuple(_visit(exchange, organisation, partnership, cents) for exchange in found)


def _visit(exchange, organisation, partnership, cents) -> Visit:
    visiting = exchange.visitor_id == organisation.pk
    partner = exchange.host if visiting else exchange.visitor
    return Visit(
        reference=exchange.reference,
        visiting=visiting,
        partner=partner.name if partner else "–",
        record=exchange,
        starts_on=exchange.first_working_day,
        ends_on=exchange.last_working_day,
        amount_cents=cents.get(exchange.pk),
        url=reverse("exchanges:exchange", args=[partnership.slug, exchange.reference]),
    )
