"""The scoreboard: how far the partnership is, against its targets and its last report."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.models import Cluster
from excite import charts
from excite.pills import Pill
from excite.words import number, say
from reporting.documents.charts import flow_matrix, gaps, progress_chart
from reporting.documents.content import member_countries
from reporting.documents.wording import short, since_words
from reporting.figures import Compared, Scope, Step, compared, headline, last_report, travels
from reporting.filters import Asked, pills
from reporting.models import Report, ReportingPeriod

from .figures import Line, line
from .payments import Promptness, promptness

KEYS = ("exchanges", "exchanges_by_smes", "staff_trained", "grants_paid")


@dataclass(frozen=True)
class KeyFigure:
    """One of the four numbers at the top. ``aside`` is a second thing to know about it."""

    line: Line
    of: str
    track: charts.Track | None
    since: str
    aside: str
    aside_kind: str


@dataclass(frozen=True)
class Scoreboard:
    scope: Scope
    headline: str
    last: Report | None
    since: str
    keys: tuple[KeyFigure, ...]
    lines: tuple[Line, ...]
    not_recorded: tuple[Line, ...]
    charts: charts.StepCharts
    steps: tuple[tuple[Step, int, int], ...]
    matrix: charts.Matrix
    gaps: str
    pills: list[Pill]
    problems: tuple[str, ...]
    query: str


def scoreboard(given: Asked, partnership, *, today: date) -> Scoreboard:
    scope = given.scope(partnership, today=today)
    last, reported = last_report(partnership, scope.until) if scope.is_whole else (None, {})
    found = compared(scope, last, reported)
    lines = tuple(line(one, scope, _rows_url(partnership, one.figure.code, given.query())) for one in found)
    travelled = travels(scope)
    days, between = travelled.steps, travelled.flows
    clusters = list(Cluster.objects.filter(partnership=partnership).for_list())
    countries = member_countries(partnership, clusters)
    values = {one.figure.code: one for one in found}
    return Scoreboard(
        scope=scope,
        headline=say(headline([one.figure for one in found])),
        last=last,
        since=since_words(last),
        keys=_keys(lines, values, scope, since_words(last)),
        lines=tuple(one for one in lines if one.total),
        not_recorded=tuple(one for one in lines if not one.total),
        charts=progress_chart(partnership, days, until=scope.until, target=values["exchanges"].figure.target),
        steps=_running(days),
        matrix=flow_matrix(countries, between, _pair_url(partnership, given)),
        gaps=gaps(countries, between) if scope.is_whole else "",
        pills=pills(
            given,
            periods=ReportingPeriod.objects.filter(partnership=partnership).order_by("number", "pk"),
            clusters=clusters,
            countries={home for home, _away in between},
            today=today,
        ),
        problems=given.problems,
        query=given.query(),
    )


def _rows_url(partnership, code: str, query: str) -> str:
    address = reverse("reporting:rows", kwargs={"partnership": partnership.slug, "code": code})
    return address + (query if query != "?" else "")


def _pair_url(partnership, given: Asked):
    def address(home, away):
        return _rows_url(partnership, "exchanges", given.query(home=home, away=away))

    return address


def _running(days: tuple[Step, ...]) -> tuple[tuple[Step, int, int], ...]:
    """Each day with the totals after it: the chart as a table."""
    shown, every, by_smes = [], 0, 0
    for step in days:
        every, by_smes = every + step.exchanges, by_smes + step.by_smes
        shown.append((step, every, by_smes))
    return tuple(shown)


def _keys(lines, values: dict[str, Compared], scope: Scope, since: str) -> tuple[KeyFigure, ...]:
    by_code = {one.code: one for one in lines}
    make = {"exchanges_by_smes": _smes, "grants_paid": _paid}
    return tuple(
        make.get(code, _plain)(by_code[code], values, scope, since) for code in KEYS if code in by_code
    )


def _plain(one: Line, values, scope, since) -> KeyFigure:
    return KeyFigure(one, one.of, one.track, since, one.pace, one.pace_kind)


def _smes(one: Line, values, scope, since) -> KeyFigure:
    """Their share of all exchanges, and how many different ones they are."""
    all_of_them = values["exchanges"].figure.value
    mine, distinct = values["exchanges_by_smes"].figure.value, values["smes_supported"].figure.value
    share = _("%(share)s %%") % {"share": number(round(100 * mine / all_of_them))} if all_of_them else ""
    words = _("%(number)s different SMEs") % {"number": number(distinct)}
    return KeyFigure(one, share, charts.track(mine, all_of_them), since, words, "soft")


def _paid(one: Line, values, scope, since) -> KeyFigure:
    """Against what the grants of all completed exchanges come to, and how quickly they were paid."""
    speed: Promptness = promptness(scope)
    track = charts.track(speed.paid_cents, speed.owed_cents)
    one = replace(one, total=short(values["grants_paid"].figure.value, places=2))
    return KeyFigure(one, one.unit, track, since, speed.words, "warn" if speed.late else "good")
