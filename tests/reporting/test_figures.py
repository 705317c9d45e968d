"""The figures of the published programme, of altered rows, of a neighbour, and against naive counting."""

import csv
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from exchanges.models import Exchange
from excite.words import say
from reporting.figures import Scope, figures, headline, indicators, rows, travels, value_of

from .. import factories as make
from .conftest import DATA

UNTIL = date(2023, 7, 31)
PUBLISHED = {date(2022, 6, 30): (7, 1), date(2023, 1, 31): (38, 19), date(2023, 7, 31): (60, 27)}


def values(partnership, until=UNTIL, **scope):
    return {figure.code: figure.value for figure in figures(partnership, until=until, **scope)}


def as_published(partnership, until):
    found = values(partnership, until)
    return found["exchanges"], found["exchanges_by_smes"]


@pytest.mark.parametrize("until", PUBLISHED)
def test_as_published(excite, until):
    assert as_published(excite, until) == PUBLISHED[until]


def test_headline(excite):
    assert say(headline(figures(excite, until=UNTIL))) == "60 exchanges (incl. 27 SMEs)"
    assert say(headline(figures(excite, until=date(2022, 6, 30)))) == "7 exchanges (incl. 1 SME)"
    assert say(headline(figures(excite, until=date(2022, 1, 31)))) == "0 exchanges (incl. 0 SMEs)"


def test_the_last_working_day_itself_counts(excite):
    last = date(2023, 6, 30)
    assert (as_published(excite, last - timedelta(days=1))[0], as_published(excite, last)[0]) == (56, 60)


def test_all_figures_against_the_sheets(excite):
    """Counted once more, in plain Python, out of the files that were imported."""
    with (DATA / "organisations.csv").open(encoding="utf-8") as file:
        organisations = {row["code"]: row for row in csv.DictReader(file)}
    with (DATA / "exchanges.csv").open(encoding="utf-8") as file:
        sheet = list(csv.DictReader(file))
    done = [
        row for row in sheet if row["status"] == "completed" and row["last_working_day"] <= UNTIL.isoformat()
    ]
    visitors = [organisations[row["visiting_organisation"]] for row in done]
    hosts = [organisations[row["host_organisation"]] for row in done]
    paid = [row for row in sheet if row["paid_on"] and row["paid_on"] <= UNTIL.isoformat()]

    found = values(excite)
    assert found["exchanges"] == len(done) == 60
    assert found["exchanges_by_smes"] == sum(row["type"] == "sme" for row in visitors) == 27
    assert found["smes_supported"] == len({row["code"] for row in visitors if row["type"] == "sme"}) == 27
    assert found["visitor_countries"] == len({row["country"] for row in visitors}) == 13
    assert found["host_countries"] == len({row["country"] for row in hosts}) == 7
    assert found["grants_paid"] == sum(Decimal(row["lump_sum_eur"]) for row in paid) == Decimal("31315.00")
    assert (found["missions"], found["study_visits"]) == (8, 3)
    assert travels(Scope.of(excite, until=UNTIL)).flows == Counter(
        (home["country"], away["country"]) for home, away in zip(visitors, hosts, strict=True)
    )


def test_against_plain_sql(excite):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), SUM(CASE WHEN counted_kind = 'sme' THEN 1 ELSE 0 END)"
            " FROM exchanges_exchange WHERE status = 'completed' AND last_working_day <= '2023-07-31'"
        )
        assert cursor.fetchone() == (60, 27)
        cursor.execute(
            "SELECT SUM(amount_cents) FROM exchanges_travelgrant"
            " WHERE status = 'paid' AND paid_on <= '2023-07-31'"
        )
        assert cursor.fetchone() == (3131500,)


def test_every_figure_is_the_sum_of_its_rows(excite):
    for figure in figures(excite, until=UNTIL):
        counted = rows(excite, figure.code, until=UNTIL)
        assert sum(row.amount for row in counted) == (figure.value or 0), figure.code
        assert len({(row.kind, row.record) for row in counted}) == len(counted), figure.code


def test_steps_add_up(excite):
    days = travels(Scope.of(excite, until=UNTIL)).steps
    assert sum(step.exchanges for step in days) == 60
    assert sum(step.by_smes for step in days) == 27
    assert [step.on for step in days] == sorted({step.on for step in days})


def test_altered_rows(excite):
    """A later cut-off counts one more; a cancellation, another type and a moved day count one less."""
    newest = Exchange.objects.get(partnership=excite, reference="CXC-0063")
    newest.status, newest.validated_on, newest.counted_kind = "completed", date(2023, 8, 4), "sme"
    newest.last_working_day = date(2023, 8, 3)
    newest.save()
    assert as_published(excite, UNTIL) == (60, 27)
    assert as_published(excite, date(2023, 8, 3)) == (61, 28)

    rows = Exchange.objects.filter(partnership=excite)
    rows.filter(reference="CXC-0001").update(counted_kind="large_company")
    assert as_published(excite, date(2022, 6, 30)) == (7, 0)
    rows.filter(reference="CXC-0002").update(status="cancelled")
    assert as_published(excite, date(2022, 6, 30)) == (6, 0)
    rows.filter(reference="CXC-0003").update(last_working_day=date(2022, 7, 1))
    assert as_published(excite, date(2022, 6, 30)) == (5, 0)


