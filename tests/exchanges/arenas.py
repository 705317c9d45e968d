"""The ground on which races are run: whole applications in a portal's own database."""

from tests import factories as make
from tests.people import SOPHIA

from .stages import BEFORE, Stages


def ground(*, planned_cents=100_000_000, seats=None):
    """A partnership with its people; returns what applications are made from."""
    name = f"RACE{make.clusters.Partnership.objects.count()}"
    ceiling = {"grant_ceiling_cents": 100_000_000}
    partnership = make.PartnershipFactory(acronym=name, slug=name.lower(), **ceiling)
    make.ProgrammeRuleFactory(partnership=partnership)
    make.EvidenceKindFactory(partnership=partnership, code="travel")
    for country in ("DE", "FR"):
        make.EligibleCountryFactory(partnership=partnership, country=country)
        make.LumpSumRateFactory(partnership=partnership, country=country, full_cents=90_000)
    home, hosting = (cluster(partnership, where) for where in ({}, SOPHIA))
    make.BudgetLineFactory(cluster=home, year=2023, planned_cents=planned_cents)
    host = member(hosting, where=SOPHIA)
    people = {
        "home_manager": post("manager", partnership, home),
        "host_manager": post("manager", partnership, hosting),
        "coordinator": post("coordinator", partnership),
        "finance": post("finance", partnership),
        "host": speaker(host),
    }
    mission = seats and make.MissionFactory(
        organiser=hosting, name=f"Race {name}", slug=name.lower(), seats=seats
    )
    return {"home": home, "hosting": hosting, "host": host, "people": people, "mission": mission or None}


def cluster(partnership, where):
    organisation = make.OrganisationFactory(kind="cluster_organisation", size="", name="Cluster", **where)
    code = f"race-{make.clusters.Cluster.objects.count()}"
    return make.ClusterFactory(partnership=partnership, organisation=organisation, code=code)


def member(*clusters, where=None):
    """An SME that these clusters have confirmed as their member, with a fresh declaration."""
    organisation = make.OrganisationFactory(**(where or {}))
    for home in clusters:
        make.MembershipFactory(organisation=organisation, home_cluster=home)
    make.SizeDeclarationFactory(organisation=organisation)
    return organisation


def post(kind, partnership, cluster=None):
    user = make.UserFactory(email=fresh_address(), password=None)
    make.PostFactory(user=user, kind=kind, partnership=partnership, cluster=cluster)
    return user


def speaker(organisation):
    user = make.UserFactory(email=fresh_address(), password=None)
    make.RepresentativeFactory(user=user, organisation=organisation)
    return user


def fresh_address():
    return f"racer{make.clusters.User.objects.count()}@example.org"


def application(place, *, visitor=None, status="submitted"):
    """One whole application, handed in and agreed by its host; walked on from there to ``status``."""
    visitor = visitor or member(place["home"])
    applicant = visitor.representatives.select_related("user").first()
    applicant = applicant.user if applicant else speaker(visitor)
    reference = f"CXC-{make.exchanges.Exchange.objects.count() + 1:04d}"
    exchange = make.ExchangeFactory(
        home_cluster=place["home"],
        host_cluster=place["hosting"],
        visitor=visitor,
        host=place["host"],
        mission=place["mission"],
        reference=reference,
        status="submitted",
        submitted_at=BEFORE,
        declared_at=BEFORE,
    )
    make.HostConsentFactory(exchange=exchange)
    stages = Stages(exchange, place["people"] | {"applicant": applicant}, walked=["submit", "consent"])
    stages.reach(status)
    return stages


def runners(act, many, person, **more):
    """What ``race`` takes: the same act on each of these, by that person."""
    return [
        {"act": act, "pk": stages.exchange.pk, "user": stages.people[person].pk, "more": more}
        for stages in many
    ]
