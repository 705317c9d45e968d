"""Every faulty cell of a sheet is named with file, line, column and reason, and nothing is saved."""

import pytest

from clusters.models import Organisation, RegisterEntry

from .. import factories as make
from .sheets import found, snapshot

pytestmark = pytest.mark.django_db


LONG = "N" * 300
FAULTS = [
    # Dates that a status needs.
    ("CXC-0001", {"arrival": ""}, ["arrival"], "is empty, but needed when the status is “completed”"),
    ("CXC-0001", {"first_working_day": ""}, ["first_working_day"], "is empty"),
    ("CXC-0001", {"last_working_day": ""}, ["last_working_day"], "is empty"),
    ("CXC-0001", {"departure": ""}, ["departure"], "is empty"),
    ("CXC-0001", {"report_validated_on": ""}, ["report_validated_on"], "is empty"),
    ("CXC-0071", {"last_working_day": "", "departure": ""}, ["last_working_day", "departure"], "committed"),
    (
        "CXC-0062",
        {"report_validated_on": "2023-07-01"},
        ["report_validated_on"],
        "is “reported”, not completed",
    ),
    # Dates that cannot be.
    ("CXC-0044", {"last_working_day": "2023-02-03"}, ["last_working_day"], "ends before it starts"),
    ("CXC-0001", {"arrival": "27.02.2023"}, ["arrival"], "write it like 2023-09-13"),
    ("CXC-0001", {"arrival": "2023-02-30"}, ["arrival"], "“2023-02-30” is no date"),
    ("CXC-0001", {"arrival": "20220403"}, ["arrival"], "is no date"),
    ("CXC-0001", {"arrival": "0222-04-03"}, ["arrival"], "is no date"),
    ("CXC-0001", {"arrival": "1922-04-03"}, ["arrival"], "look at the year"),
    ("CXC-0001", {"arrival": "27.02. – 03.02.2023"}, ["arrival"], "“27.02. – 03.02.2023” is no date"),
    ("CXC-0001", {"arrival": "2022-04-05"}, ["arrival"], "after the first working day, 2022-04-04"),
    ("CXC-0001", {"departure": "2022-04-05"}, ["departure"], "before the last working day, 2022-04-06"),
    ("CXC-0001", {"report_validated_on": "2022-04-05"}, ["report_validated_on"], "before the stay ended"),
    # Money.
    ("CXC-0001", {"lump_sum_eur": "450,00"}, ["lump_sum_eur"], "has a decimal comma"),
    ("CXC-0001", {"lump_sum_eur": "-450.00"}, ["lump_sum_eur"], "is negative"),
    ("CXC-0001", {"lump_sum_eur": "1e999"}, ["lump_sum_eur"], "“1e999” is no amount"),
    ("CXC-0001", {"lump_sum_eur": "NaN"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": "450.001"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": "=1+1"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": "EUR 450"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": "٤٥٠"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": "99999999999"}, ["lump_sum_eur"], "is no amount"),
    ("CXC-0001", {"lump_sum_eur": ""}, ["lump_sum_eur"], "though the day of payment is given"),
    ("CXC-0001", {"lump_sum_eur": "600000.00"}, ["lump_sum_eur"], "exceed the partnership's grant"),
    ("CXC-0001", {"paid_on": "2022-04-05"}, ["paid_on"], "there is no advance"),
    ("CXC-0071", {"paid_on": "2023-11-20"}, ["paid_on"], "only completed exchanges are paid"),
    # Names that nobody knows.
    ("CXC-0001", {"reference": ""}, ["reference"], "is empty, but needed"),
    ("CXC-0001", {"reference": "CXC/0001"}, ["reference"], "letters, digits and hyphens"),
    ("CXC-0001", {"reference": "../../etc/passwd"}, ["reference"], "letters, digits and hyphens"),
    ("CXC-0001", {"reference": "CXC-12345678901"}, ["reference"], "too long"),
    ("CXC-0001", {"reference": "CXC-0002"}, ["reference"], "“CXC-0002” is given in line 2 already"),
    ("CXC-0001", {"visiting_organisation": ""}, ["visiting_organisation"], "is empty"),
    ("CXC-0001", {"visiting_organisation": "ORG-999"}, ["visiting_organisation"], "neither in the file"),
    ("CXC-0001", {"host_organisation": "ORG-999"}, ["host_organisation"], "neither in the file"),
    ("CXC-0001", {"host_organisation": ""}, ["host_organisation"], "is empty"),
    ("CXC-0001", {"mission": "Smart Mobility"}, ["mission"], "is no mission of this partnership"),
    ("CXC-0001", {"home_cluster": "pôle-scs"}, ["home_cluster"], "must be one of: silicon-saxony, dti, bhv"),
    ("CXC-0001", {"home_cluster": ""}, ["home_cluster"], "is empty"),
    ("CXC-0001", {"host_cluster": "elbe-ports"}, ["host_cluster"], "is not known here"),
    ("CXC-0001", {"status": "done"}, ["status"], "“done” is not known here"),
    ("CXC-0001", {"status": "COMPLETED"}, ["status"], "is not known here"),
    ("CXC-0001", {"status": ""}, ["status"], "is empty"),
    ("CXC-0001", {"format": "hybrid"}, ["format"], "must be one of: physical, virtual"),
    # Visits that can never be.
    ("CXC-0002", {"visiting_organisation": "ORG-001"}, ["visiting_organisation"], "as CXC-0001 in line 2"),
    ("CXC-0001", {"host_organisation": "ORG-001"}, ["host_organisation"], "the same organisation"),
    ("CXC-0001", {"host_organisation": "ORG-024"}, ["host_organisation"], "both in DE"),
    # Signs.
    ("CXC-0001", {"mission": "Scale\x00UP"}, ["mission"], "cannot be stored (NUL)"),
    # Organisations.
    ("ORG-001", {"code": ""}, ["code"], "is empty"),
    ("ORG-001", {"code": "ORG-002"}, ["code"], "is given in line 2 already"),
    ("ORG-001", {"name": ""}, ["name"], "is empty"),
    ("ORG-001", {"name": LONG}, ["name"], "has 300 characters; at most 200 fit"),
    ("ORG-001", {"pic": "12345"}, ["pic"], "nine digits"),
    ("ORG-001", {"pic": "٩٩٤١٩٤٠٣٣"}, ["pic"], "nine digits"),
    ("ORG-003", {"pic": "994194033"}, ["pic"], "is given in line 2 already"),
    ("ORG-001", {"type": "SME"}, ["type"], "must be one of: sme, scaling_up_support"),
    ("ORG-001", {"type": ""}, ["type"], "is empty"),
    ("ORG-001", {"size": "tiny"}, ["size"], "must be one of: micro, small, medium, large"),
    ("ORG-001", {"size": "large"}, ["size"], "an SME is micro, small or medium"),
    ("ORG-001", {"staff": "8.5"}, ["staff"], "is no whole number"),
    ("ORG-001", {"turnover_eur": "1.683.000,00"}, ["turnover_eur"], "decimal comma"),
    ("ORG-001", {"country": "Germany"}, ["country"], "is not known here"),
    ("ORG-001", {"country": ""}, ["country"], "is empty"),
    ("ORG-001", {"latitude": "151.3"}, ["latitude"], "from -90 to 90"),
    ("ORG-001", {"latitude": "N 51°"}, ["latitude"], "is no number of degrees"),
    ("ORG-001", {"longitude": ""}, ["longitude"], "the other coordinate"),
    ("ORG-001", {"home_cluster": "nobody"}, ["home_cluster"], "must be one of"),
    ("ORG-001", {"member_of": "nobody"}, ["member_of"], "must be one of"),
    ("ORG-001", {"outside_cluster": "Another"}, ["outside_cluster"], "only one of them"),
]


@pytest.mark.parametrize(("key", "cells", "columns", "reason"), FAULTS)
def test_a_faulty_cell_is_named_with_file_line_column_and_reason(sheets, key, cells, columns, reason):
    before = snapshot()
    line = sheets.put(key, **cells)
    outcome = sheets.load()
    file = "organisations.csv" if key.startswith("ORG") else "exchanges.csv"
    faults = [fault for fault in outcome.faults.kept if fault.file == file]
    if cells.get("reference") == "CXC-0002" or cells.get("code") == "ORG-002":
        line += 1  # the second of two is the one to mend
    assert [(fault.line, fault.column) for fault in faults] == [(line, column) for column in columns]
    assert any(reason in fault.reason for fault in faults)
    assert snapshot() == before


def test_all_faults_are_told_in_one_run(sheets):
    sheets.put("CXC-0001", arrival="soon", lump_sum_eur="much")
    sheets.put("CXC-0074", status="asleep")
    sheets.put("ORG-050", country="XX")
    assert found(sheets.load().faults) == [
        ("organisations.csv", 51, "country"),
        ("exchanges.csv", 2, "arrival"),
        ("exchanges.csv", 2, "lump_sum_eur"),
        ("exchanges.csv", 75, "status"),
    ]
    assert not Organisation.objects.filter(name="Aizkorri Fab Lab").exists()


def test_lines_are_counted_as_an_editor_counts_them(sheets):
    sheets.exchanges[0].append("remark")
    for row in sheets.exchanges[1:]:
        row.append("")
    sheets.exchanges[1][-1] = "two\nlines"
    sheets.exchanges.insert(2, [""])
    assert sheets.put("CXC-0002", arrival="soon") == 4
    # One more, because of the line end inside a cell.
    assert found(sheets.load().faults) == [("exchanges.csv", 5, "arrival")]


def test_a_full_mission_takes_nobody_more(sheets):
    for number in range(7):
        sheets.add("ORG-106", code=f"ORG-3{number}", name=f"Firm {number}")
        sheets.add("CXC-0073", reference=f"CXC-03{number}", visiting_organisation=f"ORG-3{number}")
    outcome = sheets.load()
    assert found(outcome.faults) == [("exchanges.csv", 81, "mission"), ("exchanges.csv", 82, "mission")]
    assert "all 8 seats of “Basque Open Industry” are taken" in outcome.faults.kept[0].reason


def test_a_visit_elsewhere_counts_without_details(sheets):
    other = make.PartnershipFactory(acronym="ELSEWHERE", slug="elsewhere")
    visitor = make.OrganisationFactory(name="Zwinger Microtest GmbH", pic="972577376")
    make.ExchangeFactory(
        partnership=other,
        home_cluster=make.ClusterFactory(partnership=other),
        visitor=visitor,
        reference="CXC-7777",
        status="approved",
        imported=True,
    )
    outcome = sheets.load()
    assert found(outcome.faults) == [("exchanges.csv", 14, "visiting_organisation")]
    reason = outcome.faults.kept[0].reason
    assert "each organisation visits once in the scheme" in reason
    assert not {"ELSEWHERE", "CXC-7777"} & set(reason.replace(",", " ").split())


def test_an_organisation_known_elsewhere_is_the_same_row(sheets):
    known = make.OrganisationFactory(name="ZWINGER Microtest GmbH", pic="972577376", staff=3)
    by_name = make.OrganisationFactory(
        name="Витоша Fab Lab", city="Sofia", country="BG", kind="scaling_up_support"
    )
    outcome = sheets.load()
    assert not outcome.faults
    assert found(outcome.warnings) == [("organisations.csv", 12, "name"), ("organisations.csv", 79, "name")]
    entries = RegisterEntry.objects.filter(code__in=["ORG-011", "ORG-078"]).order_by("code")
    assert [entry.organisation for entry in entries] == [known, by_name]
    known.refresh_from_db()
    assert known.staff == 3
