"""The work of the report job: count, store, write the files, finish. May be killed anywhere and run again."""

import logging
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from excite import jobs
from excite.printing import PdfUnavailable
from excite.words import say
from reporting.documents import paper, tables, workbook
from reporting.documents.content import Content
from reporting.figures import (
    Compared,
    Row,
    Scope,
    compared,
    each_row,
    headline,
    indicator_of,
    last_report,
    restated_rows,
)
from reporting.models import CountedRow, Report, ReportFigure, ReportJob, RestatedRow
from reporting.workflow import REPORT

from . import files, seal

logger = logging.getLogger(__name__)

AT_ONCE = 1000  # rows written in one short transaction
COUNTS = 3  # attempts to count while others write

WRITERS = {
    "json": tables.write_json,
    "csv": tables.write_csv,
    "xlsx": workbook.write_xlsx,
    "pdf": paper.write_pdf,
}


def make(job: ReportJob, *, progress: Callable, now: datetime, formats=tuple(WRITERS)) -> None:
    """Raises jobs.Lost when it is no longer wanted, jobs.TryAgain when the data would not stand still."""
    report = Report.objects.with_people().get(pk=job.report_id)
    with translation.override(report.language):
        tell = _teller(job, progress)
        tell(5, _("Counting"))
        _count(report, job, tell, now)
        drafts = {}
        try:
            for number, ending in enumerate(formats):
                tell(50 + 40 * number // len(formats), _("Writing %(format)s") % {"format": ending.upper()})
                _write(Content(report), ending, drafts)
            tell(95, _("Putting it in its place"))
            _finish(report, job, drafts, now)
        finally:
            for path in drafts.values():
                path.unlink(missing_ok=True)


def _teller(job, progress):
    """Shows progress and renews the lease: work done in the caller's own process has no watcher."""

    def tell(percent, message):
        if not jobs.renew(job):
            raise jobs.Lost
        progress(percent, message)

    return tell


def _count(report: Report, job, tell, now: datetime) -> None:
    """Figures and rows, stored. Counted again if they do not add up, because somebody wrote in between."""
    for _attempt in range(COUNTS):
        scope = Scope.of(report.partnership, until=report.until, known_on=report.known_on)
        last, reported = last_report(report.partnership, report.until)
        figures = compared(scope, last, reported)
        sums = _store_rows(report, scope, figures, job, tell)
        if _add_up(figures, sums):
            break
    else:
        raise jobs.TryAgain(_("The data changed while they were being counted."), after=10)
    restated = restated_rows(scope, last, [one.figure.code for one in figures]) if last else []
    with transaction.atomic():
        jobs.advance(job, 45, _("Storing what was counted"))
        _store_figures(report, figures)
        RestatedRow.objects.filter(report=report).delete()
        RestatedRow.objects.bulk_create((_restated(report, row) for row in restated), AT_ONCE)
    report.previous = last
    report.headline = say(headline([one.figure for one in figures]))
    report.data_as_of = min(now, scope.known_until) if scope.known_until else now
    report.digest = seal.digest(report)


def _add_up(figures: tuple[Compared, ...], sums: dict[str, Decimal]) -> bool:
    counted = [one.figure for one in figures if one.figure.value is not None]
    return all(sums[figure.code] == figure.value for figure in counted)


def _store_rows(report, scope, figures: tuple[Compared, ...], job, tell) -> dict[str, Decimal]:
    """Every counted row, some at a time. What a killed attempt left behind is cleared away first."""
    with transaction.atomic():
        tell(10, _("Listing what was counted"))
        CountedRow.objects.filter(report=report).delete()
    sums = {}
    for number, one in enumerate(figures):
        code = one.figure.code
        percent = 10 + 35 * number // len(figures)
        sums[code] = Decimal(0)
        indicator = indicator_of(code)
        rows = each_row(indicator, scope) if indicator and one.figure.value is not None else iter(())
        while batch := list(islice(rows, AT_ONCE)):
            with transaction.atomic():
                # Holds the job's row until the commit: an attempt that lost the job writes nothing more.
                jobs.advance(job, percent, _("Listing: %(indicator)s") % {"indicator": one.figure.label})
                CountedRow.objects.bulk_create([_counted(report, row) for row in batch])
            sums[code] += sum(Decimal(row.amount) for row in batch)
            jobs.renew(job)
    return sums


def _counted(report: Report, row: Row) -> CountedRow:
    return CountedRow(
        report=report,
        code=row.code,
        kind=row.kind,
        record=row.record,
        reference=row.reference[:200],
        counted_on=row.counted_on,
        amount=row.amount,
        classification={**row.facts, "why": row.why.as_json()},
    )


def _restated(report: Report, row) -> RestatedRow:
    return RestatedRow(
        report=report,
        code=row.code,
        kind=row.kind,
        record=row.record,
        reference=row.reference[:200],
        change=row.change,
        amount=row.amount,
        reason=row.reason.as_json(),
    )


def _store_figures(report: Report, figures: tuple[Compared, ...]) -> None:
    ReportFigure.objects.filter(report=report).delete()
    ReportFigure.objects.bulk_create(
        ReportFigure(
            report=report,
            position=position,
            code=one.figure.code,
            label=str(one.figure.label),
            unit=str(one.figure.unit),
            rule=str(one.figure.rule),
            date_rule=str(one.figure.date_rule),
            note=say(one.figure.note) if one.figure.note else "",
            places=one.figure.places,
            value=one.figure.value,
            target=one.figure.target,
            previous=one.previous,
            new=one.new,
            restated=one.restated,
        )
        for position, one in enumerate(figures)
    )


def _write(content: Content, ending: str, drafts: dict[str, Path]) -> None:
    path = drafts[ending] = files.draft(ending)
    try:
        WRITERS[ending](content, path)
    except PdfUnavailable as missing:
        # Everything else of the report is whole; its page says what is missing, and why.
        logger.warning("No PDF: %s", missing)
        path.unlink(missing_ok=True)
        del drafts[ending]


def _finish(report: Report, job, drafts: dict[str, Path], now: datetime) -> None:
    """The effect, once: only the attempt that holds the job gets here, and a discarded report refuses it."""
    kept = ("previous", "headline", "data_as_of", "digest")
    with jobs.finish(job):
        changes = {name: getattr(report, name) for name in kept}
        REPORT.move("finish", report, by=None, now=now, details={"digest": report.digest}, **changes)
        report.files.all().delete()
        files.place(report, drafts)
