"""One record of each kind and stage in ALLIANCE, and the like of each in ELSEWHERE.

A record is known here by the parts of its address: ``world.own["committed"]`` is ``{"reference": …}``.
"""

from dataclasses import dataclass
from datetime import date

from django.core import signing

from clusters import services as clusters
from clusters.models import User
from exchanges import services
from exchanges.models import AgreementJob, Evidence, Exchange
from exchanges.services.consent import SALT
from excite import uploads
from excite.jobs import Status
from excite.outbox.models import Mail
from reporting import services as reporting
from tandems import services as tandems

from .. import factories as make
from ..exchanges.stages import BEFORE, Stages, pdf
from ..people import SOPHIA, holding, person, speaking_for

TODAY = BEFORE.date()
STAGES = ("draft", "submitted", "approved", "committed", "reported", "completed", "paid")
# What no record is called; every address of a record is tried with these as well.
MISSING = {
    "reference": "CXC-9999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "mail": "00000000-0000-4000-8000-000000000000",
    "slug": "no-such-mission",
    "code": "no-such-cluster",
    "token": "no-such-link",
    "pk": 999_999,
}


@dataclass(frozen=True)
class World:
    people: dict
    own: dict[str, dict]
    away: dict[str, dict]


def missing(parts: dict) -> dict:
    """The like of an address, with a record that is nowhere."""
    return {name: MISSING.get(name, value) for name, value in parts.items()}


def what_a_form_sends(world: World) -> dict:
    """One body for every form: each takes what it knows, so that whoever may is not turned down for a gap."""
    return {
        "reason": "There is a reason.",
        "reason_code": "unclear",
        "party": "visitor",
        "answer": "agree",
        "kind": "travel",
        "cluster": "home",
        "year": "2024",
        "planned": "1000",
        "grant": world.own["completed"]["reference"],
        "paid_on": "2023-09-12",
        "proof": "Register of members",
        "email": "somebody.new@example.org",
        "outcome": "Both offices use it.",
        "full_name": "Another Name",
        "language": "de",
    }


@dataclass(frozen=True)
class Side:
    """One partnership with the people who bring its records about."""

    partnership: object
    home: object
    hosting: object
    host: object
    people: dict
    guest: str = "outsider@example.org"  # is invited to speak for an organisation
    tandem: str = "LT-70"  # no reference is known on both sides


def build(side: Side, foreign: Side) -> World:
    return World(side.people, furnish(side), furnish(foreign))


def elsewhere(partnership, stranger):
    """The other partnership's clusters, host and people. Its home manager is the stranger."""
    hosting = make.ClusterFactory(partnership=partnership, code="foreign-host")
    home = partnership.clusters.get(code="foreign")
    make.ProgrammeRuleFactory(partnership=partnership)
    for country in ("DE", "FR"):
        make.EligibleCountryFactory(partnership=partnership, country=country)
        make.LumpSumRateFactory(partnership=partnership, country=country)
    make.BudgetLineFactory(cluster=home)
    host = make.OrganisationFactory(name="Foreign Host SAS", **SOPHIA)
    _member(host, hosting)
    people = {
        "home_manager": stranger,
        "applicant": person("foreign_applicant"),
        "host": speaking_for(person("foreign_host"), host),
        "host_manager": holding(person("foreign_host_manager"), "manager", partnership, hosting),
        "coordinator": holding(person("foreign_coordinator"), "coordinator", partnership),
        "finance": holding(person("foreign_finance"), "finance", partnership),
    }
    return Side(partnership, home, hosting, host, people, guest="foreign_guest@example.org", tandem="LT-90")


def furnish(side: Side) -> dict[str, dict]:
    make.EvidenceKindFactory(partnership=side.partnership, code="travel")
    make.RejectionReasonFactory(partnership=side.partnership, code="unclear")
    exchanges = {stage: _exchange(side, stage) for stage in STAGES}
    records = {stage: {"reference": exchange.reference} for stage, exchange in exchanges.items()}
    records["asked"] = {"reference": _asked(side).reference}
    records["link"] = {"token": _token(side)}
    records["item"] = records["reported"] | {"uuid": _item(exchanges["reported"]).uuid}
    records["paper"] = records["committed"] | {"uuid": _paper(exchanges["committed"], side).uuid}
    records["batch"] = {"uuid": _batch(exchanges["paid"], side).uuid}
    return {"-": {}} | records | _people(side, exchanges["committed"]) | _rest(side)


def _member(organisation, cluster, status="confirmed"):
    confirmed = {} if status == "confirmed" else {"confirmed_on": None}
    make.RegisterEntryFactory(organisation=organisation, home_cluster=cluster)
    return make.MembershipFactory(organisation=organisation, home_cluster=cluster, status=status, **confirmed)


