"""An application is handed in, taken back, or left unanswered too long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from excite.days import day_of
from excite.workflow import Refused

from ..emails import tell_contact, tell_home, tell_host, tell_visitor
from ..models import Exchange, TravelGrant
from ..workflow import EXCHANGE
from .assessment import Assessment, assess, rule_on
from .cancellation import let_go
from .consent import ask_host, consent_of, stands
from .drafts import locked
from .locks import acting_on, hold
from .money import grant_of, release, terms_of
from .reasons import reason_of

AT_ONCE = 500  # lapsed in one sweep


class NotReady(Refused):
    """``assessment`` holds the gaps and the rules that are broken, each with its field."""

    default = _("This cannot be submitted yet. What is missing stands beside the form.")

    def __init__(self, assessment: Assessment):
        super().__init__()
        self.assessment = assessment


class StayHasBegun(Refused):
    default = _("The stay has begun, so this cannot be withdrawn any more. Ask your cluster to cancel it.")


@transaction.atomic
def submit(exchange: Exchange, *, declared: bool, by, now: datetime) -> Exchange:
    """Hand the application in and ask the host. ``declared``: no other EU money pays for the same trip.

    Raises NotReady with every gap, NotAllowed, WrongStatus.
    """
    stored = locked(exchange)
    EXCHANGE.check("submit", stored, by=by)
    found = assess(stored, today=day_of(now), now=now, budget=False, declared=declared)
    if not found.ready:
        raise NotReady(found)
    EXCHANGE.move(
        "submit",
        stored,
        by=by,
        now=now,
        # An answered return keeps its place in the order of submission.
        submitted_at=stored.submitted_at or now,
        declared_at=now,
        declared_by=by,
        version=stored.version + 1,
    )
    _estimate(stored, found)
    consent = consent_of(stored)
    if consent is None or consent.status == "declined" or not stands(consent, stored):
        ask_host(stored, by=by, now=now)
    tell_home(stored, "exchange.submitted", by=by, now=now)
    tell_visitor(stored, "exchange.received", by=None, now=now)
    return stored


def _estimate(exchange, assessment):
    """The sentence that explains the amount is made here once; approval books it."""
    grant = grant_of(exchange)
    if exchange.format == Exchange.Format.VIRTUAL or assessment.lump_sum is None:
        TravelGrant.objects.filter(exchange=exchange, status=TravelGrant.Status.ESTIMATED).delete()
    elif grant is None:
        TravelGrant.objects.create(exchange=exchange, **terms_of(assessment))
    else:
        rows = TravelGrant.objects.filter(exchange=exchange, status=TravelGrant.Status.ESTIMATED)
        rows.update(**terms_of(assessment))


def withdraw(exchange: Exchange, *, by, now: datetime, reason: str = "") -> Exchange:
    """Take the application back before the stay; seat and money are free for others.

    Raises StayHasBegun, NotAllowed, WrongStatus.
    """
    words = reason_of(reason)
    with acting_on(exchange):
        EXCHANGE.check("withdraw", exchange, by=by)
        if _has_begun(exchange, day_of(now)):
            raise StayHasBegun
        let_go(exchange, reason=words or gettext("Withdrawn by the applicant"), by=by, now=now)
        EXCHANGE.move("withdraw", exchange, by=by, now=now, reason=words)
        tell_home(exchange, "exchange.withdrawn", by=by, now=now, reason=words)
        tell_host(exchange, "exchange.withdrawn", by=by, now=now, reason=words)
        consent = consent_of(exchange)
        if consent and consent.nonce:
            tell_contact(consent, "exchange.withdrawn", by=by, now=now)
    return exchange


def _has_begun(exchange, today):
    """Only what has been approved can begin; an open application is taken back at any time."""
    begins = exchange.arrival or exchange.first_working_day
    return exchange.status in Exchange.COUNTS_AS_VISIT and begins is not None and begins <= today


def lapse_returned(*, now: datetime) -> int:
    """Withdraw what was returned and not answered within the partnership's days, the oldest first.

    For the sweeper: so many at a time, the next sweep goes on.
    """
    returned = Exchange.objects.filter(status=Exchange.Status.RETURNED)
    lapsed = 0
    for partnership in Partnership.objects.filter(pk__in=returned.values("partnership")).order_by("pk"):
        days = rule_on(partnership, day_of(now)).answer_days
        over = returned.filter(partnership=partnership, returned_at__lt=now - timedelta(days=days))
        lapsed += sum(_lapse(each, now=now) for each in over.order_by("returned_at", "pk")[:AT_ONCE])
    return lapsed


@transaction.atomic
def _lapse(exchange, *, now) -> bool:
    """False if somebody answered between looking and locking."""
    hold(exchange)
    if exchange.status != Exchange.Status.RETURNED:
        return False
    release(exchange, now=now)
    EXCHANGE.move("lapse", exchange, by=None, now=now)
    tell_visitor(exchange, "exchange.lapsed", by=None, now=now)
    return True
