"""History out of a coordinator's two sheets: organisations and exchanges, all or nothing.

Imported history counts as decided: eligibility is not judged again. Host consent, agreement and evidence are
not invented; they are kept elsewhere, and the exchange is marked as imported. Contradictions are warnings;
what must never be is a fault, and then nothing is saved. The same files again change nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from clusters.services import imports as organisations
from excite import audit
from excite.days import day_of
from excite.intake import Tally
from excite.tables import Findings, Table
from excite.workflow import Refused, WrongStatus
from missions.services.programme import place_on_map

from ..refusals import BudgetExceeded, MissionFull
from .ledger import Ledger
from .plan import ImportPlan
from .rows import COLUMNS
from .writing import write

__all__ = ["Outcome", "Overtaken", "import_history"]


@dataclass
class Outcome:
    """What an import did, or would do. With faults nothing was saved."""

    faults: Findings = field(default_factory=Findings)
    warnings: Findings = field(default_factory=Findings)
    tally: Tally = field(default_factory=Tally)

    @property
    def changed(self) -> bool:
        return self.tally.added.total() > 0


class Overtaken(Refused):
    default = _(
        "People have changed the same records while the sheets were read, so nothing was saved. "
        "Please import them again."
    )


class _TakeBack(Exception):
    """Undoes everything: a fault was found, or it was a dry run."""


def import_history(
    partnership: Partnership,
    *,
    organisations_file: Path,
    exchanges_file: Path,
    by,
    now: datetime,
    dry_run: bool = False,
) -> Outcome:
    """Judge both files to the end, and save them if there is no fault. A dry run does all, then undoes it.

    Raises Overtaken when people changed in the meantime what the sheets were compared with.
    """
    outcome = Outcome()
    notes = {"faults": outcome.faults, "warnings": outcome.warnings}
    tables = (
        Table(organisations_file, organisations.COLUMNS, **notes),
        Table(exchanges_file, COLUMNS, **notes),
    )
    try:
        with transaction.atomic():
            locked = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
            _import(locked, *tables, outcome=outcome, by=by, now=now)
            if outcome.faults or dry_run:
                raise _TakeBack
    except _TakeBack:
        pass
    except (IntegrityError, WrongStatus, BudgetExceeded, MissionFull) as fault:
        raise Overtaken from fault
    for findings in notes.values():
        findings.sort(*tables)
    return outcome


def _import(partnership, organisation_table, exchange_table, *, outcome, by, now):
    register = organisations.plan(partnership, organisation_table, today=day_of(now))
    found = ImportPlan(partnership, register.by_code, whole=organisation_table.whole)
    found.judge(exchange_table)
    ledger = Ledger(partnership, found)
    ledger.judge()
    if outcome.faults:
        return
    organisations.apply(register, tally=outcome.tally)
    write(found, ledger, tally=outcome.tally, by=by, now=now)
    place_on_map(partnership)
    if outcome.changed:
        added = {kind: count for kind, count in outcome.tally.added.items() if count}
        files = [organisation_table.digest, exchange_table.digest]
        audit.record(partnership, "import", by=by, now=now, details={"added": added, "files": files})