def _draft(side, name, **given):
    visitor = make.OrganisationFactory(name=f"Visitor {name} {side.home.code}")
    _member(visitor, side.home)
    make.SizeDeclarationFactory(organisation=visitor)
    side.people["applicant"] = User.objects.get(pk=speaking_for(side.people["applicant"], visitor).pk)
    return make.ExchangeFactory(
        **{
            "home_cluster": side.home,
            "host_cluster": side.hosting,
            "visitor": visitor,
            "host": side.host,
            "started_by": side.people["applicant"],
            **given,
        }
    )


def _exchange(side, stage) -> Exchange:
    stages = Stages(_draft(side, stage), side.people)
    return stages.reach("completed" if stage == "paid" else stage)


def _asked(side) -> Exchange:
    """Handed in; the host has not answered yet."""
    return services.submit(_draft(side, "asked"), declared=True, by=side.people["applicant"], now=BEFORE)


def _token(side) -> str:
    """The personal link of a host without an account, whose exchange is approved."""
    host = make.OrganisationFactory(name=f"Silent Host {side.home.code}", **SOPHIA)
    _member(host, side.hosting)
    exchange = services.submit(
        _draft(side, "linked", host=host), declared=True, by=side.people["applicant"], now=BEFORE
    )
    consent = services.answer_host(exchange.consent, agree=True, by=None, name="Hélène Hôte", now=BEFORE)
    services.approve(exchange, by=side.people["home_manager"], now=BEFORE)
    return signing.Signer(salt=SALT).sign(f"{consent.pk}-{consent.nonce.hex}")


def _item(exchange) -> Evidence:
    item = exchange.evidence.get()
    Evidence.objects.filter(pk=item.pk).update(stored_name=uploads.keep(pdf(), "evidence"))
    return item


def _paper(exchange, side) -> AgreementJob:
    agreement = services.agreement_of(exchange)
    job = services.print_agreement(agreement, language="en", by=side.people["applicant"])
    done = {"stored_name": uploads.keep(pdf("agreement"), "agreements"), "status": Status.DONE}
    AgreementJob.objects.filter(pk=job.pk).update(**done, finished_at=BEFORE)
    return job


def _batch(exchange, side):
    exchange.refresh_from_db()
    return services.make_batch(side.home, grants=[exchange.grant], by=side.people["home_manager"], now=BEFORE)


def _people(side, exchange) -> dict[str, dict]:
    """Organisation, membership, posts, speakers and invitations."""
    organisation, where = exchange.visitor, {"uuid": exchange.visitor.uuid}
    asking = make.OrganisationFactory(name=f"Asking {side.home.code}")
    speaking_for(side.people["applicant"], asking)
    speaker = make.RepresentativeFactory(organisation=organisation)
    entry = side.partnership.register.get(organisation=organisation)
    invitation = clusters.invite_to_speak(
        entry, email=side.guest, by=side.people["home_manager"], now=BEFORE, today=TODAY
    )
    mail = Mail.objects.filter(recipient=side.people["home_manager"]).earliest("pk")
    return {
        "cluster": {"code": side.home.code},
        "organisation": where,
        "speaker": where | {"pk": speaker.pk},
        "membership": {"uuid": _member(asking, side.home, status="asked").uuid},
        "post": {"pk": side.people["finance"].posts.get().pk},
        "invitation": {"uuid": invitation.uuid},
        "mail": {"mail": mail.uuid},
    }


def _rest(side) -> dict[str, dict]:
    organiser = {"organiser": side.hosting, "partnership": side.partnership}
    mission = make.MissionFactory(name=f"Open mission {side.home.code}", seats=3, **organiser)
    hidden = make.MissionFactory(name=f"Draft mission {side.home.code}", status="draft", **organiser)
    topic = make.TandemTopicFactory(partnership=side.partnership)
    running = make.TandemFactory(
        first_cluster=side.home,
        second_cluster=side.hosting,
        topic=topic,
        status="running",
        starts_on=date(2023, 5, 1),
        reference=side.tandem,
    )
    proposed = tandems.propose(
        first_cluster=side.home,
        second_cluster=side.hosting,
        topic=topic,
        goal="Learn.",
        by=side.people["home_manager"],
        now=BEFORE,
    )
    report = reporting.start(
        side.partnership, until=date(2023, 7, 31), by=side.people["coordinator"], now=BEFORE, send=False
    )
    reporting.make_now(report, now=BEFORE, formats=("json", "csv"))
    return {
        "mission": {"slug": mission.slug},
        "draft-mission": {"slug": hidden.slug},
        "proposed": {"reference": proposed.reference},
        "running": {"reference": running.reference},
        "report": {"uuid": report.uuid},
    }
