"""The named people of the tests, around one exchange from Dresden to Sophia Antipolis.

``applicant`` → ``visitor`` (member of ``home_cluster``) visits ``host_organisation`` (member of
``host_cluster``). ``third_manager`` belongs to the same partnership but has no part in the exchange;
``stranger`` manages a cluster of another partnership; ``outsider`` represents an unrelated organisation.
"""

from decimal import Decimal

import pytest
import time_machine
from allauth.mfa.models import Authenticator

from . import factories as make

SOPHIA = {
    "country": "FR",
    "city": "Sophia Antipolis",
    "latitude": Decimal("43.6163"),
    "longitude": Decimal("7.0552"),
}


def person(name):
    return make.UserFactory(email=f"{name}@example.org", full_name=name.replace("_", " ").title())


def holding(user, kind, partnership, cluster=None):
    """The post, with the second factor that it asks for."""
    make.PostFactory(user=user, kind=kind, partnership=partnership, cluster=cluster)
    secured(user)
    return user


def secured(user):
    """With a code app beside the password."""
    app = {"secret": "JBSWY3DPEHPK3PXP"}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": app})
    return user


def speaking_for(user, organisation):
    make.RepresentativeFactory(user=user, organisation=organisation)
    return user


@pytest.fixture
def partnership(db):
    """With Germany, France and Spain eligible, rates for all three, and today's rules."""
    partnership = make.PartnershipFactory(acronym="ALLIANCE", slug="alliance")
    make.ProgrammeRuleFactory(partnership=partnership)
    for country in ("DE", "FR", "ES"):
        make.EligibleCountryFactory(partnership=partnership, country=country)
        make.LumpSumRateFactory(partnership=partnership, country=country, full_cents=90_000)
    return partnership


@pytest.fixture
def coordinating_cluster(partnership):
    organisation = make.OrganisationFactory(
        name="Coordinating Cluster e.V.", kind="cluster_organisation", size=""
    )
    cluster = make.ClusterFactory(partnership=partnership, code="coordinating", organisation=organisation)
    partnership.coordinator = cluster
    partnership.save(update_fields=["coordinator"])
    return cluster


@pytest.fixture
def home_cluster(partnership, coordinating_cluster):
    organisation = make.OrganisationFactory(name="Home Cluster e.V.", kind="cluster_organisation", size="")
    return make.ClusterFactory(partnership=partnership, code="home", organisation=organisation)


@pytest.fixture
def host_cluster(partnership, coordinating_cluster):
    organisation = make.OrganisationFactory(name="Pôle Hôte", kind="cluster_organisation", size="", **SOPHIA)
    return make.ClusterFactory(partnership=partnership, code="hosting", organisation=organisation)


@pytest.fixture
def third_cluster(partnership, coordinating_cluster):
    organisation = make.OrganisationFactory(
        name="Tercer Clúster", kind="cluster_organisation", size="", country="ES", city="Bilbao"
    )
    cluster = make.ClusterFactory(partnership=partnership, code="third", organisation=organisation)
    partnership.stand_in = cluster
    partnership.save(update_fields=["stand_in"])
    return cluster


@pytest.fixture
def budget_line(home_cluster):
    return make.BudgetLineFactory(cluster=home_cluster, year=2023, planned_cents=1_000_000)


@pytest.fixture
def visitor(home_cluster):
    """An SME, confirmed member of the home cluster, with a fresh self-declaration."""
    organisation = make.OrganisationFactory(name="Łódź Sensorics GmbH")
    make.RegisterEntryFactory(organisation=organisation, home_cluster=home_cluster)
    make.MembershipFactory(organisation=organisation, home_cluster=home_cluster)
    make.SizeDeclarationFactory(organisation=organisation)
    return organisation


@pytest.fixture
def host_organisation(host_cluster):
    organisation = make.OrganisationFactory(name="Lérins Photonics SAS", **SOPHIA)
    make.RegisterEntryFactory(organisation=organisation, home_cluster=host_cluster)
    make.MembershipFactory(organisation=organisation, home_cluster=host_cluster)
    return organisation


@pytest.fixture
def applicant(visitor):
    return speaking_for(person("applicant"), visitor)


@pytest.fixture
def host(host_organisation):
    return speaking_for(person("host"), host_organisation)


@pytest.fixture
def home_manager(home_cluster):
    return holding(person("home_manager"), "manager", home_cluster.partnership, home_cluster)


@pytest.fixture
def host_manager(host_cluster):
    return holding(person("host_manager"), "manager", host_cluster.partnership, host_cluster)


@pytest.fixture
def third_manager(third_cluster):
    return holding(person("third_manager"), "manager", third_cluster.partnership, third_cluster)


@pytest.fixture
def coordinator(partnership):
    return holding(person("coordinator"), "coordinator", partnership)


@pytest.fixture
def finance(partnership):
    return holding(person("finance"), "finance", partnership)


@pytest.fixture
def auditor(partnership):
    return holding(person("auditor"), "auditor", partnership)


@pytest.fixture
def administrator(db):
    user = make.UserFactory(
        email="administrator@example.org", full_name="Administrator", is_staff=True, is_superuser=True
    )
    return secured(user)


@pytest.fixture
def other_partnership(db):
    return make.PartnershipFactory(acronym="ELSEWHERE", slug="elsewhere")


@pytest.fixture
def stranger(other_partnership):
    cluster = make.ClusterFactory(partnership=other_partnership, code="foreign")
    return holding(person("stranger"), "manager", other_partnership, cluster)


@pytest.fixture
def outsider(db):
    return speaking_for(person("outsider"), make.OrganisationFactory(name="Unrelated Ltd"))


@pytest.fixture
def people(
    applicant,
    host,
    home_manager,
    host_manager,
    third_manager,
    coordinator,
    finance,
    auditor,
    administrator,
    stranger,
    outsider,
):
    """Every named person by name, for matrices."""
    return {
        "applicant": applicant,
        "host": host,
        "home_manager": home_manager,
        "host_manager": host_manager,
        "third_manager": third_manager,
        "coordinator": coordinator,
        "finance": finance,
        "auditor": auditor,
        "administrator": administrator,
        "stranger": stranger,
        "outsider": outsider,
    }


@pytest.fixture
def mission(host_cluster):
    """Open for applications until 13 October 2023, with three seats."""
    mission = make.MissionFactory(organiser=host_cluster, name="Photonics Mission", seats=3)
    make.MissionPlaceFactory(mission=mission)
    return mission


@pytest.fixture
def draft(visitor, host_organisation, home_cluster, host_cluster, applicant):
    """A whole draft: nothing is missing but the declaration."""
    return make.ExchangeFactory(
        home_cluster=home_cluster,
        host_cluster=host_cluster,
        visitor=visitor,
        host=host_organisation,
        started_by=applicant,
    )


@pytest.fixture
def programme_day():
    """It is the morning of 13 September 2023, for every clock."""
    with time_machine.travel(make.NOW, tick=False):
        yield make.DAY
