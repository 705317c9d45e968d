"""Everything that the pages about one exchange read, fetched once: a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from clusters.models import ProgrammeRule

from ..models import (
    Agreement,
    ChangeRequest,
    ClosingReport,
    Evidence,
    EvidenceKind,
    Exchange,
    HostConsent,
    SeatOffer,
    Signature,
    TravelGrant,
)
from ..services.assessment import rule_on

PARTIES = tuple(Signature.Party)
# Nothing is signed, changed or evidenced before the approval, so that nothing is asked for either.
UNAPPROVED = {
    Exchange.Status.DRAFT,
    Exchange.Status.SUBMITTED,
    Exchange.Status.RETURNED,
    Exchange.Status.WAITLISTED,
    Exchange.Status.REJECTED,
}
MAY_CHANGE = {Exchange.Status.APPROVED, Exchange.Status.COMMITTED}


@dataclass(frozen=True)
class Facts:
    """One exchange and what hangs on it, as it is now. ``agreement`` is the one in force."""

    exchange: Exchange
    consent: HostConsent | None
    grant: TravelGrant | None
    agreement: Agreement | None
    signatures: tuple[Signature, ...]
    offer: SeatOffer | None  # open, or accepted and not yet used
    change: ChangeRequest | None  # asked and not yet answered
    kinds: tuple[EvidenceKind, ...]
    items: tuple[Evidence, ...]
    report: ClosingReport | None
    rule: ProgrammeRule
    today: date
    now: datetime

    @property
    def status(self) -> str:
        return self.exchange.status

    @property
    def signed(self) -> dict[str, Signature]:
        return {signature.party: signature for signature in self.signatures}

    @property
    def is_back(self) -> bool:
        ends = self.exchange.stay_ends_on
        return ends is not None and ends < self.today

    @property
    def has_left(self) -> bool:
        begins = self.exchange.arrival or self.exchange.first_working_day
        return begins is not None and begins <= self.today

    @property
    def kept_elsewhere(self) -> bool:
        """Imported history: report and evidence are kept where it came from."""
        return self.exchange.imported and self.report is None

    def records(self) -> list:
        """What the timeline of the exchange is made of."""
        loose = (self.consent, self.grant, self.offer, self.change)
        return [self.exchange, *(record for record in loose if record), *self.items]


def facts_of(exchange: Exchange, *, today: date, now: datetime, brief: bool = False) -> Facts:
    """Read what hangs on an exchange that came ``with_people`` and ``with_parts``.

    ``brief`` leaves out what no decision turns on: the change request, the seat offer, the evidence.
    """
    prefetch_related_objects([exchange.partnership], "programme_rules")
    approved = exchange.status not in UNAPPROVED
    signatures = _signatures(exchange) if approved else ()
    kinds, items = _evidence(exchange) if approved and not brief else ((), ())
    facts = Facts(
        exchange=exchange,
        consent=getattr(exchange, "consent", None),
        grant=getattr(exchange, "grant", None),
        agreement=signatures[0].agreement if signatures else None,
        signatures=signatures,
        offer=None if brief else _offer(exchange),
        change=None if brief else _change(exchange),
        kinds=tuple(kinds),
        items=tuple(items),
        report=getattr(exchange, "closing_report", None),
        rule=rule_on(exchange.partnership, today),
        today=today,
        now=now,
    )
    for part in (facts.consent, facts.grant, facts.agreement, facts.offer, facts.change, *facts.items):
        if part is not None:
            type(part)._meta.get_field("exchange").set_cached_value(part, exchange)
    return facts


def _signatures(exchange):
    """Of the agreement in force, which comes with it: it is made together with the first signature."""
    found = Signature.objects.filter(agreement__exchange=exchange)
    in_force = found.exclude(agreement__status=Agreement.Status.LAPSED)
    return tuple(in_force.select_related("agreement").order_by("signed_at", "pk"))


def _evidence(exchange):
    kinds = EvidenceKind.objects.filter(partnership=exchange.partnership_id).order_by("position", "pk")
    items = exchange.evidence.select_related("kind", "uploaded_by").order_by("uploaded_at", "pk")
    return kinds, items


def _change(exchange):
    asked = exchange.changes.asked().select_related("host", "asked_by")
    return asked.first() if exchange.status in MAY_CHANGE else None


def _offer(exchange):
    held = (SeatOffer.Status.OFFERED, SeatOffer.Status.ACCEPTED)
    offers = exchange.seat_offers.filter(status__in=held).select_related("seat")
    return offers.order_by("-offered_at", "-pk").first() if exchange.status == "waitlisted" else None
