"""Digest and checksum: how anybody can tell whether a report is what was frozen.

The digest covers figures, counted and restated rows as they are stored; its first signs are the check code on
the paper. The checksum covers the digest and the files, and is written when the report is frozen.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from hashlib import sha256

from reporting.models import Report

from . import files

CENT = Decimal("0.01")


def digest(report: Report) -> str:
    """SHA-256 over everything that is stored with the report, in a fixed order and spelling."""
    found = sha256()
    for line in _lines(report):
        found.update(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        found.update(b"\n")
    return found.hexdigest()


def checksum(report: Report) -> str:
    """SHA-256 over the digest and the noted SHA-256 of every file."""
    lines = [report.digest, *sorted(f"{file.format}:{file.sha256}" for file in report.files.all())]
    return sha256("\n".join(lines).encode()).hexdigest()


def faults(report: Report) -> list[str]:
    """What is not as it was made: "figures", or the name of a file. Empty when all is well."""
    wrong = [] if digest(report) == report.digest else ["figures"]
    for file in report.files.order_by("format"):
        path = files.path_of(file)
        if not path.is_file() or files.digest_of(path) != file.sha256:
            wrong.append(f"report.{file.format}")
    if report.checksum and checksum(report) != report.checksum:
        wrong.append("checksum")
    return wrong


def _lines(report: Report) -> Iterator[list]:
    yield [
        str(report.uuid),
        report.partnership.acronym,
        report.period.number if report.period else None,
        _day(report.until),
        _day(report.known_on),
        report.language,
        report.headline,
        report.note,
        report.data_as_of.astimezone(UTC).isoformat(timespec="seconds"),
        str(report.previous.uuid) if report.previous else None,
    ]
    for figure in report.figures.order_by("position", "code"):
        yield [
            "figure",
            figure.code,
            figure.label,
            figure.unit,
            figure.rule,
            figure.date_rule,
            figure.note,
            figure.target,
            *map(_number, (figure.value, figure.previous, figure.new, figure.restated)),
        ]
    for row in report.rows.order_by("code", "kind", "record").iterator(chunk_size=2000):
        counted_on, amount = _day(row.counted_on), _number(row.amount)
        yield ["row", row.code, row.kind, row.record, row.reference, counted_on, amount, row.classification]
    for row in report.restatements.order_by("code", "kind", "record").iterator(chunk_size=2000):
        amount = _number(row.amount)
        yield ["restated", row.code, row.kind, row.record, row.reference, row.change, amount, row.reason]


def _day(value) -> str | None:
    return value.isoformat() if value else None


def _number(value) -> str | None:
    return None if value is None else str(Decimal(value).quantize(CENT))
