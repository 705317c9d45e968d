"""What the clusters may spend in each year: invented, well within the ceiling."""

from clusters.models import Cluster, Partnership
from exchanges.services import plan_line

from .moments import LOADED

# EUR for stays that end in 2022, 2023 and 2024.
PLANNED_EUR = {
    "silicon-saxony": (5_000, 9_000, 6_000),
    "dti": (2_000, 6_500, 3_000),
    "bhv": (3_500, 3_000, 3_000),
    "gaia": (3_500, 4_500, 4_000),
    "mazovia": (3_000, 3_500, 3_500),
    "pole-scs": (4_000, 4_000, 4_500),
    "elbe-ports": (1_000, 6_000, 6_000),
    "gdynia-bay": (1_000, 4_000, 4_000),
    "tejo": (1_000, 4_000, 4_000),
}


def plan(partnership: Partnership, *, by) -> None:
    for cluster in Cluster.objects.filter(partnership=partnership).order_by("pk"):
        for year, eur in zip((2022, 2023, 2024), PLANNED_EUR[cluster.code], strict=True):
            plan_line(partnership, cluster=cluster, year=year, planned_cents=eur * 100, by=by, now=LOADED)
