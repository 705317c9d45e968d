"""Scoreboard, rows, reports: what people see, and how little it costs."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.models import Exchange
from excite.audit.models import Event
from missions.models import Mission
from reporting import services
from reporting.models import PublishedFigure, Report, ReportJob

from .. import factories as make
from .conftest import NOW, address, again, words

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_the_demo_day")]

UNTIL = date(2023, 7, 31)
HIDDEN = ("applicant", "host", "administrator", "stranger", "outsider")


@pytest.fixture
def board(client, excite, excite_coordinator):
    """board("?until=…"): the words of EXCITE's scoreboard, read by its coordinator."""
    client.force_login(excite_coordinator)

    def look(query=""):
        answer = client.get(address("scoreboard", "excite") + query)
        assert answer.status_code == 200
        return answer

    return look


# --- Scoreboard ----------------------------------------------------------------------------------------


def test_the_published_third_period(board, excite, excite_coordinator):
    """As in the picture: 60 of 96, 22 more than the last report, 80 by the end, 16 short."""
    services.freeze_history(excite, by=excite_coordinator, now=NOW.replace(month=3), formats=("csv",))
    shown = words(board("?until=2023-07-31"))
    assert "60 exchanges (incl. 27 SMEs) up to 31 July 2023, as known today" in shown
    assert "+22 since period 2 · pace 80 by the end, 16 short" in shown
    assert "27 Exchanges by SMEs: show the rows 45 %" in shown
    assert "+8 since period 2 · 27 different SMEs" in shown
    assert "31,315 Lump sums paid: show the rows EUR" in shown
    assert "No exchange yet between LT and ES, ES and PL." in shown
    assert "Cluster strategies reviewed (target 6): The portal keeps no record of this yet." in shown


def test_until_today_without_a_word(board):
    assert "up to 13 September 2023, as known today" in words(board())


@pytest.mark.parametrize(
    ("until", "headline"),
    [
        ("2022-06-30", "7 exchanges (incl. 1 SME)"),
        ("2023-01-31", "38 exchanges (incl. 19 SMEs)"),
        ("2023-07-31", "60 exchanges (incl. 27 SMEs)"),
    ],
)
def test_cut_offs(board, until, headline):
    assert headline in words(board(f"?until={until}"))


def test_filters_in_the_address(board):
    one = words(board("?until=2023-07-31&cluster=gaia"))
    assert "9 exchanges (incl. 3 SMEs)" in one and "of 96" not in one
    assert "Remove filter: GAIA" in one
    assert "as known on 31 December 2022" in words(board("?until=2023-07-31&known=2022-12-31"))
    assert "38 exchanges" in words(board("?until=2023-07-31&known=2022-12-31"))


@pytest.mark.parametrize(
    "query",
    [
        "?until=31.07.2023x",
        "?until=9999-12-31",
        "?until=0001-01-01",
        "?known=9999-12-31",
        "?until=2023-02-30",
        "?country=XXX",
        "?cluster=" + "x" * 3000,
        "?until=%F0%9F%92%A9",
        "?home=<script>&away=else",
        "?page=-1&until=",
    ],
)
def test_filters_that_make_no_sense(board, client, query):
    """A sentence, and the rest of the page; never an error."""
    shown = words(board(query))
    assert "exchanges (incl." in shown and "<script>" not in shown
    assert client.get(address("rows", "excite", "exchanges") + query).status_code == 200


def test_every_number_opens_its_rows(board, client):
    """Each link to rows leads to a page with that number."""
    page = board("?until=2023-07-31").content.decode()
    links = set(re.findall(r'href="(/p/excite/reporting/rows/[^"]+)"', page))
    assert len(links) > 30
    for link in sorted(links):
        shown = words(client.get(unescape(link)))
        assert "as known today" in shown, link
    matrix = re.findall(r'<a href="([^"]+)" aria-label="(\d+): (\w+) visits (\w+)"', page)
    assert len(matrix) > 15
    for link, number, _home, _away in matrix:
        rows = client.get(unescape(link))
        assert rows.context["shown"].page.paginator.count == int(number), link
        assert f"Exchanges: {number} exchanges" in words(rows), link


