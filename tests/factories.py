"""One factory per model. Defaults are the programme's ordinary case; a test names what is not ordinary."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from clusters import models as clusters
from exchanges import models as exchanges
from missions import models as missions
from reporting import models as reporting
from tandems import models as tandems

DAY = date(2023, 9, 13)
NOW = datetime(2023, 9, 13, 8, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = clusters.User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.org".format)
    full_name = factory.Sequence("Person {}".format)
    password = factory.django.Password("secret-words")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Organisation

    name = factory.Sequence("Organisation {} GmbH".format)
    kind = "sme"
    size = "small"
    size_checked_on = DAY
    staff = 23
    country = "DE"
    city = "Dresden"
    latitude = Decimal("51.0504")
    longitude = Decimal("13.7373")


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Partnership

    acronym = factory.Sequence("PARTNERS{}".format)
    slug = factory.LazyAttribute(lambda made: made.acronym.lower())
    name = "A partnership of clusters"
    grant_ceiling_cents = 50_000_000
    starts_on = date(2022, 2, 1)
    ends_on = date(2024, 1, 31)
    eu_statement = "Co-funded by the COSME programme of the European Union"


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Cluster

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory(OrganisationFactory, kind="cluster_organisation", size="")
    code = factory.Sequence("cluster-{}".format)
    eccp = "registered"


class ProgrammeRuleFactory(DjangoModelFactory):
    class Meta:
        model = clusters.ProgrammeRule

    partnership = factory.SubFactory(PartnershipFactory)
    valid_from = date(2022, 2, 1)


class EligibleCountryFactory(DjangoModelFactory):
    class Meta:
        model = clusters.EligibleCountry

    partnership = factory.SubFactory(PartnershipFactory)
    country = "DE"
    valid_from = date(2022, 2, 1)


class RegisterEntryFactory(DjangoModelFactory):
    class Meta:
        model = clusters.RegisterEntry

    organisation = factory.SubFactory(OrganisationFactory)
    home_cluster = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("home_cluster.partnership")
    code = factory.Sequence("ORG-{:03d}".format)
    added_on = date(2022, 2, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Membership

    organisation = factory.SubFactory(OrganisationFactory)
    home_cluster = factory.SubFactory(ClusterFactory)
    cluster = factory.SelfAttribute("home_cluster")
    status = "confirmed"
    asked_on = date(2022, 2, 1)
    confirmed_on = date(2022, 2, 2)


class SizeDeclarationFactory(DjangoModelFactory):
    class Meta:
        model = clusters.SizeDeclaration

    organisation = factory.SubFactory(OrganisationFactory)
    accounting_year = 2022
    staff = 23
    turnover_eur = 1_900_000
    balance_eur = 1_000_000
    size = "small"
    declared_on = date(2023, 3, 1)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Post

    user = factory.SubFactory(UserFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    kind = "coordinator"
    started_on = date(2022, 2, 1)


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Representative

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    started_on = date(2022, 2, 1)


class MissionFactory(DjangoModelFactory):
    class Meta:
        model = missions.Mission
        skip_postgeneration_save = True

    organiser = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("organiser.partnership")
    host_cluster = factory.SelfAttribute("organiser")
    name = factory.Sequence("Mission {}".format)
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))
    kind = "company_mission"
    country = "FR"
    time_zone = "Europe/Paris"
    starts_on = date(2023, 11, 13)
    ends_on = date(2023, 11, 17)
    apply_from = datetime(2023, 9, 1, tzinfo=UTC)
    apply_until = datetime(2023, 10, 13, 21, 59, 59, tzinfo=UTC)
    status = "published"

    @factory.post_generation
    def seat_rows(self, create, extracted, **kwargs):
        if create and self.seats:
            missions.Seat.objects.bulk_create(
                missions.Seat(mission=self, number=number + 1) for number in range(self.seats)
            )


class MissionPlaceFactory(DjangoModelFactory):
    class Meta:
        model = missions.MissionPlace

    mission = factory.SubFactory(MissionFactory)
    position = factory.Sequence(lambda number: number)
    name = "Sophia Antipolis"
    latitude = Decimal("43.6163")
    longitude = Decimal("7.0552")


class LumpSumRateFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.LumpSumRate

    partnership = factory.SubFactory(PartnershipFactory)
    country = "FR"
    full_cents = 90_000
    valid_from = date(2022, 2, 1)


class BudgetLineFactory(DjangoModelFactory):
    """Raises the partnership's planned total too, as the service does."""

    class Meta:
        model = exchanges.BudgetLine

    cluster = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("cluster.partnership")
    year = 2023
    planned_cents = 1_000_000

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        line = super()._create(model_class, *args, **kwargs)
        partnership = line.partnership
        partnership.planned_cents += line.planned_cents
        partnership.save(update_fields=["planned_cents"])
        return line


class EvidenceKindFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.EvidenceKind

    partnership = factory.SubFactory(PartnershipFactory)
    code = factory.Sequence("evidence-{}".format)
    label = "Proof of travel"


class RejectionReasonFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.RejectionReason

    partnership = factory.SubFactory(PartnershipFactory)
    code = factory.Sequence("reason-{}".format)
    label = "The plan is not clear enough"


class ExchangeFactory(DjangoModelFactory):
    """A whole application of five working days, Monday to Friday, as a draft unless told."""

    class Meta:
        model = exchanges.Exchange

    home_cluster = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("home_cluster.partnership")
    reference = factory.Sequence(lambda number: f"CXC-{number + 1:04d}")
    visitor = factory.SubFactory(OrganisationFactory)
    host = factory.SubFactory(
        OrganisationFactory,
        country="FR",
        city="Sophia Antipolis",
        latitude=Decimal("43.6163"),
        longitude=Decimal("7.0552"),
    )
    arrival = date(2023, 11, 12)
    first_working_day = date(2023, 11, 13)
    last_working_day = date(2023, 11, 17)
    departure = date(2023, 11, 18)
    traveller_name = "Ada Reisende"
    traveller_email = "ada@example.org"
    motivation = "We look for partners in wafer inspection."
    expected_outcome = "One joint test set-up."
    wanted_meetings = "Two makers of sensors."
    host_contact_name = "Hélène Hôte"
    host_contact_email = "contact@example.org"
    started_at = NOW


class HostConsentFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.HostConsent

    exchange = factory.SubFactory(ExchangeFactory)
    host = factory.SelfAttribute("exchange.host")
    status = "agreed"
    asked_at = NOW
    answered_at = NOW


class TravelGrantFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.TravelGrant

    exchange = factory.SubFactory(ExchangeFactory)
    full_cents = 90_000
    amount_cents = 90_000


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.Evidence

    exchange = factory.SubFactory(ExchangeFactory)
    kind = factory.SubFactory(
        EvidenceKindFactory, partnership=factory.SelfAttribute("..exchange.partnership")
    )
    stored_name = factory.Sequence("evidence/{}.pdf".format)
    original_name = "boarding pass.pdf"
    content_type = "application/pdf"
    size = 1000
    sha256 = factory.Sequence("{:064x}".format)
    uploaded_at = NOW


class ClosingReportFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.ClosingReport

    exchange = factory.SubFactory(ExchangeFactory)
    activities = "Visited two laboratories."
    learnt = "How they test."
    next_steps = "A joint offer."
    arranged_meetings = 3
    satisfaction = 5
    saved_at = NOW


class PaymentBatchFactory(DjangoModelFactory):
    class Meta:
        model = exchanges.PaymentBatch

    cluster = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("cluster.partnership")
    number = factory.Sequence(lambda number: number + 1)
    made_by = factory.SubFactory(UserFactory)
    made_at = NOW


class TandemTopicFactory(DjangoModelFactory):
    class Meta:
        model = tandems.TandemTopic

    partnership = factory.SubFactory(PartnershipFactory)
    name = factory.Sequence("Topic {}".format)


class TandemFactory(DjangoModelFactory):
    class Meta:
        model = tandems.Tandem

    first_cluster = factory.SubFactory(ClusterFactory)
    partnership = factory.SelfAttribute("first_cluster.partnership")
    second_cluster = factory.SubFactory(
        ClusterFactory, partnership=factory.SelfAttribute("..first_cluster.partnership")
    )
    topic = factory.SubFactory(
        TandemTopicFactory, partnership=factory.SelfAttribute("..first_cluster.partnership")
    )
    reference = factory.Sequence(lambda number: f"LT-{number + 1:02d}")
    goal = "Learn how the other does it."
    proposed_at = NOW


class TandemSessionFactory(DjangoModelFactory):
    class Meta:
        model = tandems.TandemSession

    tandem = factory.SubFactory(TandemFactory, status="running", starts_on=date(2023, 1, 10))
    held_on = date(2023, 3, 1)
    hours = Decimal("2.0")
    learnt = factory.Sequence("Lesson {}".format)
    recorded_at = NOW


class ReportingPeriodFactory(DjangoModelFactory):
    class Meta:
        model = reporting.ReportingPeriod

    partnership = factory.SubFactory(PartnershipFactory)
    number = factory.Sequence(lambda number: number + 1)
    starts_on = date(2023, 2, 1)
    ends_on = date(2023, 7, 31)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = reporting.Target

    partnership = factory.SubFactory(PartnershipFactory)
    indicator = "exchanges"
    target = 96


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = reporting.Report

    partnership = factory.SubFactory(PartnershipFactory)
    until = date(2023, 7, 31)
    made_at = NOW
