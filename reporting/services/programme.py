"""Reporting periods, targets and published figures out of a programme file."""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from excite.intake import Fault, Node, Tally
from reporting.models import PublishedFigure, ReportingPeriod, Target


@dataclass
class ReportingPart:
    """Unsaved records by their natural key."""

    periods: dict[int, ReportingPeriod]
    targets: dict[str, Target]
    figures: dict
    extra: dict


def read(file: Node) -> ReportingPart:
    """The part as unsaved records; faults are noted on the file."""
    extra = {}
    return ReportingPart(
        periods=_keyed(file, "reporting_periods", _period, lambda period: period.number, extra),
        targets=_keyed(file, "targets", _target, lambda target: target.indicator, extra),
        figures=_keyed(file, "published_figures", _figure, lambda figure: figure.cut_off, extra),
        extra=extra,
    )


def add(part: ReportingPart, partnership, *, tally: Tally) -> None:
    _add(
        part.periods, "number", partnership, tally, _("reporting periods"), ["starts_on", "ends_on", "final"]
    )
    _add(part.targets, "indicator", partnership, tally, _("targets"), ["target", "final"])
    _add(part.figures, "cut_off", partnership, tally, _("published figures"), ["exchanges", "by_smes"])


def _period(node: Node) -> ReportingPeriod:
    period = ReportingPeriod(
        number=node.whole("number", least=1, most=1000, required=True),
        starts_on=node.day("starts_on", required=True),
        ends_on=node.day("ends_on", required=True),
        final=node.truth("final"),
    )
    if period.starts_on and period.ends_on and period.ends_on < period.starts_on:
        node.fault("ends_on", _("lies before starts_on, %(day)s.") % {"day": period.starts_on})
    return period


def _target(node: Node) -> Target:
    code = node.text("indicator", most=60, required=True)
    if code and slugify(code) != code:
        node.fault("indicator", _("must be a code of small letters, digits, - and _, such as staff_trained."))
    return Target(
        indicator=code,
        target=node.whole("target"),
        final=node.whole("final"),
        source=node.text("source", most=300),
    )


def _figure(node: Node) -> PublishedFigure:
    figure = PublishedFigure(
        published_on=node.day("published_on", required=True),
        cut_off=node.day("cut_off", required=True),
        exchanges=node.whole("exchanges", required=True),
        by_smes=node.whole("by_smes", required=True),
        headline=node.text("headline", most=300),
    )
    if None not in (figure.exchanges, figure.by_smes) and figure.by_smes > figure.exchanges:
        node.fault("by_smes", _("is more than exchanges, of which it is a part."))
    return figure


def _keyed(file, name, build, key, extra):
    found = {}
    for node in file.nodes(name):
        record = build(node)
        if key(record) in found and key(record) not in (None, ""):
            text = _("“%(key)s” is given twice.") % {"key": key(record)}
            file.faults.append(Fault(node.place, text))
        found[key(record)] = record
        if rest := node.rest():
            extra.setdefault(name, {})[str(key(record))] = rest
    return found


def _add(records, key, partnership, tally, kind, compared):
    model = {"number": ReportingPeriod, "indicator": Target, "cut_off": PublishedFigure}[key]
    known = {getattr(row, key): row for row in model.objects.filter(partnership=partnership)}
    new = [record for value, record in records.items() if value not in known]
    for record in new:
        record.partnership = partnership
    model.objects.bulk_create(new)
    tally.count(kind, added=len(new), known=len(records) - len(new))
    for value in records.keys() & known.keys():
        there = {name: getattr(records[value], name) for name in compared}
        tally.note_kept(f"{kind} {value}", there, lambda name, here=known[value]: getattr(here, name))
