"""Every number opens its rows: which records it counts, what each adds, and why."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse

from clusters.models import Cluster
from excite.pills import Pill
from excite.words import number, say
from reporting.documents.content import member_countries
from reporting.documents.wording import change, name_of, shown, since_words
from reporting.figures import Indicator, Restated, Row, Scope, compared, last_report, restated_rows
from reporting.filters import ELSE, Asked, pills
from reporting.models import Report, ReportFigure, ReportingPeriod

from .addresses import address_of
from .figures import Line, line

ON_A_PAGE = 50
COMPARED_AT_ONCE = 2000  # rows; more are compared in a report, by its job


@dataclass(frozen=True)
class ShownRow:
    name: str
    url: str
    about: str
    home: str
    away: str
    counted_on: date | None
    adds: str
    why: str


@dataclass(frozen=True)
class ShownRestated:
    name: str
    url: str
    effect: str
    reason: str


@dataclass(frozen=True)
class RowsPage:
    line: Line
    date_rule: str
    scope: Scope
    last: Report | None
    since: str
    rows: tuple[ShownRow, ...]
    page: Page
    pages: list
    restated: tuple[ShownRestated, ...]
    pills: list[Pill]
    problems: tuple[str, ...]
    query: str
    amounts: bool  # whether rows add different amounts


def rows_page(indicator: Indicator, given: Asked, partnership, *, today: date, page: str) -> RowsPage:
    scope = given.scope(partnership, today=today)
    clusters = list(Cluster.objects.filter(partnership=partnership).for_list())
    one_way = bool({"home", "away"} & given.values.keys()) and _has_ways(indicator)
    whole = scope.is_whole and not one_way
    last, reported = last_report(partnership, scope.until) if whole else (None, {})
    (one,) = compared(scope, last, reported, only=[indicator.code])
    found = Paginator(_records(indicator, scope, given, member_countries(partnership, clusters)), ON_A_PAGE)
    shown_page = found.get_page(page)
    counted = line(one, scope, "")
    return RowsPage(
        line=replace(counted, total=number(found.count)) if one_way else counted,
        date_rule=str(indicator.date_rule),
        scope=scope,
        last=last,
        since=since_words(last),
        rows=tuple(
            _live(indicator.as_row(record), indicator.places, partnership, given) for record in shown_page
        ),
        page=shown_page,
        pages=list(found.get_elided_page_range(shown_page.number)),
        restated=_restated(one, indicator, scope, last, found.count),
        pills=pills(
            given,
            periods=ReportingPeriod.objects.filter(partnership=partnership).order_by("number", "pk"),
            clusters=clusters,
            countries=(),
            today=today,
        ),
        problems=given.problems,
        query=given.query(),
        amounts=bool(indicator.places) or indicator.code == "b2b_meetings",
    )


def _has_ways(indicator: Indicator) -> bool:
    """Whether its rows go from one country to another."""
    return indicator.source.kind == "exchange" and not indicator.tally.grouped


def _records(indicator: Indicator, scope: Scope, given: Asked, members: list[str]):
    """The rows, perhaps those of one field of the matrix."""
    rows = indicator.rows(scope)
    if not _has_ways(indicator):
        return rows
    for name, path in (("home", "visitor__country"), ("away", "host__country")):
        place = given.values.get(name)
        if place == ELSE:
            rows = rows.filter(~Q(**{f"{path}__in": members}))
        elif place:
            rows = rows.filter(**{path: place})
    return rows


def _restated(one, indicator, scope, last, many) -> tuple[ShownRestated, ...]:
    """Row by row, as long as that is quickly found; also where the differences cancel each other out."""
    if last is None or one.previous is None or many > COMPARED_AT_ONCE:
        return ()
    found = restated_rows(scope, last, [indicator.code])
    return tuple(_as_restated(row, indicator.places, scope.partnership) for row in found)


def _as_restated(row: Restated, places: int, partnership) -> ShownRestated:
    url = address_of(partnership.slug, row.kind, row.reference, {})
    return ShownRestated(name_of(row), url, change(row.amount, places), say(row.reason))


def _live(row: Row, places: int, partnership, given: Asked) -> ShownRow:
    if row.kind == "country":
        url = _exchanges_of(row, partnership, given)
    else:
        url = address_of(partnership.slug, row.kind, row.reference, row.facts)
    return _shown(row, row.facts, say(row.why), places, name=row.shown or name_of(row), url=url)


def _exchanges_of(row: Row, partnership, given: Asked) -> str:
    """A country opens its exchanges, up to the same day."""
    way = {"visitor_countries": "home", "host_countries": "away"}[row.code]
    address = reverse("reporting:rows", kwargs={"partnership": partnership.slug, "code": "exchanges"})
    return address + given.query(**{way: row.reference})


def _shown(row, facts, why: str, places: int, *, name: str, url: str) -> ShownRow:
    return ShownRow(
        name=name,
        url=url,
        about=_about(row, facts),
        home=facts.get("visitor_country") or facts.get("country", ""),
        away=facts.get("host_country", ""),
        counted_on=row.counted_on,
        adds=shown(row.amount, places),
        why=why,
    )


def _about(row, facts) -> str:
    """Who it is about, under the name."""
    match row.kind:
        case "exchange":
            return f"{facts['visitor']} → {facts['host']}"
        case "grant":
            return facts["visitor"]
        case "organisation":
            return f"{facts['exchange']} → {facts['host']}"
        case "tandem":
            return f"{facts['topic']}: {', '.join(facts['clusters'])}"
        case _:
            return facts.get("home_cluster", "")


@dataclass(frozen=True)
class StoredRows:
    """The rows that a report counted, as they were then."""

    report: Report
    figure: ReportFigure
    total: str
    rows: tuple[ShownRow, ...]
    page: Page
    pages: list
    amounts: bool


def stored_rows(report: Report, code: str, *, page: str) -> StoredRows | None:
    """None where the report has no such figure."""
    figure = report.figures.filter(code=code, value__isnull=False).first()
    if figure is None:
        return None
    found = Paginator(report.rows.filter(code=code).order_by("pk"), ON_A_PAGE)
    shown_page = found.get_page(page)
    return StoredRows(
        report=report,
        figure=figure,
        total=shown(figure.value, figure.places),
        rows=tuple(_stored(row, figure.places, report.partnership) for row in shown_page),
        page=shown_page,
        pages=list(found.get_elided_page_range(shown_page.number)),
        amounts=bool(figure.places) or code == "b2b_meetings",
    )


def _stored(row, places, partnership) -> ShownRow:
    facts = row.classification
    url = address_of(partnership.slug, row.kind, row.reference, facts)
    return _shown(row, facts, say(facts["why"]), places, name=name_of(row), url=url)
