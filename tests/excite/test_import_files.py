"""Files that are no tables, odd tables, contradictions, and ten thousand rows."""

import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.models import Organisation, RegisterEntry
from exchanges.models import Exchange, TravelGrant
from exchanges.services.imports import import_history
from excite.words import say

from .sheets import NOW, found, snapshot

pytestmark = pytest.mark.django_db


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("exchanges.csv", "reference\n")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        (b"", 1, "", "the file is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", 1, "", "the file is empty"),
        (zipped(), 1, "", "another kind of file (ZIP, XLSX)"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), 1, "", "another kind of file (XLS)"),
        (b"%PDF-1.7\n%%EOF", 1, "", "another kind of file (PDF)"),
        ("reference,status\n".encode("utf-16"), 1, "", "written in UTF-16"),
        (b"reference;status\n1;2\n", 1, "", "not separated by commas"),
        (b"reference\tstatus\n", 1, "", "not separated by commas"),
        (b'reference,"status\nopen for ever', 1, "", "a quotation mark may lack its pair"),
        (b"reference," + b"x" * 200_000, 1, "", "nothing can be read (field larger than field limit"),
    ],
    ids=["nothing", "blank", "zip", "xls", "pdf", "utf-16", "semicolons", "tabs", "quotation", "1 MB cell"],
)
def test_a_file_that_is_no_table_is_refused_with_a_way_out(sheets, content, line, column, reason):
    organisations, exchanges = sheets.paths()
    exchanges.write_bytes(content)
    outcome = import_history(
        sheets.partnership, organisations_file=organisations, exchanges_file=exchanges, by=None, now=NOW
    )
    assert found(outcome.faults) == [("exchanges.csv", line, column)]
    assert reason in outcome.faults.kept[0].reason
    assert not Exchange.objects.exists() and not RegisterEntry.objects.filter(code="ORG-001").exists()


def test_organisations_that_cannot_be_read_are_the_only_fault(sheets):
    organisations, exchanges = sheets.paths()
    organisations.write_bytes(zipped())
    outcome = import_history(
        sheets.partnership, organisations_file=organisations, exchanges_file=exchanges, by=None, now=NOW
    )
    assert found(outcome.faults) == [("organisations.csv", 1, "")]


def test_letters_in_another_encoding_are_named_cell_by_cell(sheets):
    organisations, _exchanges = sheets.paths()
    organisations.write_bytes(organisations.read_text("utf-8").encode("cp1250", errors="replace"))
    outcome = import_history(
        sheets.partnership, organisations_file=organisations, exchanges_file=_exchanges, by=None, now=NOW
    )
    places = found(outcome.faults)
    assert ("organisations.csv", 2, "name") in places
    assert {column for _file, _line, column in places} <= {"name", "city", "outside_cluster"}
    assert all("not UTF-8" in fault.reason for fault in outcome.faults.kept)


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(sheets):
    organisations, exchanges = sheets.paths()
    for path in (organisations, exchanges):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    outcome = import_history(
        sheets.partnership, organisations_file=organisations, exchanges_file=exchanges, by=None, now=NOW
    )
    assert (outcome.faults.kept, Exchange.objects.count()) == ([], 74)


def test_columns_missing_or_twice_are_named(sheets):
    sheets.exchanges[0][sheets.exchanges[0].index("arrival")] = "departure"
    sheets.organisations[0][0] = "kode"
    assert found(sheets.load().faults) == [
        ("organisations.csv", 1, "code"),
        ("exchanges.csv", 1, "arrival"),
        ("exchanges.csv", 1, "departure"),
    ]


def test_a_line_with_a_comma_too_many_or_too_few_is_named(sheets):
    sheets.exchanges[1].insert(3, "")
    sheets.exchanges[2].pop()
    faults = sheets.load().faults
    assert [fault.reason for fault in faults.kept if not fault.column] == [
        "the line has 16 cells, the header 15: a comma is missing or too many.",
        "the line has 14 cells, the header 15: a comma is missing or too many.",
    ]
    assert {fault.line for fault in faults.kept} == {2, 3}


