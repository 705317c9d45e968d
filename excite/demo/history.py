"""The programme files and sheets that lie in `excite/demo_data`, loaded by the same services as anybody's."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from clusters.models import Partnership
from exchanges.services.imports import import_history
from excite.programme import load_programme
from missions.models import MissionPlace

from .moments import LOADED

DATA = Path(__file__).resolve().parent.parent / "demo_data"
# A town of the published missions in which no organisation of the demonstration has its seat.
WEIZ = ("47.21830", "15.62500")


def load(name: str) -> Partnership:
    partnership, _tally = load_programme(DATA / name / "partnership.json", by=None, now=LOADED)
    places = MissionPlace.objects.filter(mission__partnership=partnership, name="Weiz")
    places.update(latitude=WEIZ[0], longitude=WEIZ[1])
    return partnership


def import_rows(partnership: Partnership) -> Iterator[str]:
    """The two sheets; a fault in them is an error of ours, so it is not caught."""
    folder = DATA / partnership.slug
    outcome = import_history(
        partnership,
        organisations_file=folder / "organisations.csv",
        exchanges_file=folder / "exchanges.csv",
        by=None,
        now=LOADED,
    )
    if outcome.faults:
        raise ValueError("\n".join(map(str, outcome.faults.kept)))
    yield from (f"{partnership}, {line}" for line in outcome.tally.lines())
    partnership.refresh_from_db()
    yield _("%(partnership)s: the sheets are in.") % {"partnership": partnership}