def test_an_empty_partnership(client, partnership, coordinator):
    client.force_login(coordinator)
    shown = words(client.get(address("scoreboard", "alliance")))
    assert "0 exchanges (incl. 0 SMEs)" in shown
    assert "Nothing is counted here yet" in words(client.get(address("rows", "alliance", "exchanges")))
    assert "No report yet" in words(client.get(address("reports", "alliance")))


# --- Rows ----------------------------------------------------------------------------------------------


def test_rows_say_why_and_lead_to_the_record(board, client):
    shown = client.get(address("rows", "excite", "exchanges_by_smes") + "?until=2023-07-31")
    assert "The visiting organisation was an SME (micro) when the exchange was counted." in words(shown)
    assert 'href="/p/excite/exchanges/CXC-0001/"' in shown.content.decode()


def test_a_country_opens_its_exchanges(board, client):
    shown = client.get(address("rows", "excite", "visitor_countries") + "?until=2023-01-31").context["shown"]
    france = next(row for row in shown.rows if row.name == "France")
    opened = client.get(france.url).context["shown"]
    assert france.why.startswith(f"France: {opened.page.paginator.count} exchanges")
    assert opened.scope.until == date(2023, 1, 31)


def test_rows_tell_what_was_restated(client, excite, excite_coordinator):
    services.freeze_history(excite, by=excite_coordinator, now=NOW.replace(month=3), formats=("csv",))
    Exchange.objects.filter(partnership=excite, reference="CXC-0001").update(counted_kind="large_company")
    client.force_login(excite_coordinator)
    shown = words(client.get(address("rows", "excite", "exchanges_by_smes") + "?until=2023-07-31"))
    assert "Reported 19, now 26" in shown and "+8 new, −1 restated." in shown
    assert "CXC-0001 −1 The exchange was reopened" in shown or "CXC-0001 −1" in shown


def test_very_many_rows_are_compared_in_a_report_only(client, excite, excite_coordinator, monkeypatch):
    services.freeze_history(excite, by=excite_coordinator, now=NOW.replace(month=3), formats=("csv",))
    Exchange.objects.filter(partnership=excite, reference="CXC-0001").update(counted_kind="large_company")
    monkeypatch.setattr("reporting.cards.rows.COMPARED_AT_ONCE", 25)
    client.force_login(excite_coordinator)
    shown = words(client.get(address("rows", "excite", "exchanges_by_smes") + "?until=2023-07-31"))
    assert "+8 new, −1 restated." in shown and "CXC-0001 −1" not in shown
    assert "the next report lists those that differ" in shown


@pytest.mark.parametrize("code", ["strategies_reviewed", "nothing", "EXCHANGES"])
def test_rows_of_what_is_not_counted(board, client, code):
    board()
    assert client.get(address("rows", "excite", code)).status_code == 404


# --- Reports -------------------------------------------------------------------------------------------


def test_make_a_report_from_the_page(client, partnership, coordinator):
    client.force_login(coordinator)
    period = make.ReportingPeriodFactory(partnership=partnership, number=3)
    url = address("make", "alliance")
    form = client.get(url).context["form"]
    assert form.initial["period"] == period
    sent = {"uuid": form.initial["uuid"], "period": period.pk, "until": "", "language": "en", "note": ""}
    answers = [client.post(url, sent) for _time in range(8)]
    report = Report.objects.get()
    assert {answer.url for answer in answers} == {address("report", "alliance", report.uuid)}
    assert (report.until, report.period, ReportJob.objects.count()) == (period.ends_on, period, 1)
    shown = client.get(answers[0].url)
    assert "Making the report" in words(shown)
    assert f'hx-get="{address("progress", "alliance", report.uuid)}"' in shown.content.decode()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "Choose a period above, or say up to which day to count."),
        ({"until": "2023-02-30"}, "Enter a valid date."),
        ({"until": "9999-12-31"}, "Please check the year."),
        ({"until": "2022-01-01"}, "The grant had not begun on this day."),
        ({"until": "2023-07-31", "language": "tlh"}, "Select a valid choice."),
        ({"until": "2023-07-31", "period": "999999"}, "Select a valid choice."),
        ({"until": "2023-07-31", "note": "x" * 5000}, "at most 4000 characters"),
        ({"until": "2023-07-31", "note": "a\x00b"}, "NUL"),
        ({"until": "2023-07-31", "uuid": "no-uuid"}, "Enter a valid UUID."),
    ],
)
def test_forms_that_make_no_sense(client, partnership, coordinator, given, problem):
    client.force_login(coordinator)
    uuid = make.ReportFactory.build().uuid
    answer = client.post(address("make", "alliance"), {"uuid": uuid, "language": "en"} | given)
    assert answer.status_code == 200 and problem in words(answer)
    assert Report.objects.count() == 0


