"""Sheets of a workbook, written line by line without keeping any: a hundred thousand rows need no memory.

Text is always text: a name that begins with "=" is never a formula, and one that looks like XlsxWriter's own
markup is never markup.
"""

from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DAY_NONE = date(1899, 12, 30).toordinal()  # days of a spreadsheet are counted from here
MARKUP = "<r>"  # what begins and ends with this is written as it is by XlsxWriter, unescaped


class Sheets:
    """A workbook with our formats."""

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

    def table(self, name: str, columns: list[tuple[str, int]], rows=()) -> "Table":
        """A sheet of its own; ``rows`` are its first lines, and more may be added."""
        table = Table(self, self.book.add_worksheet(name[:31]), columns)
        for row in rows:
            table.add(row)
        return table


class Table:
    """A sheet with a head that stays, filled top down; several may be filled at the same time.

    ``close`` it after the last line.
    """

    def __init__(self, sheets: Sheets, sheet, columns: list[tuple[str, int]]):
        self.sheet, self.width, self.last = sheet, len(columns), 0
        for number, (_label, width) in enumerate(columns):
            sheet.set_column(number, number, width)
        sheet.freeze_panes(1, 0)
        for number, (label, _width) in enumerate(columns):
            sheet.write_string(0, number, label, sheets.head)
        self.text = sheets.text
        words = {True: _("yes"), False: _("no")}
        number = method(sheet.write_number)
        self.write_string = method(sheet.write_string)
        self.write = {  # by type, because a look into a dictionary is all that a million cells can afford
            int: (number, sheets.number, None),
            Decimal: (number, sheets.money, float),
            date: (number, sheets.day, serial),
            bool: (self.write_string, sheets.text, words.__getitem__),
        }

    def add(self, values) -> None:
        """One line. None and empty text leave their cell out."""
        self.last = line = self.last + 1
        write_string, style = self.write_string, self.text
        for column, value in enumerate(values):
            if type(value) is str:
                if value:
                    write_string(line, column, value if value[:3] != MARKUP else harmless(value), style)
            elif value is not None:
                write, its_style, convert = self.write[type(value)]
                write(line, column, convert(value) if convert else value, its_style)

    def close(self) -> None:
        self.sheet.autofilter(0, 0, max(self.last, 1), self.width - 1)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)


def method(write):
    """A writing method without the look whether its cell is named "A1": ours are numbers."""
    return partial(write.__wrapped__, write.__self__)


def serial(day: date) -> int:
    """A day as spreadsheets count it."""
    return day.toordinal() - DAY_NONE


def harmless(text: str) -> str:
    """A blank at the end is enough for text not to be taken for markup."""
    return f"{text} " if text.endswith("</r>") else text
