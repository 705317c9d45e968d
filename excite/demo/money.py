"""What the clusters may spend in each year: invented, within the published ceiling."""

from clusters.models import Cluster, Partnership
from exchanges.services import plan_line

from .moments import LOADED

PLANNED_CENTS = {2022: 900_000, 2023: 1_800_000, 2024: 1_200_000}


def plan(partnership: Partnership, *, by) -> None:
    """The same for every cluster: EUR 9,000, 18,000 and 12,000."""
    for cluster in Cluster.objects.filter(partnership=partnership).order_by("pk"):
        for year, cents in PLANNED_CENTS.items():
            plan_line(partnership, cluster=cluster, year=year, planned_cents=cents, by=by, now=LOADED)
