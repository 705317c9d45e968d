"""The closing report: saved, handed in, asked again, refused, validated.

Imported history has its report and evidence elsewhere. An exchange that was imported as reported has no
closing report here, so it is validated without uploaded items, and the page says so. As soon as a report is
written here, the exchange is like any other. One imported as committed reports here, in full.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from excite import audit
from excite.days import day_of
from excite.words import day as written
from excite.workflow import ReasonMissing, Refused, WrongStatus

from ..emails import money_of, tell_finance, tell_home, tell_visitor
from ..models import ClosingReport, Correction, Evidence, Exchange
from ..workflow import EXCHANGE
from . import money, seats
from .assessment import rule_on
from .evidence import ask_item_again, missing_kinds
from .locks import acting_on
from .reasons import reason_of
from .refusals import EvidenceMissing, ReportNotReady, StayNotOver

FIELDS = ("activities", "learnt", "next_steps", "arranged_meetings", "satisfaction")
NEEDED = ("activities", "learnt", "next_steps", "arranged_meetings")


def save_report(exchange: Exchange, *, changes: Mapping, by, now: datetime) -> ClosingReport:
    """Keep what has been written so far. ``changes`` holds cleaned values of ``FIELDS``.

    The same text again changes nothing and is no event.
    """
    with acting_on(exchange):
        EXCHANGE.check("report", exchange, by=by)
        values = {field: changes[field] for field in FIELDS if field in changes}
        kept = report_of(exchange)
        if kept and all(getattr(kept, field) == value for field, value in values.items()):
            return kept
        report, _made = ClosingReport.objects.update_or_create(
            exchange=exchange, defaults={**values, "saved_at": now}
        )
        audit.record(exchange, "wrote the report", by=by, now=now, details={"fields": sorted(values)})
    return report


def reportable_from(exchange: Exchange) -> date | None:
    """The first day on which the report can be handed in: the day after the stay."""
    ends = exchange.stay_ends_on
    return ends + timedelta(days=1) if ends else None


def report_of(exchange: Exchange) -> ClosingReport | None:
    return ClosingReport.objects.filter(exchange=exchange).first()


def kept_elsewhere(exchange: Exchange) -> bool:
    """Imported history whose report was never written here: evidence and report are kept elsewhere."""
    return exchange.imported and report_of(exchange) is None


def report_gaps(exchange: Exchange) -> list[tuple[str, str]]:
    """What is missing before the report can be handed in: (field or kind's code, label)."""
    report = report_of(exchange)
    fields = {field.name: field for field in ClosingReport._meta.get_fields()}
    found = [
        (name, str(fields[name].verbose_name))
        for name in NEEDED
        if report is None or getattr(report, name) in (None, "")
    ]
    kinds = missing_kinds(exchange, Evidence.Status.OFFERED, Evidence.Status.ACCEPTED)
    return found + [(kind.code, _(kind.label)) for kind in kinds]


def hand_in(exchange: Exchange, *, by, now: datetime) -> Exchange:
    """Hand in the report once the stay is over. Raises StayNotOver, or ReportNotReady with every gap."""
    with acting_on(exchange):
        EXCHANGE.check("report", exchange, by=by)
        first = reportable_from(exchange)
        if day_of(now) < first:
            raise StayNotOver(_("The report can be handed in from %(day)s on.") % {"day": written(first)})
        if gaps := report_gaps(exchange):
            raise ReportNotReady(gaps)
        EXCHANGE.move("report", exchange, by=by, now=now, reported_at=now)
        tell_home(exchange, "exchange.reported", by=by, now=now)
    return exchange


def ask_again(
    exchange: Exchange, *, items: Mapping[int, str] | None = None, reason: str = "", by, now: datetime
) -> Exchange:
    """Back to the applicant, with a reason per item of evidence (pk → reason), or one for the report."""
    reasons = {pk: words for pk, text in (items or {}).items() if (words := reason_of(text))}
    with acting_on(exchange):
        EXCHANGE.check("ask_again", exchange, by=by)
        chosen = list(exchange.evidence.filter(pk__in=reasons).select_related("kind"))
        lines = [reason_of(reason)] + [f"{item.kind.label}: {reasons[item.pk]}" for item in chosen]
        words = "\n".join(line for line in lines if line)
        if len(chosen) != len(reasons):
            raise WrongStatus
        if not words:
            raise ReasonMissing
        for item in chosen:
            Evidence._meta.get_field("exchange").set_cached_value(item, exchange)
            ask_item_again(item, reasons[item.pk], by=by, now=now)
        EXCHANGE.move("ask_again", exchange, by=by, now=now, reason=words)
        tell_visitor(exchange, "exchange.asked_again", by=by, now=now, reason=words)
    return exchange


def refuse(exchange: Exchange, *, reason: str, by, now: datetime) -> Exchange:
    """Refuse the report: the exchange is cancelled and its grant released."""
    words = reason_of(reason, required=True)
    with acting_on(exchange):
        EXCHANGE.check("refuse", exchange, by=by)
        seats.free_seat(exchange, by=by, now=now)
        money.release(exchange, now=now, reason=words)
        EXCHANGE.move("refuse", exchange, by=by, now=now, reason=words, decided_at=now)
        tell_visitor(exchange, "exchange.refused", by=by, now=now, reason=words)
    return exchange


def validate(exchange: Exchange, *, by, now: datetime) -> Exchange:
    """Complete the exchange: counted with the visitor's type as it is now, and the grant falls due.

    Raises EvidenceMissing unless there is an accepted item of every required kind.
    """
    today = day_of(now)
    with acting_on(exchange):
        EXCHANGE.check("validate", exchange, by=by)
        if not kept_elsewhere(exchange):
            missing = missing_kinds(exchange, Evidence.Status.ACCEPTED)
            if missing:
                raise EvidenceMissing((kind.code, _(kind.label)) for kind in missing)
        if today <= exchange.last_working_day:
            raise StayNotOver(_("The stay is not over yet, so it cannot be counted."))
        days = rule_on(exchange.partnership, today).payment_days
        grant = money.fall_due(exchange, due_on=today + timedelta(days=days), now=now)
        counted = counted_as(exchange)
        details = {**counted, "due_on": grant.due_on if grant else None}
        EXCHANGE.move("validate", exchange, by=by, now=now, details=details, validated_on=today, **counted)
        due = money_of(grant) if grant and grant.status == grant.Status.DUE else {}
        tell_visitor(exchange, "exchange.validated", by=by, now=now, **due)
        if due:
            tell_finance(exchange, "exchange.grant_due", by=by, now=now, **due)
    return exchange


def counted_as(exchange: Exchange) -> dict:
    """Type and size to count with: as the register has them now, unless corrected for this exchange."""
    found = {"counted_kind": exchange.visitor.kind, "counted_size": exchange.visitor.size}
    for correction in Correction.objects.filter(exchange=exchange, field__in=["kind", "size"]).order_by("pk"):
        found[f"counted_{correction.field}"] = correction.new
    if not found["counted_kind"]:
        raise Refused(_("The type of the visiting organisation is not known: add it to the register first."))
    return found
