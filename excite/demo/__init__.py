"""The demonstration: the EXCITE programme as it stands on 13 September 2023, and a second, invented one.

Everything that the published data do not hold is invented here. All moments are given, so that the
demonstration is the same whenever it is loaded.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership, User
from excite.workflow import Refused
from reporting.services.history import freeze_history

from . import evening, evidence, harbour, history, money, tandems, work
from .moments import at
from .people import make_people


class NotEmpty(Refused):
    default = _(
        "This database is in use already, and the demonstration needs an empty one. "
        "./run demo --fresh begins anew; it deletes what was changed in the demonstration."
    )


class NoDemo(Refused):
    default = _(
        "Demo mode is off. The demonstration opens accounts with a known password, so it is loaded in demo "
        "mode only: use ./run demo, or set DEMO=1."
    )


def load_demo(*, pdf: bool = True) -> Iterator[str]:
    """Fill an empty database, telling line by line what was done. Raises NotEmpty, NoDemo.

    ``pdf=False`` leaves out the PDF files of the frozen reports, which take longest.
    """
    if not settings.DEMO:
        raise NoDemo
    if User.objects.exists() or Partnership.objects.exists():
        raise NotEmpty
    with transaction.atomic():
        programme = history.load("excite")
        people = make_people(programme)
        money.plan(programme, by=people["coordinator"])
        yield from history.import_rows(programme)
        evidence.add(programme)
        work.begin(programme, people)
        tandems.tell(programme, people)
        yield from harbour.load(people)
    formats = ("pdf", "xlsx", "csv", "json") if pdf else ("xlsx", "csv", "json")
    for report in freeze_history(
        programme, by=people["coordinator"], now=at("2023-09-12", "12:00"), formats=formats
    ):
        yield f"{report}: {report.headline}, frozen."
    yield from evening.tell(programme, people, formats=formats)
