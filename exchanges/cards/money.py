"""Money as it is shown: a budget line as one stacked bar, and the days that are left to pay."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from excite import charts

from ..models import BudgetLine, TravelGrant

LATE, SOON = "late", "soon"


@dataclass(frozen=True)
class Clock:
    """Days left to pay a grant, for the countdown chip."""

    text: str
    state: str
    left: int


def pay_clock(grant: TravelGrant | None, *, today: date) -> Clock | None:
    """None where nothing is due."""
    waiting = (TravelGrant.Status.DUE, TravelGrant.Status.IN_BATCH)
    if grant is None or grant.due_on is None or grant.status not in waiting:
        return None
    left = (grant.due_on - today).days
    if left < 0:
        text = ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
        return Clock(text, LATE, left)
    text = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return Clock(text if left else _("to be paid today"), SOON if left <= 3 else "", left)


def line_bar(line: BudgetLine, *, this: TravelGrant | None = None, this_cents: int = 0) -> charts.MoneyBar:
    """The line in its states; with ``this_cents`` the grant that is decided on, shown apart."""
    cents = {state: getattr(line, f"{state}_cents") for state in BudgetLine.STATES}
    if this is not None and this.line_id == line.pk and this.status in BudgetLine.STATES:
        cents[this.status] -= this.amount_cents
    parts = [
        ("paid", pgettext("money", "paid"), cents["paid"]),
        ("due", pgettext("money", "due"), cents["due"] + cents["in_batch"]),
        ("agreed", pgettext("money", "agreed"), cents["agreed"]),
        ("reserved", pgettext("money", "reserved"), cents["reserved"]),
    ]
    if this_cents:
        parts.append(("this", _("this one"), this_cents))
    return charts.money_bar([part for part in parts if part[2]], line.planned_cents)
