"""Figures as tables for programs and spreadsheets: JSON and CSV."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

from excite.words import say
from reporting.figures import headline

from .content import Content

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
CSV_COLUMNS = (
    "partnership",  # first, so that the mark of UTF-8 that Excel needs touches no name that programs look for
    "until",
    "code",
    "label",
    "value",
    "unit",
    "target",
    "last_report",
    "new",
    "restated",
    "rule",
    "date_rule",
    "note",
)


def plain(value, places: int) -> int | float | None:
    """A number for JSON: whole counts stay whole; EUR have two places, which a float holds exactly enough."""
    if value is None:
        return None
    return float(value) if places else int(value)


def indicator(figure) -> dict:
    """One figure, counted now or stored, in the shape that scripts read."""
    return {
        "code": figure.code,
        "label": str(figure.label),
        "value": plain(figure.value, figure.places),
        "unit": str(figure.unit),
        "rule": str(figure.rule),
        "date_rule": str(figure.date_rule),
        "target": figure.target,
        "note": say(figure.note) if figure.note else "",
    }


def progress_table(partnership, figures, *, until) -> dict:
    """Headline and indicators; what has no record stands apart, so that nobody reads it as none."""
    shown = [indicator(figure) for figure in figures]
    return {
        "partnership": partnership.acronym,
        "until": until.isoformat(),
        "headline": say(headline(figures)),
        "indicators": [one for one in shown if one["value"] is not None],
        "not_recorded": [
            {name: one[name] for name in ("code", "label", "target", "note")}
            for one in shown
            if one["value"] is None
        ],
    }


def write_json(content: Content, path: Path) -> None:
    """Head, indicators, restated rows and every counted row; the rows are written as they are read."""
    with path.open("w", encoding="utf-8") as file:
        head = json.dumps(_head(content), ensure_ascii=False, indent=2)
        file.write(head.removesuffix("\n}") + ',\n  "rows": [')
        for number, row in enumerate(content.rows()):
            file.write(",\n    " if number else "\n    ")
            file.write(json.dumps(_row(row), ensure_ascii=False))
        file.write("\n  ]\n}\n")


def _head(content: Content) -> dict:
    report = content.report
    table = progress_table(content.partnership, content.figures, until=report.until)
    table |= {
        "headline": report.headline,
        "indicators": [indicator(figure) | _comparison(figure) for figure in content.counted],
        "period": report.period.number if report.period else None,
        "known_on": report.known_on.isoformat() if report.known_on else None,
        "data_as_of": report.data_as_of.isoformat(),
        "last_report": report.previous.until.isoformat() if report.previous else None,
        "check_code": report.check_code,
        "restated": [_restated(row) for row in content.restated],
    }
    return table


def _comparison(figure) -> dict:
    return {
        "last_report": plain(figure.previous, figure.places),
        "new": plain(figure.new, figure.places),
        "restated": plain(figure.restated, figure.places),
    }


def _restated(row) -> dict:
    return {
        "code": row.code,
        "kind": row.kind,
        "reference": row.reference,
        "change": row.change,
        "amount": _amount(row.amount),
        "reason": say(row.reason),
    }


def _row(row) -> dict:
    return {
        "code": row.code,
        "kind": row.kind,
        "reference": row.reference,
        "counted_on": row.counted_on.isoformat() if row.counted_on else None,
        "amount": _amount(row.amount),
        **{name: value for name, value in row.classification.items() if name != "why"},
        "why": say(row.classification["why"]),
    }


def _amount(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def write_csv(content: Content, path: Path) -> None:
    """The indicator table. With the mark of UTF-8, without which Excel spoils the letters."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, CSV_COLUMNS)
    writer.writeheader()
    for figure in content.figures:
        row = indicator(figure) | _comparison(figure)
        row |= {"partnership": content.partnership.acronym, "until": content.report.until.isoformat()}
        writer.writerow({name: harmless(row[name]) for name in CSV_COLUMNS})
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def harmless(value):
    """Text that a spreadsheet would take for a formula gets a quote before it; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip().startswith(DANGEROUS) or value in DANGEROUS:
        return f"'{value}"
    return f"{value:.2f}" if isinstance(value, float) else value
