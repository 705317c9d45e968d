"""The list of exchanges: a page of rows, and the totals of whatever the filter has left."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from clusters.models import Organisation

from ..models import Exchange, TravelGrant

PAGE = 25
COUNTED = (
    TravelGrant.Status.RESERVED,
    TravelGrant.Status.AGREED,
    TravelGrant.Status.DUE,
    TravelGrant.Status.IN_BATCH,
    TravelGrant.Status.PAID,
)


@dataclass(frozen=True)
class Totals:
    """Of all rows of the filter, not of the page. ``cents`` are the grants that stand on budget lines."""

    exchanges: int
    by_smes: int
    organisations: int
    cents: int
    paid_cents: int


def totals_of(found: QuerySet) -> Totals:
    """One query."""
    paid = Q(grant__status=TravelGrant.Status.PAID)
    sums = found.order_by().aggregate(
        exchanges=Count("pk"),
        by_smes=Count("pk", filter=Q(visitor__kind=Organisation.Kind.SME)),
        organisations=Count("visitor", distinct=True),
        cents=Sum("grant__amount_cents", filter=Q(grant__status__in=COUNTED)),
        paid_cents=Sum("grant__amount_cents", filter=paid),
    )
    return Totals(**{name: value or 0 for name, value in sums.items()})


def page_of(found: QuerySet, number) -> Page:
    return _numbered(Paginator(found, PAGE).get_page(number))


def exchanges_page(found: QuerySet, number, *, count: int) -> Page:
    """Two queries: which rows, by their keys alone, then all that these rows show.

    So a late page reads no more than the first. ``count`` is known from the totals.
    """
    paginator = Paginator(found.values_list("pk", flat=True), PAGE)
    paginator.count = count
    page = paginator.get_page(number)
    keys = list(page.object_list)
    rows = Exchange.objects.for_list().in_bulk(keys)
    page.object_list = [rows[key] for key in keys if key in rows]
    return _numbered(page)


def _numbered(page: Page) -> Page:
    page.numbers = page.paginator.get_elided_page_range(page.number)
    return page


def exchanges_seen(user, partnership: str) -> QuerySet:
    """Those that this person sees in a partnership, with all that a row shows."""
    return Exchange.objects.visible_to(user).of_partnership(partnership).for_list()
