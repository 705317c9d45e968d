"""Acts on a report: start it, stop and retry its making, freeze it, discard it."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from excite import audit, jobs
from excite.days import day_of
from excite.workflow import NotAllowed, Refused
from reporting.figures import last_report
from reporting.models import Report, ReportFile, ReportingPeriod, ReportJob
from reporting.workflow import REPORT

from . import files, seal


class TooEarly(Refused):
    default = _("The grant had not begun on this day. Please choose a later cut-off.")


class PeriodFrozen(Refused):
    default = _(
        "The report of this period is frozen already. To see what it would say today, choose a free cut-off."
    )


class CutOffAhead(Refused):
    default = _(
        "The cut-off lies ahead, so more may still be counted. Freeze the report when that day is over."
    )


class FrozenAlready(Refused):
    default = _("A report up to this day or a later one is frozen already; an earlier one cannot follow it.")


class Outdated(Refused):
    default = _(
        "Another report was frozen after this one was made, so its comparison is out of date. Make it again."
    )


class Damaged(Refused):
    default = _("Figures or files of this report are not as they were made. Discard it and make it again.")


def may_make(partnership: Partnership, user) -> bool:
    """Reports are the coordinator's."""
    return partnership.pk in user.standing.coordinates


def start(
    partnership: Partnership,
    *,
    until: date,
    by,
    now: datetime,
    period: ReportingPeriod | None = None,
    known_on: date | None = None,
    language: str = "en",
    note: str = "",
    uuid: UUID | None = None,
    send: bool = True,
) -> Report:
    """A new report and the job that makes it. ``by`` None is the system, which may.

    The same form sent again (``uuid``), or the same report asked for twice while it is being made, gives the
    one that is there. With ``send`` False the caller does the job itself. Raises NotAllowed, TooEarly,
    PeriodFrozen.
    """
    if by is not None and not may_make(partnership, by):
        raise NotAllowed
    if until < partnership.starts_on:
        raise TooEarly
    there = _same(partnership, until, language, uuid)
    if there:
        return there
    if period and Report.objects.frozen().filter(period=period).exists():
        raise PeriodFrozen
    report = Report(
        partnership=partnership,
        period=period,
        until=until,
        known_on=known_on,
        language=language,
        note=note,
        made_by=by,
        made_at=now,
        **({"uuid": uuid} if uuid else {}),
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            audit.record(report, "start", by=by, now=now, details={"until": until, "known_on": known_on})
            _order(report, by, send)
    except IntegrityError:
        if there := _same(partnership, until, language, uuid):
            return there
        raise
    return report


def _same(partnership, until, language, uuid) -> Report | None:
    ours = Report.objects.filter(partnership=partnership)
    building = ours.filter(until=until, language=language, status=Report.Status.BUILDING)
    return (ours.filter(uuid=uuid).first() if uuid else None) or building.first()


def _order(report, by, send) -> None:
    job = ReportJob(report=report, requested_by=by)
    if send:
        jobs.enqueue(job)
    else:
        job.save(force_insert=True)


def latest_job(report: Report) -> ReportJob | None:
    return ReportJob.objects.filter(report=report).order_by("-pk").first()


def stop(report: Report, *, by, now: datetime) -> Report:
    """End the making. ``report`` comes from ``with_job``. Raises NotAllowed, WrongStatus."""
    with transaction.atomic():
        REPORT.move("stop", report, by=by, now=now)
        jobs.cancel(latest_job(report))
    return report


def retry(report: Report, *, by, now: datetime) -> Report:
    """Make it again after a failure or a stop. ``report`` comes from ``with_job``."""
    with transaction.atomic():
        REPORT.move("retry", report, by=by, now=now)
        jobs.repeat(latest_job(report))
    return report


def discard(report: Report, *, by, now: datetime) -> Report:
    """Nothing of it remains but the line in the list and in the log."""
    with transaction.atomic():
        REPORT.move("discard", report, by=by, now=now)
        if (job := latest_job(report)) is not None:
            jobs.cancel(job)
        paths = [files.path_of(file) for file in report.files.all()]
        ReportFile.objects.filter(report=report).delete()
        report.rows.all().delete()
        report.restatements.all().delete()
        transaction.on_commit(lambda: files.remove(paths))
    return report


def hand_out(report: Report, ending: str, *, by, now: datetime) -> ReportFile | None:
    """The file, with a line in the log that says who took it. None where there is no such file (any more)."""
    file = report.files.filter(format=ending).first()
    if file is None or not files.path_of(file).is_file():
        return None
    audit.record(report, "download", by=by, now=now, details={"format": ending}, internal=True)
    return file


def freeze(report: Report, *, by, now: datetime) -> Report:
    """Deliver it: from now on nothing in it changes, and the next report compares itself with it.

    Raises NotAllowed, WrongStatus, CutOffAhead, FrozenAlready, PeriodFrozen, Outdated, Damaged.
    """
    REPORT.check("freeze", report, by=by)
    if report.until >= day_of(now):
        raise CutOffAhead
    if seal.faults(report):
        raise Damaged
    try:
        with transaction.atomic():
            # One freeze at a time in a partnership: the line of frozen reports only grows at its end.
            Partnership.objects.select_for_update().get(pk=report.partnership_id)
            _check_line(report)
            changes = {"frozen_by": by, "frozen_at": now, "checksum": seal.checksum(report)}
            return REPORT.move("freeze", report, by=by, now=now, details={"digest": report.digest}, **changes)
    except IntegrityError:
        raise PeriodFrozen from None


def _check_line(report: Report) -> None:
    frozen = Report.objects.frozen().filter(partnership=report.partnership_id)
    if report.period_id and frozen.filter(period=report.period_id).exists():
        raise PeriodFrozen
    if frozen.filter(until__gte=report.until).exists():
        raise FrozenAlready
    last, _figures = last_report(report.partnership, report.until)
    if (last.pk if last else None) != report.previous_id:
        raise Outdated
