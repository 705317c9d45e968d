"""What a host reads before the answer, and how the answer stands."""

from dataclasses import dataclass

from ..models import Exchange, HostConsent
from ..rules import working_days
from ..workflow import CONSENT


@dataclass(frozen=True)
class HostingCard:
    exchange: Exchange
    consent: HostConsent | None
    open: bool  # an answer is awaited
    over: bool  # the application has ended or was decided without it
    signing: bool  # approved: the host's signature is the next step
    working_days: int | None


_ASKING = (
    Exchange.Status.SUBMITTED,
    Exchange.Status.RETURNED,
    Exchange.Status.WAITLISTED,
    Exchange.Status.APPROVED,
)


def hosting_card(exchange: Exchange, *, by, consent: HostConsent | None = None) -> HostingCard:
    """``consent`` where a link has found it; else it is looked up."""
    if consent is None:
        consent = HostConsent.objects.filter(exchange=exchange).first()
        if consent:
            consent.exchange = exchange
    acts = {action.name for action in CONSENT.open_to(by, consent)} if consent else set()
    first, last = exchange.first_working_day, exchange.last_working_day
    dated = first and last and exchange.host
    return HostingCard(
        exchange=exchange,
        consent=consent,
        open="agree" in acts,
        over=exchange.status not in _ASKING,
        signing=exchange.status == Exchange.Status.APPROVED and "agree" not in acts,
        working_days=working_days(first, last, country=str(exchange.host.country)) if dated else None,
    )
