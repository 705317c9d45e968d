"""The two sheets of the EXCITE data in hand: change a cell, write them, import them."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clusters.models import Membership, Organisation, Partnership, RegisterEntry
from exchanges.models import BudgetLine, Exchange, TravelGrant
from exchanges.services.imports import Outcome, import_history
from excite.audit.models import Event

DATA = Path(__file__).resolve().parents[2] / "excite" / "demo_data" / "excite"
NOW = datetime(2023, 9, 13, 8, 0, tzinfo=UTC)


@dataclass
class Sheets:
    """Rows as lists of cells, by the name of the file; line 1 is the header."""

    folder: Path
    partnership: Partnership

    def __post_init__(self):
        self.organisations = self.read("organisations.csv")
        self.exchanges = self.read("exchanges.csv")

    def read(self, name) -> list[list[str]]:
        with (DATA / name).open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def cell(self, rows, key, column) -> tuple[int, int]:
        """Where a cell is: the row with this key in its first column."""
        return next(number for number, row in enumerate(rows) if row[0] == key), rows[0].index(column)

    def put(self, key, **values) -> int:
        """Change cells of the exchange or organisation with this key; returns its line."""
        rows = self.organisations if key.startswith("ORG") else self.exchanges
        for column, value in values.items():
            number, position = self.cell(rows, key, column)
            rows[number][position] = value
        return number + 1

    def add(self, like, **values) -> int:
        """A new row at the end, like another one but for these cells; returns its line."""
        rows = self.organisations if like.startswith("ORG") else self.exchanges
        number, _position = self.cell(rows, like, rows[0][0])
        rows.append(list(rows[number]))
        for column, value in values.items():
            rows[-1][rows[0].index(column)] = value
        return len(rows)

    def keep(self, *references):
        """Only these exchanges."""
        self.exchanges = [self.exchanges[0]] + [row for row in self.exchanges if row[0] in references]

    def paths(self) -> tuple[Path, Path]:
        return tuple(
            self.write(name, rows)
            for name, rows in (("organisations.csv", self.organisations), ("exchanges.csv", self.exchanges))
        )

    def write(self, name, rows) -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    def load(self, *, dry_run=False) -> Outcome:
        organisations, exchanges = self.paths()
        return import_history(
            self.partnership,
            organisations_file=organisations,
            exchanges_file=exchanges,
            by=None,
            now=NOW,
            dry_run=dry_run,
        )


def found(findings) -> list[tuple]:
    return [(fault.file, fault.line, fault.column) for fault in findings.kept]


def snapshot() -> Counter:
    """How many rows there are of everything that an import writes."""
    models = (Organisation, RegisterEntry, Membership, Exchange, TravelGrant, BudgetLine, Event)
    return Counter({model.__name__: model.objects.count() for model in models}) + Counter(
        {"planned": sum(BudgetLine.objects.values_list("planned_cents", flat=True))}
    )