def test_a_foreign_period_cannot_be_chosen(client, partnership, coordinator):
    client.force_login(coordinator)
    foreign = make.ReportingPeriodFactory()
    sent = {"uuid": make.ReportFactory.build().uuid, "language": "en", "period": foreign.pk}
    assert "Select a valid choice." in words(client.post(address("make", "alliance"), sent))


def test_a_foreign_report_under_our_address(client, partnership, coordinator, made):
    """Foreign and missing look alike."""
    foreign = made(make.PartnershipFactory(), UNTIL)
    client.force_login(coordinator)
    for name, *args in [("report",), ("progress",), ("report_rows", "exchanges"), ("file", "csv")]:
        for uuid in (foreign.uuid, make.ReportFactory.build().uuid):
            assert client.get(address(name, "alliance", uuid, *args)).status_code == 404
            assert client.get(address(name, foreign.partnership.slug, uuid, *args)).status_code == 404


def test_before_it_is_frozen(client, excite, excite_coordinator, made):
    report = made(excite, UNTIL, by=excite_coordinator)
    client.force_login(excite_coordinator)
    shown = words(client.get(address("report", "excite", report.uuid)))
    assert "The same as published on 13 Sept 2023: 60 (27)." in shown
    assert "2 stays are over but not validated, and are not counted." in shown
    assert "The figures are the same as they would be if it were made now." in shown
    assert "Missing: PDF." in shown and "The PDF is missing" in shown
    assert "Yes, freeze it" in shown

    Exchange.objects.filter(partnership=excite, reference="CXC-0001").update(counted_kind="large_company")
    PublishedFigure.objects.filter(partnership=excite).update(by_smes=28)
    Mission.objects.filter(partnership=excite, name="Silicon Saxony Day").update(status="closed")
    shown = words(client.get(address("report", "excite", report.uuid)))
    assert "Exchanges by SMEs: 27 → 26" in shown
    assert "On 13 Sept 2023, 60 (28) was published for this cut-off." in shown
    assert "1 mission is over but not recorded as held." in shown


def test_a_long_list_of_restated_rows_is_cut_and_says_so(
    client, excite, excite_coordinator, made, monkeypatch
):
    services.freeze_history(excite, by=excite_coordinator, now=NOW.replace(month=3), formats=("csv",))
    smes = Exchange.objects.filter(partnership=excite, counted_kind="sme").order_by("last_working_day", "pk")
    Exchange.objects.filter(pk__in=smes[:3]).update(counted_kind="large_company")
    report = made(excite, UNTIL, by=excite_coordinator)
    client.force_login(excite_coordinator)
    url = address("report", "excite", report.uuid)
    every = len(client.get(url).context["card"].restated)
    monkeypatch.setattr("reporting.cards.report.RESTATED_SHOWN", 2)
    answer = client.get(url)
    assert len(answer.context["card"].restated) == 2 < every
    assert f"{every - 2} more rows are in the workbook." in words(answer)


def test_what_keeps_it_from_being_frozen(client, partnership, coordinator, made):
    report = made(partnership, date(2023, 12, 31), by=coordinator)
    client.force_login(coordinator)
    shown = words(client.get(address("report", "alliance", report.uuid)))
    assert "It can be frozen when the points marked above are settled." in shown
    assert "can be frozen from 1 Jan 2024 on" in shown
    assert client.post(address("act", "alliance", report.uuid, "freeze")).status_code == 302
    assert again(report).status == "ready"


