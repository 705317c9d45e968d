"""An invented partnership of any size. The same number of exchanges gives the same rows every time."""

from datetime import date, timedelta

from clusters.models import Membership, Organisation, RegisterEntry
from exchanges.models import ClosingReport, Exchange, HostConsent, TravelGrant
from excite.audit.models import Event
from tests import factories as make
from tests.people import holding, person, speaking_for

from . import rows as row_of
from .rows import COUNTRIES, MOMENT, TOWNS

BEGINS = date(2022, 3, 7)
AT_ONCE = 2000
# Of a hundred exchanges
STATUSES = (
    *["completed"] * 60,
    *["committed"] * 8,
    *["submitted"] * 7,
    *["reported"] * 6,
    *["approved"] * 6,
    *["draft"] * 4,
    *["rejected"] * 3,
    *["returned", "waitlisted", "cancelled"] * 2,
)
GRANTS = {"reported": "agreed", "committed": "agreed", "approved": "reserved", "submitted": "estimated"}


class Programme:
    """Twelve clusters and forty missions, and as many exchanges as one asks for."""

    def __init__(self):
        self.partnership = make.PartnershipFactory(
            acronym="BENCH", slug="bench", grant_ceiling_cents=10**15, ends_on=date(2026, 1, 31)
        )
        make.ProgrammeRuleFactory(partnership=self.partnership)
        self.clusters = [self._cluster(number) for number in range(12)]
        self.partnership.coordinator, self.partnership.stand_in = self.clusters[:2]
        self.partnership.save()
        self.missions = [self._mission(number) for number in range(40)]
        self.lines = [
            make.BudgetLineFactory(cluster=cluster, planned_cents=10**12) for cluster in self.clusters
        ]
        for number in range(30):
            make.TandemFactory(
                first_cluster=self.clusters[number % 6],
                second_cluster=self.clusters[6 + number % 6],
                reference=f"LT-{number:02d}",
                status="running",
                starts_on=BEGINS + timedelta(number),
            )
        self.coordinator = holding(person("coordinator"), "coordinator", self.partnership)
        self.manager = holding(person("manager"), "manager", self.partnership, self.clusters[2])
        self.applicant = None
        self.rows = 0

    def _cluster(self, number):
        organisation = make.OrganisationFactory(
            name=f"Cluster of {TOWNS[number % 10]} {number}",
            kind="cluster_organisation",
            size="",
            country=COUNTRIES[number],
        )
        code = f"cluster-{number}"
        make.EligibleCountryFactory(partnership=self.partnership, country=COUNTRIES[number])
        make.LumpSumRateFactory(partnership=self.partnership, country=COUNTRIES[number])
        return make.ClusterFactory(partnership=self.partnership, organisation=organisation, code=code)

    def _mission(self, number):
        starts_on = BEGINS + timedelta(14 * number)
        mission = make.MissionFactory(
            organiser=self.clusters[number % 12],
            name=f"{TOWNS[number % 10]} mission {number}",
            slug=f"mission-{number}",
            country=COUNTRIES[number % 12],
            starts_on=starts_on,
            ends_on=starts_on + timedelta(2),
            status="held",
        )
        make.MissionPlaceFactory(mission=mission)
        return mission

    def grow(self, rows: int) -> None:
        """Up to so many exchanges."""
        while self.rows < rows:
            numbers = range(self.rows, min(rows, self.rows + AT_ONCE))
            self._add(numbers)
            self.rows = numbers.stop
        if self.applicant is None:
            self.applicant = speaking_for(person("applicant"), self.exchange("completed").visitor)

    def exchange(self, status: str) -> Exchange:
        """The first of a cluster's exchanges that stand there."""
        found = Exchange.objects.filter(status=status, home_cluster=self.clusters[2])
        return found.select_related("visitor").order_by("pk").first()

    def _add(self, numbers):
        visitors = Organisation.objects.bulk_create(map(row_of.organisation, numbers))
        hosts = visitors[:20]  # a few large hosts take many visits
        self._register(visitors, numbers)
        exchanges = [
            self._exchange(number, visitor, hosts[(number + 1) % len(hosts)])
            for number, visitor in zip(numbers, visitors, strict=True)
        ]
        exchanges = Exchange.objects.bulk_create(exchanges)
        TravelGrant.objects.bulk_create(filter(None, map(self._grant, numbers, exchanges)))
        handed_in = [each for each in exchanges if each.status in ("completed", "reported")]
        ClosingReport.objects.bulk_create(map(row_of.report, handed_in))
        HostConsent.objects.bulk_create(map(row_of.consent, exchanges))
        Event.objects.bulk_create(map(row_of.event, exchanges))

    def _register(self, visitors, numbers):
        entries, memberships = [], []
        for number, visitor in zip(numbers, visitors, strict=True):
            home = self.clusters[number % 12]
            entries.append(
                RegisterEntry(
                    partnership=self.partnership,
                    organisation=visitor,
                    code=f"ORG-{number + 1:06d}",
                    home_cluster=home,
                    added_on=BEGINS,
                )
            )
            state = "asked" if number % 10 == 9 else "confirmed"
            memberships.append(
                Membership(
                    organisation=visitor, home_cluster=home, cluster=home, status=state, asked_on=BEGINS
                )
            )
        RegisterEntry.objects.bulk_create(entries)
        Membership.objects.bulk_create(memberships)

    def _exchange(self, number, visitor, host):
        status = STATUSES[number * 37 % 100]
        counted, decided = status == "completed", status in Exchange.COUNTS_AS_VISIT
        first = BEGINS + timedelta(number * 11 % 900)
        last = first + timedelta(2 + number % 3)
        return Exchange(
            partnership=self.partnership,
            reference=f"CXC-{number + 1:06d}",
            mission=self.missions[number % 40] if number % 3 else None,
            visitor=visitor,
            host=host,
            home_cluster=self.clusters[number % 12],
            host_cluster=self.clusters[(number + 5) % 12],
            first_working_day=first,
            last_working_day=last,
            status=status,
            motivation="We look for partners in wafer inspection. " * 5,
            started_at=MOMENT + timedelta(minutes=number),
            submitted_at=None if status == "draft" else MOMENT + timedelta(minutes=number + 30),
            decided_at=MOMENT + timedelta(minutes=number + 90) if decided else None,
            validated_on=last + timedelta(10) if counted else None,
            counted_kind=visitor.kind if counted else "",
            counted_size=visitor.size if counted else "",
        )

    def _grant(self, number, exchange):
        status = GRANTS.get(exchange.status)
        if exchange.status == "completed":
            status = "due" if number % 9 == 0 else "paid"
        if status is None:
            return None
        return TravelGrant(
            exchange=exchange,
            line=None if status == "estimated" else self.lines[number % 12],
            status=status,
            full_cents=90_000,
            amount_cents=30_000 + number % 7 * 10_000,
            due_on=exchange.last_working_day + timedelta(40),
            paid_on=exchange.last_working_day + timedelta(30) if status == "paid" else None,
        )
