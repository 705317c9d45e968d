"""The ways in which an indicator counts records. Each can add up, and list what it added up.

The number and its rows come from the same condition, so they cannot drift apart: the value of a figure is the
sum of the amounts of its rows.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from excite.money import to_eur

EVERYTHING = Q()


class Tally:
    """``aggregate`` gives the number in SQL, ``listed`` the records behind it, ``amount`` what each adds.

    ``also`` narrows the aggregate down, so that one query can count up to two cut-offs.
    """

    grouped = False

    def value(self, aggregated):
        return aggregated

    def amount(self, record):
        return 1


@dataclass(frozen=True)
class Each(Tally):
    """Every record that fulfils the condition, once."""

    where: Q = Q()

    def aggregate(self, also: Q = EVERYTHING) -> Aggregate:
        return Count("pk", filter=self.where & also)

    def listed(self, records: QuerySet) -> QuerySet:
        return records.filter(self.where)


@dataclass(frozen=True)
class Total(Tally):
    """The sum of a number that the records carry; records without it, or with none, are not listed."""

    of: str
    where: Q = Q()

    def aggregate(self, also: Q = EVERYTHING) -> Aggregate:
        return Coalesce(Sum(self.of, filter=self.where & also), 0)

    def listed(self, records: QuerySet) -> QuerySet:
        return records.filter(self.where, **{f"{self.of}__gt": 0})

    def amount(self, record):
        found = record
        for name in self.of.split("__"):
            found = getattr(found, name)
        return self.value(found)


class TotalCents(Total):
    """A sum of whole cents, told in EUR."""

    def value(self, aggregated) -> Decimal:
        return to_eur(aggregated)


@dataclass(frozen=True)
class FirstOf(Tally):
    """Distinct partners of the records, each listed with its first record: organisations supported."""

    by: str
    where: Q = Q()

    def aggregate(self, also: Q = EVERYTHING) -> Aggregate:
        return Count(self.by, filter=self.where & also, distinct=True)

    def listed(self, records: QuerySet) -> QuerySet:
        firsts = records.filter(self.where).order_by().values(self.by).annotate(first=Min("pk"))
        return records.filter(pk__in=firsts.values("first"))


@dataclass(frozen=True)
class Groups(Tally):
    """Distinct values of a column; a row is a group with the number of its records and its first day."""

    by: str
    since: str
    and_show: tuple[str, ...] = ()

    grouped = True

    def aggregate(self, also: Q = EVERYTHING) -> Aggregate:
        return Count(self.by, filter=also, distinct=True)

    def listed(self, records: QuerySet) -> QuerySet:
        shown = {f"shown_{name}": Min(name) for name in self.and_show}
        groups = records.order_by().values(self.by)
        groups = groups.annotate(**shown, first=Min("pk"), many=Count("pk"), since=Min(self.since))
        return groups.order_by("since", self.by)
