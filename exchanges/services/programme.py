"""What exchanges need before the first one: lump sums, kinds of evidence, reasons for a rejection."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from exchanges.models import EvidenceKind, LumpSumRate, RejectionReason
from excite.countries import country_codes
from excite.intake import Fault, Node, Tally
from excite.money import to_cents
from excite.tables import Findings, Table

LUMP_SUM_COLUMNS = ("country", "full_eur", "valid_from", "valid_to", "note")

# The programme's own lists (assumed; a partnership edits them). Labels are in the catalogues.
EVIDENCE_KINDS = (
    (
        "attendance",
        gettext_noop("Confirmation of attendance"),
        gettext_noop("Signed by the host, with the days of the stay."),
        True,
    ),
    (
        "travel",
        gettext_noop("Proof of travel"),
        gettext_noop("Ticket, boarding pass or hotel bill: anything that shows the journey."),
        True,
    ),
    (
        "photo",
        gettext_noop("Photo or agenda"),
        gettext_noop("A picture of the visit, or the programme of the days. Welcome, not required."),
        False,
    ),
)
REJECTION_REASONS = (
    ("not_eligible", gettext_noop("The organisation or the stay does not meet the rules")),
    ("purpose", gettext_noop("The purpose of the visit is not clear enough")),
    ("no_fit", gettext_noop("Visitor and host do not fit together")),
    ("budget", gettext_noop("The budget of this year is used up")),
    ("mission_full", gettext_noop("The mission is full")),
    ("late", gettext_noop("There is too little time before the stay")),
    ("other", gettext_noop("Another reason")),
)


@dataclass
class ExchangesPart:
    """Unsaved records by their natural key."""

    rates: dict[tuple, LumpSumRate]
    kinds: dict[str, EvidenceKind]
    reasons: dict[str, RejectionReason]


def read(file: Node, lump_sums: Path | None) -> ExchangesPart:
    """The part as unsaved records. ``lump_sums``: the CSV beside the file, or None where there is none."""
    kinds = {
        code: EvidenceKind(code=code, label=label, hint=hint, required=required, position=position)
        for position, (code, label, hint, required) in enumerate(EVIDENCE_KINDS, 1)
    }
    reasons = {
        code: RejectionReason(code=code, label=label, position=position)
        for position, (code, label) in enumerate(REJECTION_REASONS, 1)
    }
    rates = {} if lump_sums is None else _rates(file, lump_sums)
    return ExchangesPart(rates=rates, kinds=kinds, reasons=reasons)


def add(part: ExchangesPart, partnership, *, tally: Tally) -> None:
    known = {
        (str(rate.country), rate.valid_from): rate
        for rate in LumpSumRate.objects.filter(partnership=partnership)
    }
    new = [rate for key, rate in part.rates.items() if key not in known]
    for rate in new:
        rate.partnership = partnership
    LumpSumRate.objects.bulk_create(new)
    tally.count(_("lump sums"), added=len(new), known=len(part.rates) - len(new))
    for key in part.rates.keys() & known.keys():
        there = {"full_eur": part.rates[key].full_cents, "valid_to": part.rates[key].valid_to}
        here = {"full_eur": known[key].full_cents, "valid_to": known[key].valid_to}
        name = _("The lump sum of %(country)s from %(day)s") % {"country": key[0], "day": key[1]}
        tally.note_kept(name, there, here.get)
    _add_list(EvidenceKind, part.kinds, partnership, tally, _("kinds of evidence"))
    _add_list(RejectionReason, part.reasons, partnership, tally, _("reasons for a rejection"))


def _add_list(model, records, partnership, tally, kind):
    """The default lists are given once: what somebody has taken out of one does not come back."""
    known = model.objects.filter(partnership=partnership).count()
    if not known:
        for record in records.values():
            record.partnership = partnership
        model.objects.bulk_create(records.values())
    tally.count(kind, added=0 if known else len(records), known=known)


def _rates(file: Node, path: Path) -> dict:
    faults = Findings()
    table = Table(path, LUMP_SUM_COLUMNS, faults=faults, warnings=Findings())
    found, lines = {}, {}
    for row in table.rows:
        rate = LumpSumRate(
            country=row.choice("country", country_codes(), required=True) or "",
            full_cents=to_cents(row.amount("full_eur", required=True) or 0),
            valid_from=row.day("valid_from", required=True),
            valid_to=row.day("valid_to"),
            note=row.text("note", most=300),
        )
        if rate.valid_from and rate.valid_to and rate.valid_to < rate.valid_from:
            row.fault("valid_to", _("lies before valid_from, %(day)s.") % {"day": rate.valid_from})
        key = (str(rate.country), rate.valid_from)
        if key in found and all(key):
            row.fault("valid_from", _("the same country and day as in line %(line)s.") % {"line": lines[key]})
        found[key], lines[key] = rate, row.line
    file.faults += [Fault(_place(fault), fault.reason) for fault in faults.kept]
    return found


def _place(fault) -> str:
    values = {"file": fault.file, "line": fault.line, "column": fault.column}
    text = _("%(file)s, line %(line)s, column “%(column)s”") if fault.column else _("%(file)s, line %(line)s")
    return text % values
