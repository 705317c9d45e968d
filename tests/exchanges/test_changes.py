"""A change of days or host after the approval."""

from datetime import date, timedelta

import pytest

from clusters.models import Representative, SizeDeclaration
from exchanges import services
from exchanges.models import BudgetLine, ChangeRequest, HostConsent, Waiver
from excite.workflow import ReasonMissing, Refused, WrongStatus
from tests import factories as make
from tests.people import SOPHIA

from .stages import BEFORE

SHORTER = {"last_working_day": date(2023, 11, 16)}


def ask(stages, changes, now=BEFORE, **more):
    return services.ask_for_change(
        stages.exchange,
        changes=changes,
        reason=more.pop("reason", "The fair was moved."),
        by=stages.people["applicant"],
        now=now,
    )


def agree(stages, change, **more):
    return services.agree_to_change(change, by=stages.people["home_manager"], now=BEFORE, **more)


@pytest.fixture
def other_host(host_cluster, partnership):
    organisation = make.OrganisationFactory(name="Autre Hôte SARL", **SOPHIA)
    make.RegisterEntryFactory(organisation=organisation, home_cluster=host_cluster)
    make.MembershipFactory(organisation=organisation, home_cluster=host_cluster)
    return organisation


def test_the_difference_is_kept_and_nothing_changes_before_the_answer(stages):
    stages.reach("committed")
    change = ask(stages, SHORTER)
    assert services.differences(change) == {"last_working_day": ["2023-11-17", "2023-11-16"]}
    stages.exchange.refresh_from_db()
    assert (stages.exchange.status, stages.exchange.last_working_day) == ("committed", date(2023, 11, 17))


@pytest.mark.parametrize("status", ["approved", "committed"])
def test_an_agreed_change_is_signed_and_calculated_anew(stages, budget_line, people, status):
    stages.reach(status)
    agree(stages, ask(stages, SHORTER))
    exchange = stages.exchange
    exchange.refresh_from_db()
    assert (exchange.status, exchange.last_working_day) == ("approved", date(2023, 11, 16))
    assert (exchange.grant.status, exchange.grant.amount_cents) == ("reserved", 45_000)
    assert exchange.seat is not None
    budget_line.refresh_from_db()
    assert (budget_line.reserved_cents, budget_line.agreed_cents) == (45_000, 0)
    consent = HostConsent.objects.select_related("exchange").get()
    assert (consent.status, consent.last_working_day) == ("asked", date(2023, 11, 16))
    services.answer_host(consent, agree=True, by=people["host"], now=BEFORE)
    stages.sign()
    assert exchange.status == "committed"


def test_another_host_brings_its_cluster_and_is_asked(stages, other_host, third_cluster):
    other_host.entries.update(home_cluster=third_cluster)
    other_host.memberships.update(home_cluster=third_cluster, cluster=third_cluster)
    stages.reach("committed")
    change = ask(
        stages,
        {"host": other_host, "host_contact_name": "Zoé", "host_contact_email": "zoe@example.org"},
    )
    agree(stages, change)
    stages.exchange.refresh_from_db()
    assert (stages.exchange.host, stages.exchange.host_cluster) == (other_host, third_cluster)
    consent = HostConsent.objects.get()
    assert (consent.host, consent.status, consent.contact_email) == (other_host, "asked", "zoe@example.org")


def test_a_new_host_whom_nobody_can_ask_is_refused(stages, other_host):
    stages.reach("approved")
    with pytest.raises(Refused, match="name a contact"):
        ask(stages, {"host": other_host})


def test_a_host_without_any_contact_left_is_refused(stages):
    stages.reach("approved")
    type(stages.exchange).objects.update(host_contact_email="")
    Representative.objects.filter(user=stages.people["host"]).delete()
    with pytest.raises(Refused, match="name a contact"):
        ask(stages, SHORTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"last_working_day": date(2023, 11, 10)},
        {"last_working_day": None},
        {"arrival": date(2023, 11, 14)},
        {"arrival": date(2023, 9, 1), "first_working_day": date(2023, 9, 4)},
        {"host": None},
    ],
)
def test_what_cannot_be_is_refused(stages, changes):
    stages.reach("approved")
    with pytest.raises(Refused):
        ask(stages, changes)
    assert not ChangeRequest.objects.exists()


def test_a_visitor_cannot_host_itself(stages, visitor):
    stages.reach("approved")
    with pytest.raises(Refused, match="Choose a host"):
        ask(stages, {"host": visitor})


def test_asking_for_what_is_so_already(stages):
    stages.reach("approved")
    with pytest.raises(services.NothingToChange):
        ask(stages, {"departure": stages.exchange.departure})
    with pytest.raises(ReasonMissing):
        ask(stages, SHORTER, reason="")


def test_one_request_at_a_time(stages):
    stages.reach("approved")
    ask(stages, SHORTER)
    with pytest.raises(WrongStatus, match="asked for already"):
        ask(stages, {"departure": date(2023, 11, 19)})


def test_not_after_the_stay_has_begun(stages):
    stages.reach("committed")
    with pytest.raises(Refused, match="has begun"):
        ask(stages, SHORTER, now=BEFORE + timedelta(days=60))
    change = ask(stages, SHORTER)
    with pytest.raises(Refused, match="has begun"):
        services.agree_to_change(change, by=stages.people["home_manager"], now=BEFORE + timedelta(days=60))


def test_rules_are_judged_again(stages):
    stages.reach("approved")
    change = ask(stages, {"last_working_day": date(2023, 11, 14)})
    with pytest.raises(services.RuleBroken, match="at least 3 are needed"):
        agree(stages, change)
    assert stages.exchange.status == "approved"


def test_a_waiver_of_the_approval_still_holds(stages):
    SizeDeclaration.objects.all().delete()
    stages.reach("submitted")
    services.approve(
        stages.exchange,
        by=stages.people["home_manager"],
        now=BEFORE,
        waivers={"self_declaration": "It is on its way."},
    )
    agree(stages, ask(stages, SHORTER))
    assert Waiver.objects.count() == 1


def test_the_line_must_cover_the_new_amount(stages, budget_line):
    stages.exchange.last_working_day = date(2023, 11, 16)
    stages.exchange.save()
    stages.reach("committed")
    BudgetLine.objects.update(planned_cents=45_000)
    change = ask(stages, {"last_working_day": date(2023, 11, 17)})
    with pytest.raises(services.BudgetExceeded):
        agree(stages, change)
    stages.exchange.refresh_from_db()
    assert stages.exchange.status == "committed"
    assert services.agreement_of(stages.exchange) is not None


def test_the_end_of_the_exchange_ends_the_request(stages):
    stages.reach("committed")
    change = ask(stages, SHORTER)
    stages.cancel()
    change.refresh_from_db()
    assert change.status == "taken_back"
