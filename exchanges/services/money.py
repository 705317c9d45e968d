"""Budget lines and grants. A line is never overdrawn, the lines together never exceed the grant ceiling.

Every booking is one UPDATE that asks for what it needs (compare-and-set); the CHECK constraints are the
last guard. Amounts are integer cents.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from clusters.models import Cluster, Partnership
from excite import audit
from excite.words import eur
from excite.workflow import NotAllowed, Refused

from ..models import BudgetLine, Exchange, TravelGrant
from ..workflow import GRANT
from .assessment import Assessment
from .locks import hold_lines, remember_grant
from .refusals import BudgetExceeded, CeilingExceeded, LineInUse

S = TravelGrant.Status
# Where an amount stands on its line while the grant has this status. Money under recovery is still paid out.
SLOT = {
    S.RESERVED: "reserved",
    S.AGREED: "agreed",
    S.DUE: "due",
    S.IN_BATCH: "in_batch",
    S.PAID: "paid",
    S.RECOVERING: "paid",
}
RELEASABLE = {S.ESTIMATED, S.RESERVED, S.AGREED, S.DUE}
MOST_CENTS = 10**13


def used() -> F:
    """What stands on a line in all states together."""
    return F("reserved_cents") + F("agreed_cents") + F("due_cents") + F("in_batch_cents") + F("paid_cents")


# --- Lines ---------------------------------------------------------------------------------------------


@transaction.atomic
def plan_line(
    partnership: Partnership, *, cluster: Cluster, year: int, planned_cents: int, by, now: datetime
) -> BudgetLine:
    """Plan what a cluster may spend on stays that end in ``year``; ``by`` None is the programme itself.

    Raises CeilingExceeded above the partnership's grant, LineInUse below what stands on the line.
    """
    if by is not None and partnership.pk not in by.standing.coordinates:
        raise NotAllowed
    _sensible(partnership, cluster, year, planned_cents)
    line, _made = BudgetLine.objects.get_or_create(
        cluster=cluster, year=year, defaults={"partnership": partnership, "planned_cents": 0}
    )
    [line] = hold_lines(Q(pk=line.pk))
    before = line.planned_cents
    if planned_cents == before:
        return line
    _raise_plan(partnership, planned_cents - before)
    fits = BudgetLine.objects.annotate(used_now=used()).filter(
        pk=line.pk, planned_cents=before, used_now__lte=planned_cents
    )
    if not fits.update(planned_cents=planned_cents):
        raise LineInUse(
            _("%(used)s are used on this line already: plan at least that much.")
            % {"used": eur(line.used_cents)}
        )
    line.planned_cents = planned_cents
    audit.record(line, "plan", by=by, now=now, details={"before_cents": before, "after_cents": planned_cents})
    return line


def _sensible(partnership, cluster, year, planned_cents):
    if cluster.partnership_id != partnership.pk:
        raise NotAllowed
    if not 2000 <= year <= 2100:
        raise Refused(_("Give the year with four digits, for example 2023."))
    if not 0 <= planned_cents <= MOST_CENTS:
        raise Refused(_("Give an amount of EUR 0 or more."))


def _raise_plan(partnership, delta):
    """Compare-and-set on the partnership's total; taking away always fits."""
    within = Q(planned_cents__lte=F("grant_ceiling_cents") - delta) if delta > 0 else Q()
    if not Partnership.objects.filter(within, pk=partnership.pk).update(
        planned_cents=F("planned_cents") + delta
    ):
        partnership.refresh_from_db(fields=["planned_cents", "grant_ceiling_cents"])
        left = partnership.grant_ceiling_cents - partnership.planned_cents
        raise CeilingExceeded(
            _("The lines together would exceed the grant of %(grant)s: %(left)s can still be planned.")
            % {"grant": eur(partnership.grant_ceiling_cents), "left": eur(left)}
        )
    partnership.refresh_from_db(fields=["planned_cents"])


def line_for(exchange: Exchange) -> BudgetLine:
    """The line of the home cluster for the year of the last working day. Raises BudgetExceeded if none."""
    year = exchange.last_working_day.year
    line = BudgetLine.objects.filter(cluster=exchange.home_cluster_id, year=year).first()
    if line is None:
        raise BudgetExceeded(
            _("%(cluster)s has no budget line for %(year)s. Ask the coordinator to plan one.")
            % {"cluster": exchange.home_cluster, "year": year}
        )
    return line


def book(line: BudgetLine, **deltas: int) -> None:
    """Change the amounts of a line, ``book(line, reserved=-100, agreed=100)``, or raise BudgetExceeded."""
    deltas = {f"{slot}_cents": delta for slot, delta in deltas.items() if delta}
    total = sum(deltas.values())
    enough = {f"{column}__gte": -delta for column, delta in deltas.items() if delta < 0}
    fits = BudgetLine.objects.annotate(needed=used() + total).filter(pk=line.pk, **enough)
    if total > 0:
        fits = fits.filter(planned_cents__gte=F("needed"))
    if deltas and not fits.update(**{column: F(column) + delta for column, delta in deltas.items()}):
        raise BudgetExceeded(_not_covered(line, total) if total > 0 else None)


