"""The workbook of a report with 100,000 lines, beside XlsxWriter writing the same cells out of memory."""

import tempfile
from itertools import islice
from pathlib import Path
from unittest import mock

import openpyxl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from excite import clock
from reporting.documents import workbook
from reporting.documents.content import Content
from reporting.documents.sheets import OPTIONS
from reporting.figures import Scope, count, each_row, indicator_of
from reporting.models import CountedRow, Report
from reporting.services import making

from .figures import UNTIL
from .stopwatch import least, most_memory
from .table import Line

LINES = 100_000  # half of them exchanges, half the rows behind a figure
TIMES_ALONE, MOST_MEGABYTES = 1.2, 200
WRITES = ("write_string", "write_number")  # everything that the portal calls


def report_xlsx(programme):
    report, rows = _stored(programme)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.xlsx")

        def write():
            workbook.write_xlsx(Content(report), path)

        memory = most_memory(write)
        wrong = "" if _lines(path) == 2 * rows else "the workbook does not hold what was counted"
        cells = _cells(write)
        seconds = least(write, lambda: _alone(*cells, path), turns=3)
    yield Line(
        "report XLSX",
        2 * rows,
        *seconds,
        most=TIMES_ALONE,
        megabytes=memory,
        most_megabytes=MOST_MEGABYTES,
        wrong=wrong,
    )


def _stored(programme):
    """A report with the rows of its first figure, as the report job stores them."""
    scope = Scope.of(programme.partnership, until=UNTIL.replace(year=2025))
    report = Report.objects.create(
        partnership=programme.partnership, until=scope.until, made_at=clock.now(), data_as_of=clock.now()
    )
    making._store_figures(report, [making.Compared(one, None, None, None) for one in count(scope)])
    rows, stored = each_row(indicator_of("exchanges"), scope), 0
    while batch := list(islice(rows, min(making.AT_ONCE, LINES // 2 - stored))):
        CountedRow.objects.bulk_create([making._counted(report, row) for row in batch])
        stored += len(batch)
    return report, stored


def _lines(path):
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = [sheet for sheet in book if sheet.title in ("Exchanges", "Counted rows")]
    return sum(1 for sheet in sheets for _row in sheet.iter_rows(min_row=2))


def _cells(write):
    """What was written: the properties of each format, and of each sheet its cells in their order."""
    looks, used, sheets = {}, {}, {}
    add_format = xlsxwriter.Workbook.add_format

    def remember_format(book, properties=None):
        made = add_format(book, properties)
        looks[made] = properties
        return made

    def remembering(kind):
        plain = getattr(Worksheet, kind)

        def remember(sheet, row, column, value, style):
            cells = sheets.setdefault(sheet.get_name(), [])
            number = used.setdefault(style, len(used))
            cells.append((WRITES.index(kind), row, column, value, number))
            return plain(sheet, row, column, value, style)

        remember.__wrapped__ = remember  # the portal leaves out the look for names such as "A1"
        return mock.patch.object(Worksheet, kind, remember)

    remembered = mock.patch.object(xlsxwriter.Workbook, "add_format", remember_format)
    with remembered, remembering(WRITES[0]), remembering(WRITES[1]):
        write()
    return [looks[style] for style in used], sheets


def _alone(formats, sheets, path):
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        styles = [book.add_format(properties) for properties in formats]
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            writers = [getattr(sheet, kind) for kind in WRITES]
            for kind, row, column, value, style in cells:
                writers[kind](row, column, value, styles[style])
