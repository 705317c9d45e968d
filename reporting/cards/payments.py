"""How quickly the lump sums were paid: ten days after validation is the programme's promise."""

from dataclasses import dataclass
from itertools import accumulate

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.models import Exchange, TravelGrant
from reporting.figures import Scope


@dataclass(frozen=True)
class Promptness:
    """Days from validation to payment; the middle one, so that one slow case does not colour all."""

    paid_cents: int
    owed_cents: int
    median_days: int | None
    late: int

    @property
    def words(self) -> str:
        if self.median_days is None:
            return ""
        days = ngettext(
            "median %(days)s day after validation", "median %(days)s days after validation", self.median_days
        )
        late = _("%(number)s late") % {"number": self.late}
        return f"{days % {'days': self.median_days}} · {late}"


def promptness(scope: Scope) -> Promptness:
    """One row per pair of days, however many grants there are."""
    grants = TravelGrant.objects.filter(
        scope.by_cluster("exchange__home_cluster"),
        scope.by_country("exchange__visitor__country"),
        exchange__partnership=scope.partnership,
        exchange__status=Exchange.Status.COMPLETED,
        exchange__last_working_day__lte=scope.until,
    )
    days = grants.order_by().values("exchange__validated_on", "paid_on")
    counted = days.annotate(
        many=Count("pk"), cents=Sum("amount_cents"), late=Count("pk", filter=Q(paid_on__gt=F("due_on")))
    )
    took, paid, owed, late = {}, 0, 0, 0
    for row in counted:
        owed += row["cents"]
        if row["paid_on"] is None or row["paid_on"] > scope.until:
            continue
        wait = (row["paid_on"] - row["exchange__validated_on"]).days
        took[wait] = took.get(wait, 0) + row["many"]
        paid += row["cents"]
        late += row["late"]
    return Promptness(paid, owed, _median(took), late)


def _median(took: dict[int, int]) -> int | None:
    """The middle of many values, given as value → how often."""
    if not took:
        return None
    values = sorted(took)
    middle = (sum(took.values()) + 1) / 2
    for value, reached in zip(values, accumulate(took[value] for value in values), strict=True):
        if reached >= middle:
            return value
    return values[-1]
