"""Reports of periods that are over, made and frozen as if each had been delivered shortly after its end."""

from datetime import datetime, time, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Partnership
from excite import jobs
from excite.days import PROGRAMME_ZONE
from excite.workflow import Refused
from reporting.models import Report, ReportingPeriod, ReportJob

from . import reports
from .making import WRITERS, make

DELIVERED_AFTER = timedelta(days=15)
OFFICE_HOUR = time(10, 0)


class NotMade(Refused):
    """A report could not be made; the sentence is the job's."""


def make_now(report: Report, *, now: datetime, formats=tuple(WRITERS)) -> Report:
    """Do the report's job here, without a worker. Raises NotMade with the reason."""
    job = _ours(reports.latest_job(report))
    if job is None:
        raise NotMade(_("Somebody else is making this report already."))
    try:
        make(job, progress=partial(jobs.advance, job), now=now, formats=formats)
    except (jobs.Lost, jobs.TryAgain) as fault:
        jobs.fail(job, str(fault))
        raise NotMade(str(fault) or _("Somebody stopped this report.")) from None
    except BaseException:
        jobs.fail(job, _("This was interrupted."))
        raise
    report.refresh_from_db()
    return report


def _ours(job: ReportJob) -> ReportJob | None:
    """The job claimed, also one that failed or was dropped before; None while somebody is at it."""
    if job.status in (jobs.Status.FAILED, jobs.Status.CANCELLED):
        jobs.repeat(job)
    elif job.status == jobs.Status.RUNNING and job.lease_until < timezone.now():
        jobs.give_back(job)
    return jobs.claim(ReportJob, job.pk)


def freeze_history(
    partnership: Partnership, *, by, now: datetime, language: str = "en", formats=tuple(WRITERS)
) -> list[Report]:
    """Make and freeze the report of every period that is over and has none, the earliest first.

    Each counts what was known on the day of its delivery. ``by`` is a coordinator. ``formats`` may leave out
    the PDF where speed matters.
    """
    periods = ReportingPeriod.objects.filter(partnership=partnership).order_by("ends_on", "pk")
    done = set(Report.objects.frozen().filter(partnership=partnership).values_list("period", flat=True))
    made = []
    for period in periods:
        delivered = datetime.combine(period.ends_on + DELIVERED_AFTER, OFFICE_HOUR, PROGRAMME_ZONE)
        if period.pk in done or delivered > now:
            continue
        report = reports.start(
            partnership,
            until=period.ends_on,
            period=period,
            known_on=delivered.date(),
            language=language,
            by=by,
            now=delivered,
            send=False,
        )
        make_now(report, now=delivered, formats=formats)
        made.append(reports.freeze(report, by=by, now=delivered + timedelta(hours=4)))
    return made