def _not_covered(line, cents):
    line.refresh_from_db()
    return _(
        "The budget line %(line)s has %(left)s left, and %(amount)s are needed. "
        "Plan more on the line, or ask the coordinator to."
    ) % {"line": line, "left": eur(line.left_cents), "amount": eur(cents)}


# --- Grants --------------------------------------------------------------------------------------------


def step(
    verb: str, grant: TravelGrant, *, now: datetime, by=None, reason="", terms: dict | None = None, **changes
) -> TravelGrant:
    """One act of the grant's table, with its money moved on the line. The line is locked by ``hold``.

    ``reason`` is why somebody acts; ``terms`` are new amounts with the sentence that explains them. With
    another ``line`` in ``changes`` the old amount is taken away there and the new one booked here.
    """
    changes |= {name: value for name, value in (terms or {}).items() if name != "reason"}
    after = GRANT.check(verb, grant, by=by).to or grant.status
    _carry(
        (grant.line, SLOT.get(grant.status), grant.amount_cents),
        (changes.get("line", grant.line), SLOT.get(after), changes.get("amount_cents", grant.amount_cents)),
    )
    details = {"amount_cents": changes.get("amount_cents", grant.amount_cents)}
    if "amount_cents" in changes and changes["amount_cents"] != grant.amount_cents:
        details["before_cents"] = grant.amount_cents
    if terms:
        TravelGrant.objects.filter(pk=grant.pk).update(reason=terms["reason"])
        grant.reason = terms["reason"]
    return GRANT.move(verb, grant, by=by, now=now, reason=reason, details=details, **changes)


def _carry(old, new):
    (old_line, old_slot, old_cents), (new_line, new_slot, new_cents) = old, new
    if old_slot and new_slot and old_line == new_line:
        if old_slot == new_slot:
            book(new_line, **{new_slot: new_cents - old_cents})
        else:
            book(new_line, **{old_slot: -old_cents, new_slot: new_cents})
        return
    if old_slot:
        book(old_line, **{old_slot: -old_cents})
    if new_slot:
        book(new_line, **{new_slot: new_cents})


def reserve(exchange: Exchange, assessment: Assessment, *, now: datetime) -> TravelGrant | None:
    """Book the estimated amount on the line; the sentence that explains it is stored once, here.

    A virtual exchange has no grant. Raises BudgetExceeded.
    """
    grant = grant_of(exchange)
    if exchange.format == Exchange.Format.VIRTUAL:
        release(exchange, now=now)
        return None
    terms = terms_of(assessment)
    if grant is None:
        grant = TravelGrant.objects.create(exchange=exchange, **terms)
        remember_grant(exchange, grant)
    return step("reserve", grant, now=now, line=line_for(exchange), terms=terms)


def estimate_again(grant: TravelGrant, assessment: Assessment) -> None:
    """An estimate is on no line yet, so it follows the facts; one that is unclear stays as it was."""
    if assessment.lump_sum is not None:
        terms = terms_of(assessment)
        TravelGrant.objects.filter(pk=grant.pk, status=S.ESTIMATED).update(**terms)
        for field, value in terms.items():
            setattr(grant, field, value)


def terms_of(assessment: Assessment) -> dict:
    """What a grant keeps of an assessment: the amounts, and the sentence that explains them."""
    return {
        "full_cents": assessment.full_cents,
        "amount_cents": assessment.amount_cents,
        "reason": assessment.lump_sum.sentence.as_json(),
    }


def release(exchange: Exchange, *, now: datetime, reason="") -> TravelGrant | None:
    """Give the money back to the line, unless it is on its way or paid: that is a recovery's matter."""
    grant = grant_of(exchange)
    if grant is not None and grant.status in RELEASABLE:
        step("release", grant, now=now, reason=reason, due_on=None)
    return grant


def grant_of(exchange: Exchange) -> TravelGrant | None:
    try:
        return exchange.grant
    except TravelGrant.DoesNotExist:
        return None


def fall_due(exchange: Exchange, *, due_on: date, now: datetime) -> TravelGrant | None:
    """The exchange is completed: the clock starts. A grant that was paid before stays as it is."""
    grant = grant_of(exchange)
    if grant is None:
        return None
    if grant.status == S.RESERVED and exchange.imported:
        step("agree", grant, now=now, reason=_("The agreement is kept elsewhere"))
    if grant.status == S.AGREED:
        step("fall_due", grant, now=now, due_on=due_on)
    return grant
