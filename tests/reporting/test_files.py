"""The four files, read back: the same figures everywhere, right letters, and no text that acts."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import override_settings
from pypdf import PdfReader

from clusters.models import Partnership
from excite.words import say
from reporting import services
from reporting.documents.tables import harmless
from reporting.figures import figures
from reporting.services.files import path_of

from ..people import holding, person
from .conftest import NOW, again, start_and_make

pytestmark = pytest.mark.slow

UNTIL = date(2023, 7, 31)
FORMULA = '=HYPERLINK("http://evil.example";"Click")'
LETTERS = "Łódź Šaltinis ВИТОША Étang Weißeritz España"


@pytest.fixture(scope="module")
def laid_out_report(laid_out, laid_out_excite, tmp_path_factory):
    """The report of the third period with its four files, and the frozen ones before it."""

    def make_it():
        excite = Partnership.objects.get(pk=laid_out_excite)
        by = holding(person("earlier"), "coordinator", excite)
        services.freeze_history(excite, by=by, now=NOW.replace(month=3), formats=("csv",))
        formats = ("json", "csv", "xlsx", "pdf")
        return start_and_make(excite, UNTIL, period=excite.periods.get(number=3), by=by, formats=formats)

    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        return laid_out(make_it), folder


@pytest.fixture
def files(laid_out_report, db, settings):
    report, settings.MEDIA_ROOT = laid_out_report
    report = again(report)
    return report, {file.format: path_of(file) for file in report.files.all()}


def sheets(path):
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def pages(path):
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_the_same_figures_in_every_file(excite, files):
    report, paths = files
    wanted = {one.code: one.value for one in figures(excite, until=UNTIL) if one.value is not None}
    assert (wanted["exchanges"], wanted["exchanges_by_smes"]) == (60, 27)

    table = json.loads(paths["json"].read_text(encoding="utf-8"))
    assert table["headline"] == "60 exchanges (incl. 27 SMEs)"
    assert {one["code"]: Decimal(str(one["value"])) for one in table["indicators"]} == wanted
    exchanges = next(one for one in table["indicators"] if one["code"] == "exchanges")
    assert (exchanges["last_report"], exchanges["new"], exchanges["restated"]) == (38, 22, 0)
    assert table["check_code"] == report.check_code

    with paths["csv"].open(encoding="utf-8-sig", newline="") as file:
        lines = {line["code"]: line for line in csv.DictReader(file)}
    assert {code: Decimal(line["value"]) for code, line in lines.items() if line["value"]} == wanted
    assert (lines["exchanges"]["last_report"], lines["exchanges"]["new"]) == ("38", "22")

    book = sheets(paths["xlsx"])
    assert {row[-1]: row[1] for row in book["Indicators"][1:] if row[1] is not None} == {
        code: float(value) for code, value in wanted.items()
    }
    assert book["Report"][0][0] == "60 exchanges (incl. 27 SMEs)"

    text = " ".join(pages(paths["pdf"]))
    assert "60 exchanges (incl. 27 SMEs)" in text and "31,315.00" in text and "96 38 +22" in text


def test_rows_in_every_file(files):
    _report, paths = files
    rows = json.loads(paths["json"].read_text(encoding="utf-8"))["rows"]
    book = sheets(paths["xlsx"])
    text = " ".join(pages(paths["pdf"]))
    counted = [row["reference"] for row in rows if row["code"] == "exchanges"]
    assert len(counted) == 60 == len([row for row in rows if row["code"] == "exchanges" and row["visitor"]])
    assert [row[0] for row in book["Exchanges"][1:]] == counted
    assert all(reference in text for reference in counted)
    assert len(book["Counted rows"]) == 1 + len(rows)


def test_third_parties(files):
    """By PIC, or by status and country without one; together what was paid."""
    _report, paths = files
    head, *lines = sheets(paths["xlsx"])["Third parties"]
    assert sum(Decimal(str(line[6])) for line in lines) == Decimal("31315")
    assert sum(line[5] for line in lines) == 60
    assert {line[0] for line in lines} == {"COS-CLUSTER-2020-3-03"}
    assert all((line[1] is None) == (line[2] is None) for line in lines)
    assert all(line[3] in ("yes", "no") and line[4] for line in lines)


def test_names_keep_their_letters(files):
    report, paths = files
    names = {row.classification["visitor"] for row in report.rows.filter(code="exchanges")}
    special = {name for name in names if not name.isascii()}
    assert len(special) > 10
    text = " ".join(pages(paths["pdf"]))
    assert [name for name in special if name not in text] == []
    visitors = {row[1] for row in sheets(paths["xlsx"])["Exchanges"][1:]}
    assert special <= visitors


def test_the_paper_says_what_it_is(files):
    report, paths = files
    sheets_of_paper = pages(paths["pdf"])
    for number, text in enumerate(sheets_of_paper, 1):
        assert f"Page {number} of {len(sheets_of_paper)}" in text
        assert report.check_code in text and "13 September 2023" in text
    text = " ".join(sheets_of_paper)
    assert "Co-funded by the COSME programme of the European Union" in text
    assert "Completed exchanges, each counted once" in text and "on or before the cut-off" in text
    assert "period 2, up to 31 Jan 2023" in text
    assert "pace 80 by the end, 16 short" in text
    assert "The same as it said then" in text
    # Named, not shown as none.
    assert "Cluster strategies reviewed (target 6): The portal keeps no record of this yet." in text


def test_the_paper_is_tagged_and_has_the_emblem(files):
    _report, paths = files
    paper = PdfReader(paths["pdf"])
    assert paper.root_object["/Lang"] == "en" and "/StructTreeRoot" in paper.root_object
    assert paper.metadata.title.startswith("EXCITE: 60 exchanges")
    assert "Emblem of the European Union" in str(_alternatives(paper.root_object["/StructTreeRoot"]))


def _alternatives(node, depth=0):
    """Every alternative text in the tree of tags."""
    node = node.get_object()
    found = [node["/Alt"]] if isinstance(node, dict) and "/Alt" in node else []
    children = node.get("/K", []) if isinstance(node, dict) else node
    if isinstance(children, int) or depth > 30:
        return found
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, int):
            found += _alternatives(child, depth + 1)
    return found


def test_restated_rows_are_in_every_file(files, excite, excite_coordinator, made):
    excite.exchanges.filter(reference="CXC-0001").update(counted_kind="large_company")
    report = made(excite, UNTIL, by=excite_coordinator, formats=("json", "xlsx", "pdf"))
    paths = {file.format: path_of(file) for file in report.files.all()}
    (row,) = [
        row for row in json.loads(paths["json"].read_text())["restated"] if row["code"] == "exchanges_by_smes"
    ]
    assert (row["reference"], row["change"], row["amount"]) == ("CXC-0001", "dropped", -1)
    assert ("Exchanges by SMEs", "CXC-0001", "taken out", -1) in [
        line[:4] for line in sheets(paths["xlsx"])["Restated"]
    ]
    text = " ".join(pages(paths["pdf"]))
    assert "What the last report would say today" in text and "CXC-0001 −1" in text


def test_in_german(excite, made):
    """Stored in its language; the numbers as that language writes them."""
    report = made(excite, UNTIL, language="de", formats=("json", "pdf"))
    text = " ".join(pages(path_of(report.files.get(format="pdf"))))
    assert "31.315,00" in text


# --- Text that would act -------------------------------------------------------------------------------

NASTY = [
    FORMULA,
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "http://evil.example",
    "<b>&amp;</b>",
    LETTERS,
]


def test_text_is_never_a_formula_nor_markup(completed, coordinator, made, home_cluster):
    exchanges = [completed() for _name in NASTY]
    for exchange, name in zip(exchanges, NASTY, strict=True):
        exchange.visitor.name = name
        exchange.visitor.save()
    report = made(
        home_cluster.partnership, UNTIL, by=coordinator, note=FORMULA, formats=("json", "csv", "xlsx", "pdf")
    )
    paths = {file.format: path_of(file) for file in report.files.all()}

    book = openpyxl.load_workbook(paths["xlsx"])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    assert {row[1] for row in sheets(paths["xlsx"])["Exchanges"][1:]} == set(NASTY)

    text = " ".join(pages(paths["pdf"]))
    assert "<b>&amp;</b>" in text and FORMULA in text and LETTERS in text
    rows = json.loads(paths["json"].read_text())["rows"]
    assert {row["visitor"] for row in rows if row["code"] == "exchanges"} == set(NASTY)


def test_text_that_looks_like_the_markup_of_a_workbook(completed, coordinator, made, home_cluster):
    """XlsxWriter would write it unescaped, and no spreadsheet could open the file."""
    exchange = completed()
    exchange.visitor.name = "<r>Research & Rays</r>"
    exchange.visitor.save()
    report = made(home_cluster.partnership, UNTIL, by=coordinator, formats=("xlsx",))
    book = sheets(path_of(report.files.get()))
    assert [row[1] for row in book["Exchanges"][1:]] == ["<r>Research & Rays</r> "]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@"])
def test_csv_text_that_would_act(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["EXCITE", "2023-07-31", "", 5, -5, None])
def test_csv_values_that_are_harmless(value):
    assert harmless(value) == value


def test_csv_numbers_below_zero_stay_numbers():
    assert harmless(-10.5) == "-10.50"


def test_an_empty_partnership_has_a_whole_report(partnership, coordinator, made):
    report = made(partnership, UNTIL, by=coordinator, formats=("json", "csv", "xlsx", "pdf"))
    assert report.headline == "0 exchanges (incl. 0 SMEs)"
    text = " ".join(pages(path_of(report.files.get(format="pdf"))))
    assert "None up to this cut-off." in text and "nothing: this is the first report" in text


def test_long_lists_go_to_the_workbook(excite, made, monkeypatch):
    from reporting.documents import paper

    monkeypatch.setattr(paper, "ROWS_ON_PAPER", 59)
    report = made(excite, UNTIL, formats=("xlsx", "pdf"))
    paths = {file.format: path_of(file) for file in report.files.all()}
    text = " ".join(pages(paths["pdf"]))
    assert "CXC-0001" not in text and "The 60 exchanges are listed in the workbook" in text
    assert len(sheets(paths["xlsx"])["Exchanges"]) == 61


def test_say_is_stored_with_the_rows(files):
    """Why a row counts is kept as a sentence, so that it is read in every language."""
    report, _paths = files
    row = report.rows.filter(code="exchanges").order_by("pk").first()
    assert say(row.classification["why"]).startswith("Completed: the report was validated on")


def test_the_csv_starts_with_the_mark_of_utf8(files):
    _report, paths = files
    assert paths["csv"].read_bytes().startswith(b"\xef\xbb\xbfpartnership,until,code,label,value")
    assert io.BytesIO(paths["json"].read_bytes()).read(1) == b"{"