def test_unknown_columns_are_kept(sheets):
    sheets.exchanges[0].append("remark")
    sheets.organisations[0].append("contact")
    for row in [*sheets.exchanges[1:], *sheets.organisations[1:]]:
        row.append("")
    sheets.put("CXC-0001", remark="=1+1 was the host's slogan")
    sheets.put("ORG-001", contact="Frau Müller")
    assert not sheets.load().faults
    assert Exchange.objects.get(reference="CXC-0001").extra == {"remark": "=1+1 was the host's slogan"}
    assert Exchange.objects.get(reference="CXC-0002").extra == {}
    assert RegisterEntry.objects.get(code="ORG-001").extra == {"contact": "Frau Müller"}
    assert not sheets.load().changed
    sheets.put("CXC-0002", remark="later")
    assert +sheets.load().tally.added == {"exchanges with blanks filled": 1}
    line = sheets.put("CXC-0001", remark="other")
    assert found(sheets.load().faults) == [("exchanges.csv", line, "remark")]


def test_signs_that_nobody_sees_are_left_out_with_a_warning(sheets):
    line = sheets.put("ORG-001", name="\u202eSensorics\u200b GmbH", city="  Leipzig ")
    outcome = sheets.load()
    assert not outcome.faults
    assert found(outcome.warnings) == [("organisations.csv", line, "name")]
    organisation = RegisterEntry.objects.get(code="ORG-001").organisation
    assert (organisation.name, organisation.city) == ("Sensorics GmbH", "Leipzig")


def test_text_that_begins_like_a_formula_is_text(sheets):
    sheets.put("ORG-001", name='=HYPERLINK("http://x","y")')
    assert not sheets.load().faults
    assert RegisterEntry.objects.get(code="ORG-001").organisation.name == '=HYPERLINK("http://x","y")'


def test_no_rows_at_all_change_nothing(sheets):
    before = snapshot()
    sheets.organisations, sheets.exchanges = sheets.organisations[:1], sheets.exchanges[:1]
    outcome = sheets.load()
    assert (outcome.faults.kept, outcome.changed) == ([], False)
    assert snapshot() == before


# --- Contradictions are warnings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "cells", "column", "reason"),
    [
        ("CXC-0001", {"lump_sum_eur": "900.00"}, "lump_sum_eur", "contradicts the rules, which give: France"),
        ("CXC-0002", {"lump_sum_eur": "1200.00"}, "lump_sum_eur", "1,200.00 contradicts the rules"),
        ("CXC-0002", {"format": "virtual"}, "lump_sum_eur", "A virtual exchange has no grant"),
        ("CXC-0001", {"lump_sum_eur": "", "paid_on": ""}, "lump_sum_eur", "the rules would give 450.00"),
        (
            "CXC-0002",
            {"first_working_day": "2022-06-03", "arrival": "2022-06-02"},
            "first_working_day",
            "mission",
        ),
        (
            "CXC-0002",
            {"last_working_day": "2022-06-10", "departure": "2022-06-11"},
            "last_working_day",
            "mission",
        ),
        ("CXC-0001", {"arrival": "2022-04-04"}, "arrival", "is no working day"),
        ("CXC-0001", {"departure": "2022-04-06"}, "departure", "is no working day"),
        ("CXC-0001", {"paid_on": "2022-04-20"}, "paid_on", "before the report was validated"),
        ("CXC-0041", {"host_organisation": "ORG-036"}, "host_organisation", "both in FR"),
        ("CXC-0001", {"mission": "Scale UP 2022"}, "host_organisation", "is not in BG"),
    ],
)
def test_a_contradiction_is_a_warning_and_the_row_is_imported(sheets, key, cells, column, reason):
    line = sheets.put(key, **cells)
    outcome = sheets.load()
    assert not outcome.faults
    assert ("exchanges.csv", line, column) in found(outcome.warnings)
    assert any(reason in warning.reason for warning in outcome.warnings.kept if warning.column == column)
    assert Exchange.objects.count() == 74


def test_an_amount_against_the_rule_is_told_beside_the_grant(sheets):
    sheets.put("CXC-0001", lump_sum_eur="1000.00")
    sheets.load()
    grant = TravelGrant.objects.get(exchange__reference="CXC-0001")
    assert (grant.amount_cents, grant.full_cents) == (100_000, 100_000)
    assert say(grant.reason) == "EUR 1,000.00, as imported; the rules give EUR 450.00"


def test_a_stay_of_more_than_a_month_is_a_warning(sheets):
    days = {"last_working_day": "2022-05-06", "departure": "2022-05-07"}
    line = sheets.put("CXC-0001", report_validated_on="2022-05-25", paid_on="2022-05-30", **days)
    outcome = sheets.load()
    assert not outcome.faults
    assert ("exchanges.csv", line, "last_working_day") in found(outcome.warnings)


