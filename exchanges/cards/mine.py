"""My exchanges: those of the organisations that a person speaks for, each with what comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse

from ..models import Agreement, ChangeRequest, Exchange, SeatOffer, Signature
from ..services.assessment import rule_on
from .facts import Facts
from .next import Next, next_box

PAGE = 25


@dataclass(frozen=True)
class Row:
    exchange: Exchange
    as_host: bool
    next: Next
    url: str  # of the record
    act_url: str  # where the next step is done


def my_exchanges(user, partnership: str, *, page, today: date, now: datetime) -> Page:
    """A page of rows, what waits for me first; as many queries for one row as for all."""
    held = user.standing.represents
    seen = Exchange.objects.visible_to(user).of_partnership(partnership)
    own = seen.filter(Q(visitor__in=held) | Q(host__in=held)).select_related("consent", "grant__batch")
    found = Paginator(own.for_list().with_people(), PAGE).get_page(page)
    rows = [_row(facts, user) for facts in _facts(list(found.object_list), today=today, now=now)]
    found.object_list = sorted(rows, key=lambda row: not row.next.is_mine)
    found.numbers = found.paginator.get_elided_page_range(found.number)
    return found


def _row(facts: Facts, user) -> Row:
    exchange, box = facts.exchange, next_box(facts, user)
    place = {"partnership": exchange.partnership.slug, "reference": exchange.reference}
    url = reverse("exchanges:exchange", kwargs=place)
    elsewhere = box.url if box.url.startswith("/") else f"{url}{box.url}"
    as_host = exchange.visitor_id not in user.standing.represents
    return Row(exchange, as_host, box, url=url, act_url=elsewhere)


def _facts(exchanges: list[Exchange], *, today: date, now: datetime) -> list[Facts]:
    """What the next step depends on; papers and report are read on the page of each."""
    if not exchanges:
        return []
    in_force = Signature.objects.exclude(agreement__status=Agreement.Status.LAPSED)
    signatures = defaultdict(list)
    for signature in in_force.filter(agreement__exchange__in=exchanges).select_related("agreement"):
        signatures[signature.agreement.exchange_id].append(signature)
    held = (SeatOffer.Status.OFFERED, SeatOffer.Status.ACCEPTED)
    offers = _by_exchange(SeatOffer.objects.filter(status__in=held), exchanges)
    changes = _by_exchange(ChangeRequest.objects.asked(), exchanges)
    rule = rule_on(exchanges[0].partnership, today)
    return [
        Facts(
            exchange=exchange,
            consent=getattr(exchange, "consent", None),
            grant=getattr(exchange, "grant", None),
            agreement=None,
            signatures=tuple(signatures[exchange.pk]),
            offer=offers.get(exchange.pk),
            change=changes.get(exchange.pk),
            kinds=(),
            items=(),
            report=None,
            rule=rule,
            today=today,
            now=now,
        )
        for exchange in exchanges
    ]


def _by_exchange(rows, exchanges) -> dict:
    return {row.exchange_id: row for row in rows.filter(exchange__in=exchanges).order_by("pk")}
