"""What the coordinator did on the evening before: a recovery for finance, and a report to be frozen.

It comes after the reports of the past periods, which know nothing of it.
"""

from collections.abc import Iterator
from datetime import date

from clusters.models import Partnership
from exchanges.models import TravelGrant
from exchanges.services import open_recovery
from reporting.services.history import make_now
from reporting.services.reports import start

from .moments import at
from .people import People

FUNDED_TWICE = "The region has paid for the same trip. One stay is not funded twice, so please pay it back."
NOTE = "For the steering group of 20 September."


def tell(partnership: Partnership, people: People, *, formats) -> Iterator[str]:
    coordinator = people["coordinator"]
    grants = TravelGrant.objects.select_related("exchange__partnership")
    grant = grants.get(exchange__partnership=partnership, exchange__reference="CXC-0054")
    open_recovery(grant, reason=FUNDED_TWICE, by=coordinator, now=at("2023-09-12", "15:10"))
    made_at = at("2023-09-12", "16:40")
    report = start(partnership, until=date(2023, 8, 31), note=NOTE, by=coordinator, now=made_at, send=False)
    make_now(report, now=made_at, formats=formats)
    yield f"{report}: {report.headline}."
