"""What a report holds, read back from where it is stored: the same for every file of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from clusters.models import Cluster
from reporting.figures import Step
from reporting.models import CountedRow, Report, ReportFigure, RestatedRow


@dataclass(frozen=True)
class ThirdParty:
    """Money to third parties as the EU portal asks for it: by PIC, or by status and country without one."""

    pic: str
    name: str
    is_sme: bool
    country: str
    beneficiaries: int
    eur: Decimal


@dataclass
class Content:
    report: Report

    @cached_property
    def partnership(self):
        return self.report.partnership

    @cached_property
    def figures(self) -> list[ReportFigure]:
        return list(self.report.figures.order_by("position", "pk"))

    @cached_property
    def counted(self) -> list[ReportFigure]:
        return [figure for figure in self.figures if figure.value is not None]

    @cached_property
    def not_recorded(self) -> list[ReportFigure]:
        return [figure for figure in self.figures if figure.value is None]

    @cached_property
    def restated(self) -> list[RestatedRow]:
        return list(self.report.restatements.order_by("pk"))

    @cached_property
    def labels(self) -> dict[str, str]:
        return {figure.code: figure.label for figure in self.figures}

    def figure(self, code: str) -> ReportFigure | None:
        return next((figure for figure in self.figures if figure.code == code), None)

    def rows(self, code: str | None = None) -> Iterator[CountedRow]:
        """Stored rows, one by one, in the order in which they were counted."""
        rows = self.report.rows.all() if code is None else self.report.rows.filter(code=code)
        return rows.order_by("pk").iterator(chunk_size=2000)

    def plain_rows(self) -> Iterator[tuple]:
        """(code, kind, reference, counted_on, amount, classification) of every row, in the same order."""
        columns = ("code", "kind", "reference", "counted_on", "amount", "classification")
        return self.report.rows.order_by("pk").values_list(*columns).iterator(chunk_size=2000)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        all_days, by_smes = Counter(), Counter()
        for row in self.rows("exchanges"):
            all_days[row.counted_on] += 1
            by_smes[row.counted_on] += row.classification.get("kind") == "sme"
        return tuple(Step(day, many, by_smes[day]) for day, many in sorted(all_days.items()))

    @cached_property
    def flows(self) -> Counter:
        facts = (row.classification for row in self.rows("exchanges"))
        return Counter((each["visitor_country"], each["host_country"]) for each in facts)

    @cached_property
    def countries(self) -> list[str]:
        return member_countries(self.partnership)

    @cached_property
    def third_parties(self) -> list[ThirdParty]:
        money, many = Counter(), Counter()
        for row in self.rows("grants_paid"):
            facts = row.classification
            known = facts["pic"]
            key = (
                known,
                facts["visitor"] if known else "",
                facts["kind"] == "sme",
                facts["visitor_country"],
            )
            money[key] += row.amount
            many[key] += 1
        ordered = sorted(money, key=lambda key: (not key[0], key[0], key[3], not key[2]))
        return [ThirdParty(*key, many[key], money[key]) for key in ordered]

    @property
    def last_day(self) -> date:
        return self.report.until


def member_countries(partnership, clusters=None) -> list[str]:
    """Countries of the partner clusters, the coordinator's first, in the order of their names."""
    if clusters is None:
        clusters = Cluster.objects.filter(partnership=partnership).for_list()
    first = sorted(clusters, key=lambda cluster: cluster.pk != partnership.coordinator_id)
    return list(dict.fromkeys(cluster.organisation.country.code for cluster in first))
