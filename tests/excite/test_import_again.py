"""The same sheets again, later ones, and what people do in the portal meanwhile."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from exchanges.models import Agreement, BudgetLine, Exchange, TravelGrant
from exchanges.services.imports import writing
from excite.audit.models import Event
from missions.models import Seat

from .. import factories as make
from .sheets import NOW, found, snapshot

pytestmark = pytest.mark.django_db


def test_the_same_files_again_change_nothing(imported):
    before = snapshot()
    outcome = imported.load()
    assert (outcome.faults.kept, outcome.warnings.kept, outcome.changed) == ([], [], False)
    assert outcome.tally.lines() == ["organisations: 0 new, 113 known", "exchanges: 0 new, 74 known"]
    assert snapshot() == before


def test_rows_in_another_order_change_nothing(imported):
    before = snapshot()
    for rows in (imported.organisations, imported.exchanges):
        rows[1:] = reversed(rows[1:])
    assert not imported.load().changed
    assert snapshot() == before


def test_columns_in_another_order_change_nothing(imported):
    imported.exchanges = [list(reversed(row)) for row in imported.exchanges]
    assert not imported.load().changed


def test_a_dry_run_saves_nothing_and_tells_the_same(sheets):
    before = snapshot()
    dry = sheets.load(dry_run=True)
    assert snapshot() == before
    real = sheets.load()
    assert dry.tally == real.tally


def test_a_later_file_adds(imported):
    imported.add("ORG-112", code="ORG-200", name="Nemunas Optics UAB", pic="")
    imported.add(
        "CXC-0012", reference="CXC-0075", visiting_organisation="ORG-200", mission="", home_cluster="bhv"
    )
    outcome = imported.load()
    assert not outcome.faults
    assert +outcome.tally.added == {"organisations": 1, "memberships": 1, "exchanges": 1}
    assert (Exchange.objects.count(), Exchange.objects.completed().count()) == (75, 61)
    line = BudgetLine.objects.get(cluster__code="bhv", year=2022)
    assert line.planned_cents == line.paid_cents == 305_500 + 90_000


def test_a_later_file_may_hold_the_new_rows_only(imported):
    imported.organisations = imported.organisations[:1]
    imported.keep("CXC-0074")
    imported.exchanges = [imported.exchanges[0], ["CXC-0075", *imported.exchanges[1][1:]]]
    assert not imported.load().faults
    assert Exchange.objects.get(reference="CXC-0075").visitor.name == "Kuršių Cyber Security UAB"


def test_a_status_moves_forward_with_its_money(imported):
    imported.put("CXC-0073", status="committed")
    imported.put("CXC-0062", status="completed", report_validated_on="2023-09-20")
    imported.put("CXC-0063", status="completed", report_validated_on="2023-09-20", paid_on="2023-09-28")
    outcome = imported.load()
    assert not outcome.faults
    assert +outcome.tally.added == {"exchanges moved forward": 3}
    grants = {grant.reference: grant for grant in TravelGrant.objects.select_related("exchange", "line")}
    assert grants["CXC-0073"].status == "agreed"
    assert (grants["CXC-0062"].status, grants["CXC-0062"].due_on) == ("due", date(2023, 9, 30))
    assert (grants["CXC-0063"].status, grants["CXC-0063"].paid_on) == ("paid", date(2023, 9, 28))
    assert Exchange.objects.get(reference="CXC-0063").counted_kind == "sme"
    line = grants["CXC-0062"].line
    assert (line.agreed_cents, line.due_cents) == (0, 41_500)
    assert not imported.load().changed
    moves = Event.objects.filter(verb="import", reference="CXC-0063", subject_kind="exchange").oldest_first()
    assert [(event.before, event.after) for event in moves] == [("", ""), ("reported", "completed")]


def test_what_ends_frees_seat_and_money(imported):
    imported.put("CXC-0071", status="withdrawn", lump_sum_eur="")
    imported.put("CXC-0073", status="cancelled")
    assert not imported.load().faults
    assert Seat.objects.filter(mission__name="Basque Open Industry").free().count() == 7
    grants = TravelGrant.objects.filter(exchange__reference__in=["CXC-0071", "CXC-0073"])
    assert set(grants.values_list("status", flat=True)) == {"released"}
    line = BudgetLine.objects.get(cluster__code="mazovia", year=2023)
    assert line.reserved_cents == 0
    assert not imported.load().changed


def test_a_cancelled_visit_makes_way_for_another_in_the_same_file(imported):
    imported.put("CXC-0073", status="cancelled")
    imported.add("CXC-0073", reference="CXC-0075", status="approved", mission="")
    assert not imported.load().faults
    visits = Exchange.objects.filter(visitor__name="Wisła Wafer Tools sp. z o.o.").order_by("reference")
    assert list(visits.values_list("reference", "status")) == [
        ("CXC-0073", "cancelled"),
        ("CXC-0075", "approved"),
    ]


def test_blanks_are_filled(sheets):
    full = sheets.exchanges[:]
    sheets.exchanges = [list(row) for row in full]
    line = sheets.put("CXC-0060", paid_on="")
    sheets.put("CXC-0074", host_organisation="", arrival="")
    sheets.put("ORG-060", pic="")
    assert not sheets.load().faults
    sheets.exchanges, sheets.organisations = full, sheets.read("organisations.csv")
    outcome = sheets.load()
    assert (outcome.faults.kept, line) == ([], 61)
    assert +outcome.tally.added == {"organisations with blanks filled": 1, "exchanges with blanks filled": 2}
    assert TravelGrant.objects.get(exchange__reference="CXC-0060").status == "paid"
    assert Exchange.objects.get(reference="CXC-0074").arrival == date(2023, 11, 19)
    assert not sheets.load().changed


@pytest.mark.parametrize(
    ("key", "column", "value", "both"),
    [
        ("CXC-0013", "host_organisation", "ORG-018", ("ORG-012", "ORG-018")),
        ("CXC-0013", "mission", "", ("Smart Mobility Mission", "–")),
        ("CXC-0013", "departure", "2022-10-16", ("2022-10-15", "2022-10-16")),
        ("CXC-0013", "lump_sum_eur", "449.00", ("450.00", "449.00")),
        ("CXC-0013", "paid_on", "2022-11-08", ("2022-11-07", "2022-11-08")),
        ("CXC-0013", "report_validated_on", "2022-10-30", ("2022-10-29", "2022-10-30")),
        ("CXC-0069", "status", "draft", ("submitted", "draft")),
        ("CXC-0041", "status", "approved", ("rejected", "approved")),
        ("ORG-013", "name", "Mendi Sensorik S.L.", ("Mendi Sensorics S.L.", "Mendi Sensorik S.L.")),
        ("ORG-013", "staff", "23", ("22", "23")),
        ("ORG-013", "type", "large_company", ("sme", "large_company")),
        ("ORG-013", "home_cluster", "bhv", ("gaia", "bhv")),
        ("ORG-013", "member_of", "bhv", ("gaia", "bhv")),
    ],
)
def test_any_other_difference_names_both_values(imported, key, column, value, both):
    before = snapshot()
    line = imported.put(key, **{column: value})
    outcome = imported.load()
    name = "organisations.csv" if key.startswith("ORG") else "exchanges.csv"
    assert (name, line, column) in found(outcome.faults)
    reason = next(str(fault) for fault in outcome.faults.kept if fault.column == column)
    assert all(f"“{each}”" in reason for each in both)
    assert snapshot() == before


# --- What people do in the portal meanwhile ------------------------------------------------------------


def test_papers_under_way_in_the_portal_are_not_overtaken(imported):
    exchange = Exchange.objects.get(reference="CXC-0073")
    Agreement.objects.create(exchange=exchange, text={}, digest="0" * 64, made_at=NOW)
    line = imported.put("CXC-0073", status="committed")
    outcome = imported.load()
    assert found(outcome.faults) == [("exchanges.csv", line, "status")]
    assert "people are signing" in outcome.faults.kept[0].reason


def test_what_is_known_of_an_application_stays_known(imported):
    sent = datetime(2023, 9, 1, 9, 0, tzinfo=UTC)
    Exchange.objects.filter(reference="CXC-0068").update(submitted_at=sent, imported=False)
    imported.put("CXC-0068", status="returned")
    assert not imported.load().faults
    exchange = Exchange.objects.get(reference="CXC-0068")
    assert (exchange.submitted_at, exchange.returned_at, exchange.imported) == (sent, NOW, True)


def test_whoever_is_faster_in_the_portal_wins_and_the_import_says_so(sheets, monkeypatch):
    """Between comparing and writing somebody approves another visit of the same organisation."""
    real = writing.write

    def late(plan, *arguments, **options):
        make.ExchangeFactory(
            partnership=sheets.partnership,
            home_cluster=sheets.partnership.clusters.get(code="bhv"),
            visitor=plan.new[0].visitor,
            status="approved",
        )
        real(plan, *arguments, **options)

    monkeypatch.setattr("exchanges.services.imports.write", late)
    with pytest.raises(CommandError, match="Please import them again"):
        call_command("import_exchanges", *map(str, sheets.paths()), partnership="EXCITE")
    assert not Exchange.objects.exists()


def test_a_grant_in_a_batch_is_paid_in_the_portal(sheets, coordinator):
    sheets.put("CXC-0060", paid_on="")
    sheets.load()
    grant = TravelGrant.objects.get(exchange__reference="CXC-0060")
    cluster = grant.exchange.home_cluster
    batch = make.PaymentBatchFactory(
        partnership=sheets.partnership, cluster=cluster, number=1, made_by=coordinator
    )
    TravelGrant.objects.filter(pk=grant.pk).update(status="in_batch", batch=batch)
    line = sheets.put("CXC-0060", paid_on="2023-09-01")
    outcome = sheets.load()
    assert found(outcome.faults) == [("exchanges.csv", line, "paid_on")]
    assert "PAY-0001" in outcome.faults.kept[0].reason


# --- The command ---------------------------------------------------------------------------------------
