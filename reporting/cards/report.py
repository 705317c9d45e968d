"""One report: where it stands, what it says, what to check before it is frozen."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Subquery, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Partnership
from exchanges.models import Exchange, TravelGrant
from excite.words import number, say, short_day
from missions.models import Mission
from reporting import services
from reporting.documents.content import Content
from reporting.documents.wording import change, last_words, name_of, pace_words, period_words, shown
from reporting.figures import Scope, count, pace
from reporting.models import PublishedFigure, Report, ReportFile, ReportJob
from reporting.workflow import REPORT

HOLDS, LOOK, STOP = "holds", "waivable", "stop"
RESTATED_SHOWN = 200
NOT_TO_BE_HELD = (Mission.Status.HELD, Mission.Status.CANCELLED, Mission.Status.DRAFT)


@dataclass(frozen=True)
class Check:
    """One thing to look at before freezing. Only ``stop`` keeps the report from being frozen."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class ReportLine:
    code: str
    label: str
    unit: str
    what: str
    note: str
    total: str
    target: str
    previous: str
    new: str
    restated: str
    pace: str
    pace_kind: str
    url: str


@dataclass(frozen=True)
class ReportCard:
    report: Report
    job: ReportJob | None
    period: str
    compared_with: str
    lines: tuple[ReportLine, ...]
    not_recorded: tuple[ReportLine, ...]
    restated: tuple
    restated_more: int
    files: tuple[ReportFile, ...]
    checks: tuple[Check, ...]
    actions: frozenset
    can_freeze: bool

    @property
    def title(self) -> str:
        if self.report.period:
            return _("Report of period %(number)s") % {"number": self.report.period.number}
        return _("Report up to %(day)s") % {"day": short_day(self.report.until)}

    @property
    def may_stop(self) -> bool:
        return "stop" in self.actions

    @property
    def may_retry(self) -> bool:
        return "retry" in self.actions

    @property
    def may_freeze(self) -> bool:
        return "freeze" in self.actions

    @property
    def may_discard(self) -> bool:
        return "discard" in self.actions

    @property
    def lacks_pdf(self) -> bool:
        return bool(self.files) and not any(file.format == "pdf" for file in self.files)


def report_card(report: Report, *, user, today: date) -> ReportCard:
    """``report`` comes from ``with_people().with_job()``."""
    content = Content(report)
    done = report.status in (Report.Status.READY, Report.Status.FROZEN)
    lines = tuple(_line(report, figure) for figure in content.figures) if done else ()
    actions = frozenset(action.name for action in REPORT.open_to(user, report))
    files = tuple(sorted(report.files.all(), key=_for_people_first)) if done else ()
    checks = _checks(report, content, files, today) if report.status == Report.Status.READY else ()
    restated = _first_restated(report) if done else ()
    return ReportCard(
        report=report,
        job=services.latest_job(report) if report.status == Report.Status.BUILDING else None,
        period=period_words(report),
        compared_with=last_words(report.previous) if done else "",
        lines=tuple(one for one in lines if one.total),
        not_recorded=tuple(one for one in lines if not one.total),
        restated=tuple(_restated(row, content) for row in restated),
        restated_more=restated[0].in_all - len(restated) if restated else 0,
        files=files,
        checks=checks,
        actions=actions,
        can_freeze=not any(check.kind == STOP for check in checks),
    )


def _line(report: Report, figure) -> ReportLine:
    partnership = report.partnership
    grant = {"starts_on": partnership.starts_on, "ends_on": partnership.ends_on, "until": report.until}
    leads = pace(figure.value, figure.target, **grant)
    return ReportLine(
        code=figure.code,
        label=figure.label,
        unit=figure.unit,
        what=figure.rule,
        note=figure.note,
        total=shown(figure.value, figure.places),
        target=shown(figure.target),
        previous=shown(figure.previous, figure.places),
        new=change(figure.new, figure.places),
        restated=change(figure.restated, figure.places) if figure.restated else "",
        pace=pace_words(leads),
        pace_kind="" if leads is None else "good" if leads.on_course else "warn",
        url=reverse(
            "reporting:report_rows",
            kwargs={"partnership": partnership.slug, "uuid": report.uuid, "code": figure.code},
        ),
    )


def _first_restated(report) -> tuple:
    """The first rows, each with the number of all: one query, and never more rows than are shown."""
    rows = report.restatements.annotate(in_all=Window(Count("pk"))).order_by("pk")
    return tuple(rows[:RESTATED_SHOWN])


def _restated(row, content: Content) -> dict:
    figure = content.figure(row.code)
    return {
        "label": figure.label,
        "name": name_of(row),
        "effect": change(row.amount, figure.places),
        "reason": say(row.reason),
    }


def _for_people_first(file: ReportFile) -> int:
    return ReportFile.Format.values.index(file.format)


# --- Before it is frozen -------------------------------------------------------------------------------