def test_days_after_the_demo_day_are_allowed(sheets):
    days = {"arrival": "2024-06-02", "first_working_day": "2024-06-03", "last_working_day": "2024-06-07"}
    late = {"departure": "2024-06-08", "report_validated_on": "2024-06-20", "paid_on": "2024-06-30"}
    sheets.put("CXC-0001", lump_sum_eur="900.00", **days, **late)
    outcome = sheets.load()
    assert (outcome.faults.kept, outcome.warnings.kept) == ([], [])


def test_a_virtual_exchange_needs_no_travel_and_has_no_grant(sheets):
    sheets.put("CXC-0001", format="virtual", arrival="", departure="", lump_sum_eur="", paid_on="")
    outcome = sheets.load()
    assert (outcome.faults.kept, outcome.warnings.kept) == ([], [])
    assert not TravelGrant.objects.filter(exchange__reference="CXC-0001").exists()


# --- 10,000 rows ---------------------------------------------------------------------------------------


def many(sheets, count):
    """Organisations and withdrawn applications, as many as asked."""
    organisation, row = sheets.organisations[1], sheets.exchanges[74]
    code, name = sheets.organisations[0].index("code"), sheets.organisations[0].index("name")
    pic, visitor = sheets.organisations[0].index("pic"), sheets.exchanges[0].index("visiting_organisation")
    for number in range(count):
        firm = list(organisation)
        firm[code], firm[name], firm[pic] = f"MANY-{number}", f"Firm {number}", ""
        sheets.organisations.append(firm)
        exchange = list(row)
        exchange[0], exchange[visitor] = f"CXC-{number + 1000}", f"MANY-{number}"
        sheets.exchanges.append(exchange)


@pytest.mark.slow
def test_ten_thousand_rows_come_in_by_the_batch(sheets, django_assert_max_num_queries):
    many(sheets, 10_000)
    with django_assert_max_num_queries(1500):
        outcome = sheets.load()
    assert not outcome.faults
    assert (Exchange.objects.count(), Organisation.objects.count()) == (10_074, 10_119)
    with django_assert_max_num_queries(400):
        assert not sheets.load().changed


@pytest.mark.slow
def test_ten_thousand_rows_with_faults_save_nothing_and_every_fault_is_told(sheets):
    many(sheets, 10_000)
    status, arrival = sheets.exchanges[0].index("status"), sheets.exchanges[0].index("arrival")
    for row in sheets.exchanges[75:]:
        row[status], row[arrival] = "asleep", "soon"
    before = snapshot()
    outcome = sheets.load()
    assert (outcome.faults.count, outcome.faults.left_out) == (20_000, 0)
    assert found(outcome.faults)[-1] == ("exchanges.csv", 10_075, "status")
    assert snapshot() == before


def test_beyond_what_anybody_reads_faults_are_only_counted(sheets, monkeypatch):
    monkeypatch.setattr("excite.tables.MOST_FAULTS", 3)
    for row in sheets.exchanges[1:]:
        row[6] = "hybrid"
    faults = sheets.load().faults
    assert (faults.count, len(faults.kept), faults.left_out) == (74, 3, 71)


# --- Whatever somebody sends ---------------------------------------------------------------------------

NASTY = st.text(st.characters(blacklist_categories=[]), max_size=40) | st.sampled_from(
    ["1e999", "=1+1", "\u202eabc", "9" * 400, "2023-02-29", "-0", "ORG-001", "completed", "{{ x }}"]
)
ANYHOW = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def sent(sheets, content: bytes):
    """The outcome of a sheet of exchanges with this content, beside an empty sheet of organisations."""
    organisations = sheets.write("organisations.csv", sheets.organisations[:1])
    exchanges = sheets.folder / "exchanges.csv"
    exchanges.write_bytes(content)
    return import_history(
        sheets.partnership, organisations_file=organisations, exchanges_file=exchanges, by=None, now=NOW
    )


@ANYHOW
@given(content=st.binary(max_size=300))
def test_any_bytes_are_told_as_faults(sheets, content):
    assert sent(sheets, content).faults
    assert not Exchange.objects.exists()


@ANYHOW
@given(reference=st.just("CXC-9999") | NASTY, values=st.lists(NASTY, min_size=13, max_size=13))
def test_any_cells_are_told_as_faults(sheets, reference, values):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([sheets.exchanges[0], [reference, *values, "unknown"]])
    assert sent(sheets, out.getvalue().encode("utf-8", "surrogatepass")).faults
    assert not Exchange.objects.exists()
