"""The report as a workbook: figures, every counted exchange, all rows, what was restated, third parties.

Written row by row without keeping any (a hundred thousand rows need no memory), and text is always text: a
name that begins with "=" is never a formula.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusters.models import Organisation
from excite.words import country, moment, say, short_day

from .content import Content
from .wording import last_words, name_of, period_words

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(content: Content, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": content.report.headline, "company": content.partnership.acronym})
        sheets = Sheets(book)
        _cover(sheets, content)
        _indicators(sheets, content)
        _exchanges(sheets, content)
        _rows(sheets, content)
        _restated(sheets, content)
        _third_parties(sheets, content)


class Sheets:
    """A workbook with our formats, written top down."""

    def __init__(self, book):
        self.book = book
        font = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self.head = book.add_format(
            font | {"bold": True, "bg_color": "#E7EFFA", "bottom": 1, "text_wrap": True}
        )
        self.text = book.add_format(font)
        self.wrap = book.add_format(font | {"text_wrap": True})
        self.title = book.add_format(font | {"bold": True, "font_size": 16})
        self.number = book.add_format(font | {"num_format": "#,##0"})
        self.money = book.add_format(font | {"num_format": "#,##0.00"})
        self.day = book.add_format(font | {"num_format": "yyyy-mm-dd"})

    def table(self, name: str, columns: list[tuple[str, int]], rows) -> None:
        """A sheet with a head that stays, one line a row."""
        sheet = self.book.add_worksheet(name[:31])
        for number, (_label, width) in enumerate(columns):
            sheet.set_column(number, number, width)
        sheet.freeze_panes(1, 0)
        for number, (label, _width) in enumerate(columns):
            sheet.write_string(0, number, label, self.head)
        last = 0
        for last, row in enumerate(rows, 1):
            self.line(sheet, last, row)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def line(self, sheet, line: int, values) -> None:
        for column, value in enumerate(values):
            match value:
                case None | "":
                    continue
                case bool():
                    sheet.write_string(line, column, _("yes") if value else _("no"), self.text)
                case int():
                    sheet.write_number(line, column, value, self.number)
                case Decimal():
                    sheet.write_number(line, column, float(value), self.money)
                case date():
                    sheet.write_datetime(line, column, value, self.day)
                case _:
                    sheet.write_string(line, column, str(value), self.text)


def _cover(sheets: Sheets, content: Content) -> None:
    report, partnership = content.report, content.partnership
    sheet = sheets.book.add_worksheet(pgettext("sheet", "Report")[:31])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, report.headline, sheets.title)
    facts = [
        (_("Partnership"), f"{partnership.acronym} · {partnership.name}"),
        (_("Call"), partnership.call),
        (_("Co-funding"), partnership.eu_statement),
        (_("Reporting period"), period_words(report)),
        (_("Cut-off"), short_day(report.until)),
        (_("Date of the data"), moment(report.data_as_of)),
        (_("Compared with"), last_words(report.previous)),
        (_("Check code"), report.check_code),
        (_("Note"), report.note),
    ]
    for line, (label, value) in enumerate(facts, 2):
        sheet.write_string(line, 0, label, sheets.head)
        sheet.write_string(line, 1, value, sheets.wrap)


def _number(value, places: int):
    if value is None:
        return None
    return value if places else int(value)


def _indicators(sheets: Sheets, content: Content) -> None:
    columns = [
        (_("Indicator"), 34),
        (_("Total"), 12),
        (_("Unit"), 14),
        (_("Target"), 10),
        (_("Last report"), 12),
        (_("New"), 10),
        (_("Restated"), 10),
        (_("What is counted"), 70),
        (_("By which date"), 50),
        (_("Note"), 40),
        (_("Code"), 26),
    ]
    sheets.table(
        _("Indicators"),
        columns,
        (
            (
                one.label,
                _number(one.value, one.places),
                one.unit,
                one.target,
                _number(one.previous, one.places),
                _number(one.new, one.places),
                _number(one.restated, one.places),
                one.rule,
                one.date_rule,
                one.note,
                one.code,
            )
            for one in content.figures
        ),
    )


def _exchanges(sheets: Sheets, content: Content) -> None:
    kinds, sizes = dict(Organisation.Kind.choices), dict(Organisation.Size.choices)
    columns = [
        (_("Reference"), 12),
        (_("Visiting organisation"), 36),
        (_("Country"), 16),
        (_("PIC"), 12),
        (_("Type when counted"), 30),
        (_("Size"), 10),
        (_("Host organisation"), 36),
        (_("Host country"), 16),
        (_("Home cluster"), 30),
        (_("Host cluster"), 30),
        (_("Mission"), 36),
        (_("First working day"), 14),
        (_("Last working day"), 14),
        (_("Validated on"), 14),
        (_("Lump sum, EUR"), 12),
    ]

    def line(row):
        facts = row.classification
        return (
            row.reference,
            facts["visitor"],
            country(facts["visitor_country"]),
            facts["pic"],
            str(kinds.get(facts["kind"], facts["kind"])),
            str(sizes.get(facts["size"], facts["size"])),
            facts["host"],
            country(facts["host_country"]),
            facts["home_cluster"],
            facts["host_cluster"],
            facts["mission"],
            _day(facts["first_working_day"]),
            _day(facts["last_working_day"]),
            _day(facts["validated_on"]),
            Decimal(facts["grant_eur"]) if facts["grant_eur"] else None,
        )

    sheets.table(_("Exchanges"), columns, (line(row) for row in content.rows("exchanges")))


def _rows(sheets: Sheets, content: Content) -> None:
    columns = [
        (_("Indicator"), 34),
        (_("Record"), 40),
        (_("Counted from"), 14),
        (_("Adds"), 12),
        (_("Why it counts"), 90),
    ]
    places = {figure.code: figure.places for figure in content.figures}
    sheets.table(
        _("Counted rows"),
        columns,
        (
            (
                content.labels[row.code],
                name_of(row),
                row.counted_on,
                _number(row.amount, places[row.code]),
                say(row.classification["why"]),
            )
            for row in content.rows()
        ),
    )


def _restated(sheets: Sheets, content: Content) -> None:
    columns = [
        (_("Indicator"), 34),
        (_("Record"), 40),
        (_("Change"), 14),
        (_("Effect"), 12),
        (_("Because"), 90),
    ]
    places = {figure.code: figure.places for figure in content.figures}
    sheets.table(
        _("Restated"),
        columns,
        (
            (
                content.labels[row.code],
                name_of(row),
                row.get_change_display(),
                _number(row.amount, places[row.code]),
                say(row.reason),
            )
            for row in content.restated
        ),
    )


def _third_parties(sheets: Sheets, content: Content) -> None:
    columns = [
        (_("Sub-call"), 24),
        (_("PIC"), 12),
        (_("Beneficiary"), 40),
        (_("SME"), 8),
        (_("Country"), 18),
        (_("Beneficiaries"), 14),
        (_("EUR"), 14),
    ]
    sheets.table(
        _("Third parties"),
        columns,
        (
            (
                content.partnership.call,
                each.pic,
                each.name,
                each.is_sme,
                country(each.country),
                each.beneficiaries,
                each.eur,
            )
            for each in content.third_parties
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
