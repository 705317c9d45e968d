"""The list of exchanges, and the record page of each."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from excite import clock
from excite.places import staff_place

from ..cards.record import record_card
from ..cards.rows import exchanges_page, exchanges_seen, totals_of
from ..filters import ExchangeFilters
from .answers import opened


@require_safe
def exchanges(request, partnership):
    ours = staff_place(request)
    seen = exchanges_seen(request.user, ours.slug)
    given = {"partnership": ours, "user": request.user, "now": clock.now()}
    chosen = ExchangeFilters(request.GET, queryset=seen, **given)
    totals = totals_of(chosen.qs)
    page = exchanges_page(chosen.qs, request.GET.get("page"), count=totals.exchanges)
    context = {"filterset": chosen, "page": page, "totals": totals}
    context |= {"partnership": ours, "today": clock.today()}
    return render(request, "exchanges/exchanges.html", context)


@require_safe
def exchange(request, partnership, reference):
    return record_page(request, opened(request, partnership, reference))


def record_page(request, exchange, *, tried=None, status=200):
    """The record; ``tried`` shows an act that was refused, with what was typed."""
    card = record_card(exchange, user=request.user, today=clock.today(), now=clock.now(), tried=tried)
    return render(request, "exchanges/exchange.html", {"card": card, "exchange": exchange}, status=status)
