"""The budget page: lines as bars, grants that are due with their clock, and payment batches."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Partnership
from excite import charts, history
from excite.audit.models import Event

from ..models import BudgetLine, PaymentBatch, TravelGrant
from ..services.payments import AUTHORISERS, MAKERS
from ..workflow import PAYMENT_BATCH
from .acts import Tried
from .money import Clock, line_bar, pay_clock

MOST = 500
STATES = BudgetLine.STATES


@dataclass(frozen=True)
class Line:
    line: BudgetLine
    bar: charts.MoneyBar


@dataclass(frozen=True)
class Year:
    """The lines of one year, and their sums in cents."""

    year: int
    lines: tuple[Line, ...]
    planned: int
    used: int
    paid: int

    @property
    def left(self) -> int:
        return self.planned - self.used


@dataclass(frozen=True)
class Due:
    grant: TravelGrant
    clock: Clock | None
    may: bool  # this person may put it into a batch


@dataclass(frozen=True)
class DueGroup:
    """Due grants of one cluster: a batch holds grants of one cluster only."""

    cluster: Cluster
    rows: tuple[Due, ...]
    cents: int

    @property
    def may(self) -> bool:
        return any(row.may for row in self.rows)


@dataclass(frozen=True)
class BudgetPage:
    partnership: Partnership
    years: tuple[Year, ...]
    groups: tuple[DueGroup, ...]
    batches: tuple[PaymentBatch, ...]
    may_plan: bool
    whole: bool  # sees all lines, so that the ceiling makes sense
    tried: Tried | None

    @property
    def ceiling_left(self) -> int:
        return self.partnership.grant_ceiling_cents - self.partnership.planned_cents


def budget_page(partnership: Partnership, *, user, today: date, tried: Tried | None = None) -> BudgetPage:
    """Four queries, whatever the number of lines, grants and batches."""
    held = user.standing
    lines = BudgetLine.objects.visible_to(user).filter(partnership=partnership).for_list()
    batches = PaymentBatch.objects.visible_to(user).filter(partnership=partnership)
    return BudgetPage(
        partnership=partnership,
        years=_years(lines, today.year),
        groups=_groups(partnership, user, today),
        batches=tuple(with_sums(batches.for_list())[:12]),
        may_plan=partnership.pk in held.coordinates,
        whole=partnership.pk in held.coordinates | held.finances | held.audits,
        tried=tried,
    )


def _years(lines, present) -> tuple[Year, ...]:
    by_year: dict[int, list[BudgetLine]] = {}
    for line in lines:
        by_year.setdefault(line.year, []).append(line)
    return tuple(
        Year(
            year=year,
            lines=tuple(Line(line, line_bar(line)) for line in found),
            planned=sum(line.planned_cents for line in found),
            used=sum(line.used_cents for line in found),
            paid=sum(line.paid_cents for line in found),
        )
        for year, found in sorted(by_year.items(), key=lambda pair: (pair[0] != present, -pair[0]))
    )


def _groups(partnership, user, today) -> tuple[DueGroup, ...]:
    due = TravelGrant.objects.visible_to(user).due().filter(exchange__partnership=partnership).for_list()
    organisations = ("exchange__home_cluster__organisation", "exchange__visitor")
    due = due.select_related(*organisations, "exchange__mission", "exchange__partnership")
    by_cluster: dict[Cluster, list[Due]] = {}
    for grant in due[:MOST]:
        may = bool(MAKERS & grant.exchange.roles_of(user))
        clock = pay_clock(grant, today=today)
        by_cluster.setdefault(grant.exchange.home_cluster, []).append(Due(grant, clock, may))
    return tuple(
        DueGroup(cluster, tuple(rows), sum(row.grant.amount_cents for row in rows))
        for cluster, rows in sorted(by_cluster.items(), key=lambda pair: str(pair[0]))
    )


def with_sums(batches):
    """Batches with the number of their grants and their sum, in the same query."""
    return batches.annotate(number_of_grants=Count("grants"), cents=Sum("grants__amount_cents"))


# --- One batch -----------------------------------------------------------------------------------------

BATCH_NOTES = {
    "authorise": _("You release the payment. Somebody else confirms it once the bank has paid."),
    "dissolve": _("Its grants are due again, by the same day as before."),
}


@dataclass(frozen=True)
class BatchAct:
    name: str
    label: str
    style: str
    reason: bool
    note: str
    typed: str = ""
    paid_on: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class BatchPage:
    batch: PaymentBatch
    grants: tuple[TravelGrant, ...]
    cents: int
    acts: tuple[BatchAct, ...]
    waits: str
    entries: tuple
    tried: Tried | None


def batch_page(batch: PaymentBatch, *, user, today: date, tried: Tried | None = None) -> BatchPage:
    grants = TravelGrant.objects.filter(batch=batch).for_list()
    grants = tuple(grants.select_related("exchange__host", "exchange__visitor", "exchange__mission"))
    acts = [act for act in PAYMENT_BATCH.open_to(user, batch) if _stands_free(act, batch, grants, user)]
    return BatchPage(
        batch=batch,
        grants=grants,
        cents=sum(grant.amount_cents for grant in grants),
        acts=tuple(_batch_act(act, tried, today) for act in acts),
        waits=_waits(batch, user),
        entries=history.entries(Event.objects.of(batch).with_people().newest_first()[:MOST]),
        tried=tried,
    )


def _stands_free(action, batch, grants, user) -> bool:
    """Two people, and nobody pays an organisation that they represent: offered only where it can be done."""
    if action.name == "confirm" and batch.authorised_by_id == user.pk:
        return False
    if action.name == "authorise":
        return all(AUTHORISERS & grant.exchange.roles_of(user) for grant in grants)
    return True


def _batch_act(action, tried, today) -> BatchAct:
    mine = tried if tried and tried.name == action.name else None
    return BatchAct(
        name=action.name,
        label=str(action.label),
        style=action.style or "secondary",
        reason=action.reason,
        note=str(BATCH_NOTES.get(action.name, "")),
        typed=mine.posted.get("reason", "") if mine else "",
        paid_on=mine.posted.get("paid_on", "") if mine else today.isoformat(),
        refusal=mine.sentence if mine else "",
    )


def _waits(batch, user) -> str:
    if batch.status == PaymentBatch.Status.DRAFT:
        return str(_("Waits for the home cluster or the coordinator to authorise it."))
    if batch.status == PaymentBatch.Status.AUTHORISED:
        if batch.authorised_by_id == user.pk:
            return str(_("You authorised it: somebody else confirms the payment. That takes two people."))
        return str(_("Waits for finance to confirm that the bank has paid."))
    return ""