def test_a_neighbour_changes_nothing(excite, completed):
    """Another partnership's exchanges are its own, whatever they share."""
    mine = completed(date(2022, 6, 1))
    assert as_published(excite, UNTIL) == (60, 27)
    assert as_published(mine.partnership, UNTIL) == (1, 1)


def test_only_completed_ones_count(completed):
    one = completed()
    others = ["draft", "submitted", "returned", "waitlisted", "withdrawn", "rejected", "cancelled"]
    others += ["approved", "committed", "reported"]
    for status in others:
        completed(status=status)
    assert as_published(one.partnership, UNTIL) == (1, 1)


def test_by_cluster_and_country(excite):
    mine = values(excite, clusters=["gaia"])
    sheet = Exchange.objects.filter(partnership=excite, status="completed")
    assert mine["exchanges"] == sheet.filter(home_cluster__code="gaia").count() > 0
    assert values(excite, countries=["FR"])["exchanges"] == 11
    both = values(excite, clusters=["pole-scs"], countries=["FR", "DE"])
    assert (
        both["exchanges"]
        == sheet.filter(home_cluster__code="pole-scs", visitor__country__in=["FR", "DE"]).count()
    )
    # Missions and tandems have no visitor: they are left out instead of pretending.
    assert {"missions", "tandems", "staff_trained"} & values(excite, countries=["FR"]).keys() == set()


def test_targets_belong_to_the_whole(excite):
    whole = {figure.code: figure.target for figure in figures(excite, until=UNTIL)}
    assert (whole["exchanges"], whole["staff_trained"], whole["strategies_reviewed"]) == (96, 12, 6)
    part = figures(excite, until=UNTIL, clusters=["gaia"])
    assert {figure.target for figure in part} == {None}


# --- What is not recorded ------------------------------------------------------------------------------


def test_not_recorded_is_not_none(excite):
    """Imported history has no closing reports, and nobody reviews strategies in the portal yet."""
    found = {figure.code: figure for figure in figures(excite, until=UNTIL)}
    for code in ("b2b_meetings", "exchanges_with_matchmaking", "strategies_reviewed", "follow_up_deals"):
        assert found[code].value is None and found[code].note is not None
    assert value_of(figures(excite, until=date(2022, 1, 31)), "b2b_meetings") == 0


def test_partly_recorded(completed):
    first, second, third = completed(), completed(), completed()
    make.ClosingReportFactory(exchange=first, arranged_meetings=3)
    make.ClosingReportFactory(exchange=second, arranged_meetings=0)
    found = {figure.code: figure for figure in figures(first.partnership, until=UNTIL)}
    assert (found["b2b_meetings"].value, found["exchanges_with_matchmaking"].value) == (3, 1)
    assert say(found["b2b_meetings"].note) == "Recorded for 2 of 3 exchanges."
    make.ClosingReportFactory(exchange=third, arranged_meetings=2)
    found = {figure.code: figure for figure in figures(first.partnership, until=UNTIL)}
    assert (found["b2b_meetings"].value, found["b2b_meetings"].note) == (5, None)


def test_a_target_that_nobody_counts_is_shown(partnership):
    make.TargetFactory(partnership=partnership, indicator="patents_filed", target=3)
    shown = figures(partnership, until=UNTIL)[-1]
    assert (shown.code, shown.label, shown.target, shown.value) == ("patents_filed", "Patents filed", 3, None)


# --- Tandems, people, grants ---------------------------------------------------------------------------


def tandem(first, second, **given):
    return make.TandemFactory(first_cluster=first, second_cluster=second, **given)


def test_tandems_and_staff(partnership, home_cluster, host_cluster, third_cluster):
    running = tandem(home_cluster, host_cluster, status="running", starts_on=date(2023, 3, 1))
    closed = tandem(
        host_cluster,
        third_cluster,
        status="closed",
        starts_on=date(2023, 1, 9),
        ends_on=date(2023, 6, 1),
    )
    dropped = tandem(home_cluster, third_cluster, status="cancelled", starts_on=date(2023, 1, 9))
    tandem(home_cluster, third_cluster, status="proposed")
    people = [
        (running, date(2023, 3, 5), home_cluster, "Ada Muster"),
        (running, date(2023, 4, 5), home_cluster, "Ada Muster"),
        (running, date(2023, 4, 5), host_cluster, "Ada Muster"),
        (closed, date(2023, 2, 1), host_cluster, "Ada Muster"),
        (closed, date(2023, 8, 1), third_cluster, "Too Late"),
        (dropped, date(2023, 2, 1), home_cluster, "Not Counted"),
    ]
    for of, day, cluster, name in people:
        session = make.TandemSessionFactory(tandem=of, held_on=day)
        session.participants.create(cluster=cluster, name=name, name_key=name.casefold())
    found = values(partnership)
    assert (found["tandems"], found["staff_trained"]) == (2, 2)
    assert values(partnership, date(2023, 2, 28))["tandems"] == 1
    assert values(partnership, clusters=["home"])["staff_trained"] == 1
    shown = rows(partnership, "staff_trained", until=UNTIL)
    assert [(row.shown, row.reference) for row in shown] == [
        ("Ada Muster", "Pôle Hôte"),
        ("Ada Muster", "Home Cluster e.V."),
    ]
    # What a report keeps names nobody.
    assert all("Muster" not in str((row.record, row.reference, row.facts, row.why)) for row in shown)


