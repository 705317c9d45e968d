"""Reading a CSV table of somebody else's making: rows of clean cells, and every faulty cell with its place.

The table is UTF-8, separated by commas, with one header line. Nothing is raised for what the file holds; an
ill-made cell becomes a fault with file, line, column and reason, and reads as None.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from excite.intake import iso_day, shown
from excite.names import clean_line

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 100_000
MOST_FAULTS = 200_000  # all of 10,000 rows with every cell wrong; beyond, they are only counted
# What a file is when it only calls itself .csv, by its first bytes.
NO_TABLES = {
    b"PK\x03\x04": "ZIP, XLSX",
    b"PK\x05\x06": "ZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_UNREADABLE = re.compile("[\udc80-\udcff]")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?\Z")
_COMMA_AMOUNT = re.compile(r"-?[0-9][0-9. ]*,[0-9]{1,2}\Z")
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?\Z")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell (or a line, with an empty column) that cannot be taken in, or that deserves a look."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self):
        values = {"file": self.file, "line": self.line, "column": self.column, "reason": self.reason}
        if self.column:
            return _("%(file)s, line %(line)s, column “%(column)s”: %(reason)s") % values
        return _("%(file)s, line %(line)s: %(reason)s") % values


class Findings:
    """Faults or warnings in the order of the lines; beyond ``MOST_FAULTS`` they are only counted."""

    def __init__(self):
        self.kept: list[CellFault] = []
        self.count = 0

    def add(self, file: str, line: int, column: str, reason: str) -> None:
        self.count += 1
        if len(self.kept) < MOST_FAULTS:
            self.kept.append(CellFault(file, line, column, reason))

    def sort(self, *tables: "Table") -> None:
        """In the order of the files, their lines and their columns."""
        places = {table.name: (number, table.columns) for number, table in enumerate(tables)}

        def place(fault):
            number, columns = places[fault.file]
            known = columns.index(fault.column) if fault.column in columns else len(columns)
            return number, fault.line, known

        self.kept.sort(key=place)

    def __bool__(self):
        return self.count > 0

    @property
    def left_out(self) -> int:
        return self.count - len(self.kept)


@dataclass(slots=True)
class Row:
    """One line of the table: ``cells`` by column, all of them text, and the columns that nobody knows."""

    table: "Table"
    line: int
    cells: dict[str, str]
    extra: dict[str, str]
    faulty: set[str] = field(default_factory=set)

    def fault(self, column: str, reason: str) -> None:
        self.faulty.add(column)
        self.table.faults.add(self.table.name, self.line, column, reason)

    def warn(self, column: str, reason: str) -> None:
        self.table.warnings.add(self.table.name, self.line, column, reason)

    def filled_extra(self, old: Mapping) -> dict | None:
        """``old`` with what this line adds to it, or None for nothing; what contradicts it is a fault."""
        text = _("the portal has “%(old)s”, the file “%(new)s”; mend whichever is wrong.")
        for column, value in self.extra.items():
            if old.get(column, value) != value:
                self.fault(column, text % {"old": shown(old[column]), "new": shown(value)})
        return {**old, **self.extra} if self.extra.keys() - old.keys() else None

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str, *, most: int = 200, required: bool = False) -> str:
        value = self[column]
        if required and not value and column not in self.faulty:
            self.fault(column, _("is empty, but needed."))
        if len(value) > most:
            values = {"count": len(value), "most": most}
            self.fault(column, _("has %(count)s characters; at most %(most)s fit.") % values)
            return ""
        return value

    def choice(self, column: str, choices: Mapping[str, object], *, required: bool = False):
        """What the word in the cell stands for; None where it is empty or unknown."""
        value = self.text(column, required=required)
        if not value or value in choices:
            return choices.get(value)
        known = list(map(str, choices))
        text = _("“%(value)s” is not known here; it must be one of: %(known)s.")
        if len(known) > 20:
            text = _("“%(value)s” is not known here.")
        self.fault(column, text % {"value": shown(value), "known": ", ".join(known)})
        return None

    def day(self, column: str, *, required: bool = False) -> date | None:
        value = self.text(column, required=required)
        found = iso_day(value)
        if value and found is None:
            text = _("“%(value)s” is no date; write it like 2023-09-13.")
            self.fault(column, text % {"value": shown(value)})
        elif found and not 2000 <= found.year <= 2100:
            self.fault(column, _("“%(value)s” cannot be meant: look at the year.") % {"value": shown(value)})
            return None
        return found

    def amount(self, column: str, *, required: bool = False, most: int = 20_000_000) -> Decimal | None:
        """EUR with a decimal point and at most two places."""
        value = self.text(column, required=required)
        if not value:
            return None
        if _AMOUNT.match(value) and Decimal(value) <= most:
            return Decimal(value).quantize(Decimal("0.01"))
        if _COMMA_AMOUNT.match(value):
            text = _("“%(value)s” has a decimal comma; write it with a point, like 415.00.")
        elif value.startswith("-"):
            text = _("“%(value)s” is negative; an amount is zero or more.")
        else:
            text = _("“%(value)s” is no amount in EUR; write it like 415.00.")
        self.fault(column, text % {"value": shown(value)})
        return None

    def whole(self, column: str) -> int | None:
        value = self.text(column)
        if not value or _WHOLE.match(value):
            return int(value) if value else None
        self.fault(column, _("“%(value)s” is no whole number.") % {"value": shown(value)})
        return None

    def degrees(self, column: str, most: int) -> Decimal | None:
        value = self.text(column)
        if not value:
            return None
        if _DEGREES.match(value) and abs(Decimal(value)) <= most:
            return Decimal(value).quantize(Decimal("0.00001"))
        values = {"value": shown(value), "most": most}
        self.fault(column, _("“%(value)s” is no number of degrees from -%(most)s to %(most)s.") % values)
        return None


class Table:
    """A CSV file, read once; ``faults`` and ``warnings`` fill while it is read and while it is judged."""

    def __init__(self, path: Path, columns: tuple[str, ...], *, faults: Findings, warnings: Findings):
        self.name, self.columns = path.name, columns
        self.faults, self.warnings = faults, warnings
        self.rows: list[Row] = []
        self.whole, self.digest = True, ""
        text = self._text_of(path)
        if text is not None:
            self._read(text)

    def _text_of(self, path) -> str | None:
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            return self._refuse(_("cannot be read: %(why)s.") % {"why": error.strerror})
        self.digest = hashlib.sha256(content).hexdigest()
        for start, kind in NO_TABLES.items():
            if content.startswith(start):
                text = _("this is no CSV but another kind of file (%(kind)s); save the sheet as “CSV UTF-8”.")
                return self._refuse(text % {"kind": kind})
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self._refuse(_("this is written in UTF-16; save the sheet as “CSV UTF-8”."))
        if len(content) > MOST_BYTES:
            text = _("the file is larger than %(most)s MB; split it.")
            return self._refuse(text % {"most": MOST_BYTES // 1024**2})
        return content.decode("utf-8-sig", errors="surrogateescape")

    def _refuse(self, reason, *, line=1, column="") -> None:
        self.whole = False
        self.faults.add(self.name, line, column, reason)

    def _read(self, text):
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        header, begins = None, 1
        try:
            for cells in lines:
                line, begins = begins, lines.line_num + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    header = self._header(cells, line)
                elif len(self.rows) >= MOST_ROWS:
                    text = _("more than %(most)s rows; split the file.")
                    self._refuse(text % {"most": MOST_ROWS}, line=line)
                else:
                    self._row(header, cells, line)
                if not self.whole:
                    return
            if header is None:
                self._refuse(_("the file is empty; it needs at least its header line."))
        except csv.Error as error:
            text = _("from here on nothing can be read (%(why)s); a quotation mark may lack its pair.")
            self._refuse(text % {"why": error}, line=begins)

    def _header(self, cells, line) -> list[str]:
        if len(cells) == 1 and re.search(r"[;\t]", cells[0]):
            text = _("the columns are not separated by commas; save the sheet as “CSV UTF-8”.")
            self._refuse(text, line=line)
            return cells
        names = [_UNREADABLE.sub("?", cell).strip() for cell in cells]
        names = ["".join(sign for sign in name if sign.isprintable()) for name in names]
        for column in self.columns:
            if column not in names:
                self._refuse(_("this column is missing."), line=line, column=column)
        for name in dict.fromkeys(names):
            if name and names.count(name) > 1:
                text = _("this column is there %(count)s times; keep one.")
                self._refuse(text % {"count": names.count(name)}, line=line, column=shown(name))
        return names

    def _row(self, header, cells, line):
        row = Row(self, line, {}, {})
        self.rows.append(row)
        if len(cells) != len(header):
            text = _("the line has %(count)s cells, the header %(columns)s: a comma is missing or too many.")
            row.fault("", text % {"count": len(cells), "columns": len(header)})
        for position, (name, cell) in enumerate(zip(header, cells, strict=False), 1):
            column = name or _("column %(position)s") % {"position": position}
            value = self._clean(row, column, cell)
            if name in self.columns:
                row.cells[name] = value
            elif name and value:
                row.extra[name] = value
            elif value:
                text = _("the cell “%(value)s” stands in a column without a name in the header.")
                row.fault(column, text % {"value": shown(value)})

    def _clean(self, row, column, cell) -> str:
        if _UNREADABLE.search(cell):
            text = _("“%(value)s” holds letters that are not UTF-8; save the sheet as “CSV UTF-8”.")
            row.fault(column, text % {"value": shown(_UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", cell))})
            return ""
        try:
            value = clean_line(cell)
        except ValidationError as error:
            row.fault(column, error.messages[0])
            return ""
        if value != cell and any(not sign.isprintable() and not sign.isspace() for sign in cell):
            text = _("signs that nobody can see were left out of “%(value)s”.")
            row.warn(column, text % {"value": shown(value)})
        return value