def _checks(report: Report, content: Content, files, today: date) -> tuple[Check, ...]:
    found = [
        _day_is_over(report, today),
        _still_compared_with_the_last(report),
        _nothing_has_changed(report, content),
        _published(report, content),
        *_work_left(report),
        _complete(files),
    ]
    return tuple(check for check in found if check is not None)


def _day_is_over(report, today) -> Check:
    if report.until < today:
        return Check(HOLDS, _("The day of the cut-off is over."))
    return Check(
        STOP,
        _("The day of the cut-off is not over yet. The report can be frozen from %(day)s on.")
        % {"day": short_day(report.until + timedelta(days=1))},
    )


def _still_compared_with_the_last(report) -> Check:
    frozen = Report.objects.frozen().filter(partnership=report.partnership_id)
    newest = frozen.order_by("-until", "-pk").first()
    if newest is not None and newest.until >= report.until:
        return Check(STOP, str(services.FrozenAlready.default))
    if (newest.pk if newest else None) != report.previous_id:
        return Check(STOP, str(services.Outdated.default))
    return Check(HOLDS, _("It is compared with the last frozen report."))


def _nothing_has_changed(report, content) -> Check:
    """Figures as they would be today; a difference is no fault, but somebody should know."""
    scope = Scope.of(report.partnership, until=report.until, known_on=report.known_on)
    now = {figure.code: figure for figure in count(scope, targets=False)}
    changed = [
        f"{one.label}: {_or_dash(one)} → {_or_dash(now[one.code])}"
        for one in content.figures
        if one.code in now and one.value != now[one.code].value
    ]
    if not changed:
        return Check(HOLDS, _("The figures are the same as they would be if it were made now."))
    words = _("The records have changed since it was made: %(what)s. Make it again to take this in.")
    return Check(LOOK, words % {"what": "; ".join(changed)})


def _or_dash(figure) -> str:
    return shown(figure.value, figure.places) or "–"


def _published(report, content) -> Check | None:
    printed = PublishedFigure.objects.filter(partnership=report.partnership, cut_off=report.until).first()
    if printed is None:
        return None
    ours = tuple(int(content.figure(code).value or 0) for code in ("exchanges", "exchanges_by_smes"))
    values = {
        "day": short_day(printed.published_on),
        "exchanges": number(printed.exchanges),
        "smes": number(printed.by_smes),
    }
    if ours == (printed.exchanges, printed.by_smes):
        return Check(HOLDS, _("The same as published on %(day)s: %(exchanges)s (%(smes)s).") % values)
    return Check(LOOK, _("On %(day)s, %(exchanges)s (%(smes)s) was published for this cut-off.") % values)


def _work_left(report) -> list[Check]:
    """What would count if somebody finished it: one query for three numbers."""
    left = _unfinished(report)
    return [
        _left(
            left["stays_left"],
            ngettext(
                "%(number)s stay is over but not validated, and is not counted.",
                "%(number)s stays are over but not validated, and are not counted.",
                left["stays_left"],
            ),
            _("Every stay that is over has been validated, or was not carried out."),
        ),
        _left(
            left["missions_left"],
            ngettext(
                "%(number)s mission is over but not recorded as held.",
                "%(number)s missions are over but not recorded as held.",
                left["missions_left"],
            ),
            _("Every mission that is over is recorded as held or cancelled."),
        ),
        _left(
            left["grants_left"],
            ngettext(
                "%(number)s lump sum was due by then and is not paid.",
                "%(number)s lump sums were due by then and are not paid.",
                left["grants_left"],
            ),
            _("Every lump sum that was due is paid."),
        ),
    ]


def _unfinished(report) -> dict[str, int]:
    waiting = [Exchange.Status.COMMITTED, Exchange.Status.REPORTED]
    over = Exchange.objects.until(report.until).filter(status__in=waiting)
    held = Mission.objects.filter(ends_on__lte=report.until).exclude(status__in=NOT_TO_BE_HELD)
    late = TravelGrant.objects.due().filter(due_on__lte=report.until)
    ours = Partnership.objects.filter(pk=report.partnership_id)
    return ours.values(
        stays_left=_many(over, "partnership"),
        missions_left=_many(held, "partnership"),
        grants_left=_many(late, "exchange__partnership"),
    ).get()


def _many(records, path: str) -> Coalesce:
    """How many of these records a partnership has, as part of another query."""
    own = records.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(own.annotate(many=Count("pk")).values("many")), 0)


def _left(many: int, words: str, fine: str) -> Check:
    return Check(LOOK, words % {"number": number(many)}) if many else Check(HOLDS, fine)


def _complete(files) -> Check:
    there = {file.format for file in files}
    missing = [label for ending, label in ReportFile.Format.choices if ending not in there]
    if not missing:
        return Check(HOLDS, _("PDF, XLSX, CSV and JSON are there."))
    return Check(
        LOOK, _("Missing: %(files)s. This server could not make it.") % {"files": ", ".join(missing)}
    )