def test_grants_paid(completed, budget_line):
    def grant(status, paid_on, cents):
        exchange = completed()
        booked = {} if status == "recovered" else {"line": budget_line}
        return make.TravelGrantFactory(
            exchange=exchange, status=status, paid_on=paid_on, amount_cents=cents, **booked
        )

    mine = grant("paid", date(2023, 7, 31), 78_050)
    grant("paid", date(2023, 8, 1), 1)
    grant("due", None, 10)
    grant("recovering", date(2023, 7, 1), 100)
    grant("recovered", date(2023, 7, 1), 1000)
    assert values(mine.exchange.partnership)["grants_paid"] == Decimal("781.50")
    assert [row.amount for row in rows(mine.exchange.partnership, "grants_paid", until=UNTIL)] == [
        Decimal("1.00"),
        Decimal("780.50"),
    ]


# --- Against naive counting ----------------------------------------------------------------------------

KINDS = ["sme", "scaling_up_support", "large_company"]
DAYS = [date(2023, 1, 31), date(2023, 6, 30), UNTIL, UNTIL + timedelta(days=1)]
one_row = some.tuples(
    some.sampled_from(["completed", "reported", "cancelled"]),
    some.sampled_from(KINDS),
    some.sampled_from(["DE", "FR", "PT"]),
    some.sampled_from(DAYS),
    some.one_of(some.none(), some.integers(0, 3)),
)


@pytest.fixture
def stage(home_cluster, host_organisation, completed):
    """Rows of one trial, taken back by the next."""

    def play(trial):
        Exchange.objects.filter(partnership=home_cluster.partnership).delete()
        for status, kind, country, day, meetings in trial:
            exchange = completed(day, kind=kind, country=country, status=status)
            if meetings is not None:
                make.ClosingReportFactory(exchange=exchange, arranged_meetings=meetings)
        return home_cluster.partnership

    return play


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(trial=some.lists(one_row, max_size=8), until=some.sampled_from(DAYS))
def test_as_a_child_would_count(stage, trial, until):
    from django.db import transaction

    with transaction.atomic():
        partnership = stage(trial)
        found = values(partnership, until)
        listed = {figure: rows(partnership, figure, until=until) for figure in found}
        transaction.set_rollback(True)
    done = [row for row in trial if row[0] == "completed" and row[3] <= until]
    assert found["exchanges"] == len(done)
    assert found["exchanges_by_smes"] == len([row for row in done if row[1] == "sme"])
    assert found["visitor_countries"] == len({row[2] for row in done})
    meetings = [row[4] for row in done if row[4] is not None]
    assert found["b2b_meetings"] == (sum(meetings) if meetings or not done else None)
    for code, counted in listed.items():
        assert sum(row.amount for row in counted) == (found[code] or 0)


# --- Work that must not grow with the data -------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 20, 1000])
def test_queries(partnership, home_cluster, host_organisation, many):
    visitors = make.OrganisationFactory.build_batch(many)
    for number, visitor in enumerate(visitors):
        visitor.search, visitor.sort_key = str(number), str(number)
    type(visitors[0]).objects.bulk_create(visitors)
    Exchange.objects.bulk_create(
        make.ExchangeFactory.build(
            partnership=partnership,
            home_cluster=home_cluster,
            visitor=visitor,
            host=host_organisation,
            reference=f"CXC-{number:05d}",
            status="completed",
            counted_kind=random.Random(number).choice(KINDS),
            last_working_day=date(2023, 6, 16),
            first_working_day=date(2023, 6, 12),
            validated_on=date(2023, 6, 20),
        )
        for number, visitor in enumerate(visitors)
    )
    with CaptureQueriesContext(connection) as queries:
        assert value_of(figures(partnership, until=UNTIL), "exchanges") == many
    assert len(queries) == 6  # five sources and the targets
    with CaptureQueriesContext(connection) as queries:
        assert len(rows(partnership, "exchanges", until=UNTIL)) == many
    assert len(queries) == 1


def test_every_indicator_says_how_it_is_counted():
    for one in indicators():
        assert str(one.label) and str(one.unit) and str(one.rule).endswith(".")
        assert one.source is None or str(one.date_rule).endswith(".")