def test_the_stored_rows_stay(client, excite, excite_coordinator, made):
    report = made(excite, UNTIL, by=excite_coordinator)
    Exchange.objects.filter(partnership=excite, reference="CXC-0001").update(counted_kind="large_company")
    client.force_login(excite_coordinator)
    shown = client.get(address("report_rows", "excite", report.uuid, "exchanges_by_smes"))
    assert shown.context["shown"].page.paginator.count == 27
    assert "CXC-0001" in words(shown)
    for code in ("strategies_reviewed", "nothing"):
        assert client.get(address("report_rows", "excite", report.uuid, code)).status_code == 404


def test_downloads(client, partnership, coordinator, auditor, made):
    report = made(partnership, UNTIL, by=coordinator)
    client.force_login(auditor)
    answer = client.get(address("file", "alliance", report.uuid, "csv"))
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfpartnership")
    assert answer["Content-Disposition"] == 'attachment; filename="ALLIANCE 2023-07-31.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    (event,) = Event.objects.filter(subject_kind="report", verb="download")
    assert (event.actor, event.details) == (auditor, {"format": "csv"})
    for ending in ("pdf", "exe", "json.bak"):
        assert client.get(f"/p/alliance/reporting/reports/{report.uuid}/files/{ending}/").status_code == 404


def test_the_progress_card(client, partnership, coordinator, home_manager):
    """Shown alone to htmx; when the work is over the page is loaded anew."""
    report = services.start(partnership, until=UNTIL, by=coordinator, now=NOW, send=False)
    url = address("progress", "alliance", report.uuid)
    client.force_login(home_manager)
    waiting = client.get(url)
    assert "<html" not in waiting.content.decode() and "HX-Refresh" not in waiting
    assert "Cancel" not in words(waiting)  # only the coordinator may
    client.force_login(coordinator)
    assert "Cancel" in words(client.get(url))
    services.make_now(report, now=NOW, formats=("csv",))
    assert client.get(url)["HX-Refresh"] == "true"


# --- Who sees what -------------------------------------------------------------------------------------

PAGES = [("scoreboard",), ("rules",), ("rows", "exchanges"), ("reports",)]


def status(client, page):
    answer = client.get(page)
    if answer.streaming:
        list(answer.streaming_content)  # read to the end, so that the file is closed
    return answer.status_code


def test_pages_are_for_the_staff(client, partnership, people, made):
    report = made(partnership, UNTIL)
    pages = [address(name, "alliance", *args) for name, *args in PAGES]
    pages += [address("report", "alliance", report.uuid), address("file", "alliance", report.uuid, "csv")]
    for name, person in people.items():
        client.force_login(person)
        expected = 404 if name in HIDDEN else 200
        assert {status(client, page) for page in pages} == {expected}, name
        make_page = status(client, address("make", "alliance"))
        assert make_page == (404 if name in HIDDEN else 200 if name == "coordinator" else 403), name
    client.logout()
    for page in pages:
        assert client.get(page).status_code == 302


# --- Work that must not grow with the data -------------------------------------------------------------

OWN = {  # more than the page of the rules, which is the frame and one look for the partnership
    "scoreboard": 10,
    "rows": 6,
    "reports": 2,
    "report": 11,
    "report_rows": 3,
}


@pytest.mark.parametrize("many", [1, 20])
def test_queries(client, partnership, coordinator, home_cluster, completed, made, many):
    for number in range(many):
        completed(date(2023, 6, 1 + number))
        make.ReportFactory(partnership=partnership, until=date(2023, 1, 1 + number), status="discarded")
    report = made(partnership, UNTIL, by=coordinator)
    for number in range(1, many):
        made(partnership, date(2022, 6, number), by=coordinator, formats=())
    client.force_login(coordinator)
    client.get(address("rules", "alliance"))  # the session is known
    with CaptureQueriesContext(connection) as frame:
        client.get(address("rules", "alliance"))
    pages = {
        "scoreboard": address("scoreboard", "alliance") + "?until=2023-07-31",
        "rows": address("rows", "alliance", "exchanges") + "?until=2023-07-31",
        "reports": address("reports", "alliance"),
        "report": address("report", "alliance", report.uuid),
        "report_rows": address("report_rows", "alliance", report.uuid, "exchanges"),
    }
    found = {}
    for name, page in pages.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        found[name] = len(queries) - len(frame)
    assert found == OWN
