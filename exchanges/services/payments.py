"""Paying grants: batches with two people, returned payments, recoveries.

Nobody pays an organisation that they represent, so every grant is looked at through its exchange's roles.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from clusters.models import Cluster, Partnership
from excite import audit
from excite.days import day_of
from excite.workflow import NotAllowed, Refused, WrongStatus

from ..emails import money_of, tell_finance, tell_home, tell_visitor
from ..models import Exchange, PaymentBatch, TravelGrant
from ..workflow import GRANT, PAYMENT_BATCH
from . import money
from .assessment import rule_on
from .locks import acting_on_part, hold_lines, remember_grant
from .reasons import reason_of
from .refusals import PersonStandsIn

MAKERS = {"home_manager", "coordinator", "finance"}
AUTHORISERS = {"home_manager", "coordinator"}
MOST_GRANTS = 500


def make_batch(cluster: Cluster, *, grants: Iterable[TravelGrant], by, now: datetime) -> PaymentBatch:
    """Put due grants of one cluster into a new batch. Each grant is in at most one."""
    wanted = {grant.pk for grant in grants}
    if not wanted:
        raise Refused(_("Choose at least one grant that is due."))
    if len(wanted) > MOST_GRANTS:
        raise Refused(_("A batch holds up to %(most)s grants.") % {"most": MOST_GRANTS})
    with transaction.atomic():
        held = _hold_grants(Q(pk__in=wanted))
        if len(held) != len(wanted):
            raise WrongStatus
        for grant in held:
            if grant.exchange.home_cluster_id != cluster.pk:
                raise NotAllowed
            _must_be(MAKERS, grant, by)
        batch = PaymentBatch.objects.create(
            partnership_id=cluster.partnership_id,
            cluster=cluster,
            number=_next_number(cluster.partnership_id),
            made_by=by,
            made_at=now,
        )
        for grant in held:
            money.step("batch", grant, now=now, batch=batch)
        details = {"grants": [grant.reference for grant in held], "cents": total_of(held)}
        audit.record(batch, "make", by=by, now=now, after=batch.status, details=details)
    return batch


def _next_number(partnership_id) -> int:
    """Numbers run per partnership; its row is locked, always as the last one."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership_id)
    last = PaymentBatch.objects.filter(partnership=partnership_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def total_of(grants: Iterable[TravelGrant]) -> int:
    return sum(grant.amount_cents for grant in grants)


def _must_be(roles, grant, by):
    """Nobody decides or pays for an organisation that they represent (domain: who may do what)."""
    if by is None or not roles & grant.exchange.roles_of(by):
        raise NotAllowed


def authorise(batch: PaymentBatch, *, by, now: datetime) -> PaymentBatch:
    """The first of two people: the home cluster releases the payment."""
    with transaction.atomic():
        grants = _hold_batch(batch)
        PAYMENT_BATCH.check("authorise", batch, by=by)
        for grant in grants:
            _must_be(AUTHORISERS, grant, by)
        details = {"grants": [grant.reference for grant in grants], "cents": total_of(grants)}
        PAYMENT_BATCH.move(
            "authorise", batch, by=by, now=now, details=details, authorised_by=by, authorised_at=now
        )
        for grant in grants[:1]:
            tell_finance(grant.exchange, "batch.authorised", by=by, now=now, batch=batch.reference)
    return batch


def confirm(batch: PaymentBatch, *, paid_on: date, by, now: datetime) -> PaymentBatch:
    """The second person: finance confirms that the bank has paid. Raises PersonStandsIn for the first."""
    with transaction.atomic():
        grants = _hold_batch(batch)
        PAYMENT_BATCH.check("confirm", batch, by=by)
        if batch.authorised_by_id == by.pk:
            raise PersonStandsIn
        _possible_day(batch, paid_on, day_of(now))
        for grant in grants:
            _must_be({"finance"}, grant, by)
            money.step("pay", grant, now=now, paid_on=paid_on, payment_reference=batch.reference)
            tell_visitor(grant.exchange, "exchange.paid", by=by, now=now, **money_of(grant))
        details = {"paid_on": paid_on, "cents": total_of(grants)}
        PAYMENT_BATCH.move(
            "confirm", batch, by=by, now=now, details=details, confirmed_by=by, paid_on=paid_on
        )
    return batch


def _possible_day(batch, paid_on, today):
    if paid_on > today:
        raise Refused(_("The day of payment lies ahead: confirm once the bank has paid."))
    if paid_on < day_of(batch.authorised_at):
        raise Refused(_("The batch was authorised after that day: check the day of payment."))


def dissolve(batch: PaymentBatch, *, reason: str, by, now: datetime) -> PaymentBatch:
    """Take a batch apart before it is paid; its grants are due again, by the same day as before."""
    words = reason_of(reason, required=True)
    with transaction.atomic():
        grants = _hold_batch(batch)
        PAYMENT_BATCH.check("dissolve", batch, by=by)
        for grant in grants:
            money.step("unbatch", grant, now=now, batch=None)
        PAYMENT_BATCH.move("dissolve", batch, by=by, now=now, reason=words)
    return batch


def bounce(grant: TravelGrant, *, reason: str, by, now: datetime) -> TravelGrant:
    """The bank has sent the money back: the grant is due again, and the clock starts anew."""
    words = reason_of(reason, required=True)
    with acting_on_part(grant):
        GRANT.check("bounce", grant, by=by)
        days = rule_on(grant.exchange.partnership, day_of(now)).payment_days
        blank = {"batch": None, "paid_on": None, "payment_reference": ""}
        due_on = day_of(now) + timedelta(days=days)
        money.step("bounce", grant, by=by, now=now, reason=words, due_on=due_on, **blank)
        tell_home(grant.exchange, "exchange.bounced", by=by, now=now, reason=words, **money_of(grant))
        tell_visitor(grant.exchange, "exchange.bounced", by=by, now=now, reason=words, **money_of(grant))
    return grant


def open_recovery(grant: TravelGrant, *, reason: str, by, now: datetime) -> TravelGrant:
    """Ask the visitor for the money back. The exchange stays counted unless it is corrected."""
    words = reason_of(reason, required=True)
    with acting_on_part(grant):
        money.step("open_recovery", grant, by=by, now=now, reason=words)
        facts = {"reason": words, **money_of(grant)}
        tell_visitor(grant.exchange, "exchange.recovery", by=by, now=now, **facts)
        tell_finance(grant.exchange, "exchange.recovery_opened", by=by, now=now, **facts)
    return grant


def recover(grant: TravelGrant, *, by, now: datetime) -> TravelGrant:
    """The money is back: it returns to its line."""
    with acting_on_part(grant):
        money.step("recover", grant, by=by, now=now)
    return grant


# --- Locks ---------------------------------------------------------------------------------------------


def _hold_batch(batch) -> list[TravelGrant]:
    """Lines, exchanges, grants, and last the batch itself, which is brought up to date in place."""
    grants = _hold_grants(Q(batch=batch))
    batch.refresh_from_db(from_queryset=PaymentBatch.objects.select_for_update(of=("self",), no_key=True))
    return grants


def _hold_grants(which: Q) -> list[TravelGrant]:
    keys = list(TravelGrant.objects.filter(which).values_list("pk", "exchange", "line"))
    hold_lines(Q(pk__in={line for _pk, _exchange, line in keys if line}))
    exchanges = Exchange.objects.with_people().select_for_update(of=("self",), no_key=True)
    by_pk = {row.pk: row for row in exchanges.filter(pk__in={row[1] for row in keys}).order_by("pk")}
    rows = TravelGrant.objects.select_for_update(of=("self",), no_key=True).select_related("line")
    grants = list(rows.filter(pk__in={row[0] for row in keys}).filter(which).order_by("pk"))
    for grant in grants:
        remember_grant(by_pk[grant.exchange_id], grant)
    return grants
