"""What reports ask of people: coordinators make, check and freeze them; auditors read what was delivered."""

from datetime import datetime, time

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from excite.audit.models import Event
from excite.days import PROGRAMME_ZONE
from excite.jobs import Status as Job
from excite.waiting import Task
from excite.words import day

from ..models import Report, ReportingPeriod

MOST = 50


def waiting(user, *, today, now):
    """At most three queries; none for those who neither coordinate nor audit."""
    held = user.standing
    if held.coordinates:
        yield from map(_to_make, _periods_without_report(held.coordinates, today))
        yield from map(_to_finish, _not_frozen(held.coordinates))
    if held.audits:
        yield from map(_to_read, _unread(user))


def _periods_without_report(partnerships, today):
    """Periods that are over, for which no report is frozen and none is on its way."""
    there = Report.objects.kept().filter(period=OuterRef("pk"))
    over = ReportingPeriod.objects.filter(partnership__in=partnerships, ends_on__lt=today)
    return over.exclude(Exists(there)).select_related("partnership").order_by("ends_on", "pk")[:MOST]


def _not_frozen(partnerships):
    """Reports that are made and not frozen, and those whose making has failed or was stopped."""
    rows = Report.objects.filter(partnership__in=partnerships).with_people().with_job()
    stuck = Q(status=Report.Status.BUILDING, job_status__in=(Job.FAILED, Job.CANCELLED))
    return rows.filter(Q(status=Report.Status.READY) | stuck).order_by("made_at", "pk")[:MOST]


def _unread(user):
    """Frozen reports of which this person has not taken any file: the log notes every download."""
    taken = Event.objects.filter(
        subject_kind=Report.audit_kind, verb="download", actor=user, subject_id=OuterRef("key")
    )
    rows = Report.objects.frozen().filter(partnership__in=user.standing.audits).with_people()
    rows = rows.annotate(key=Cast("pk", CharField())).exclude(Exists(taken))
    return rows.order_by("frozen_at", "pk")[:MOST]


def _to_make(period) -> Task:
    make = reverse("reporting:make", args=[period.partnership.slug])
    return Task(
        kind="report.make",
        title=_("Make the report of period %(number)s") % {"number": period.number},
        url=f"{make}?until={period.ends_on.isoformat()}",
        since=datetime.combine(period.ends_on, time.max, PROGRAMME_ZONE),
        record=str(period.partnership),
    )


def _to_finish(report) -> Task:
    ready = report.status == Report.Status.READY
    title = (
        _("Check the report up to %(day)s, and freeze it")
        if ready
        else _("Make the report up to %(day)s again: it did not come to an end")
    )
    return _task(report, "report.check" if ready else "report.retry", title, since=report.made_at)


def _to_read(report) -> Task:
    return _task(
        report, "report.read", _("Download and read the report up to %(day)s"), since=report.frozen_at
    )


def _task(report, kind, title, *, since) -> Task:
    return Task(
        kind=kind,
        title=title % {"day": day(report.until)},
        url=reverse("reporting:report", args=[report.partnership.slug, report.uuid]),
        since=since,
        record=str(report.partnership),
    )
