"""Which report a check code belongs to."""

import re
from dataclasses import dataclass

from reporting.models import Report, ReportFile
from reporting.services import seal

SIGNS = 12


@dataclass(frozen=True)
class Verified:
    """``report`` is None for an unknown code. ``faults`` is None for readers who may not have it checked."""

    code: str
    report: Report | None = None
    files: tuple[ReportFile, ...] = ()
    faults: tuple[str, ...] | None = None


def verified(partnership, code: str, *, user) -> Verified:
    """The public learns of frozen reports only; staff of all, and whether they are still as they were."""
    signs = re.sub(r"[^0-9a-f]", "", code.lower())
    staff = user.is_authenticated and user.standing.is_staff_of(partnership)
    known = Report.objects.filter(partnership=partnership, digest__startswith=signs)
    known = known.kept() if staff else known.frozen()
    report = known.with_people().order_by("pk").first() if len(signs) >= SIGNS else None
    if report is None:
        return Verified(code)
    return Verified(
        report.check_code,
        report,
        tuple(report.files.order_by("format")),
        tuple(seal.faults(report)) if staff else None,
    )
