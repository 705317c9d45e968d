"""Batches with two people, returned payments, recoveries; nobody pays an organisation of their own."""

from datetime import date, timedelta

import pytest

from exchanges import services
from exchanges.cards import repayments
from exchanges.cards.facts import facts_of
from exchanges.cards.next import next_box
from exchanges.models import Evidence, Exchange, PaymentBatch, TravelGrant
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.workflow import NotAllowed, ReasonMissing, Refused, WrongStatus
from tests import factories as make

from .stages import AFTER
from .test_matrix_money import PAID_ON, batched, paid


def grant():
    return TravelGrant.objects.select_related("exchange").get()


def used(line):
    line.refresh_from_db()
    return {
        state: getattr(line, f"{state}_cents") for state in line.STATES if getattr(line, f"{state}_cents")
    }


def test_a_grant_is_in_one_batch_only(stages, people, budget_line):
    batch = batched(stages, people)
    assert used(budget_line) == {"in_batch": 90_000}
    with pytest.raises(WrongStatus):
        services.make_batch(stages.exchange.home_cluster, grants=[grant()], by=people["finance"], now=AFTER)
    assert list(PaymentBatch.objects.all()) == [batch]


def test_an_empty_batch_is_refused(stages, people):
    with pytest.raises(Refused, match="at least one grant"):
        services.make_batch(stages.exchange.home_cluster, grants=[], by=people["finance"], now=AFTER)


def test_a_grant_of_another_cluster_is_not_its_to_pay(stages, people, third_cluster):
    stages.reach("completed")
    with pytest.raises(NotAllowed):
        services.make_batch(third_cluster, grants=[grant()], by=people["coordinator"], now=AFTER)


def test_numbers_run_per_partnership(stages, people):
    first = batched(stages, people)
    services.dissolve(first, reason="Wrong account.", by=people["finance"], now=AFTER)
    second = services.make_batch(
        stages.exchange.home_cluster, grants=[grant()], by=people["finance"], now=AFTER
    )
    assert (first.reference, second.reference) == ("PAY-0001", "PAY-0002")


def test_a_dissolved_batch_leaves_its_grants_due_by_the_same_day(stages, people, budget_line):
    batch = batched(stages, people)
    services.authorise(batch, by=people["home_manager"], now=AFTER)
    services.dissolve(batch, reason="Wrong account.", by=people["finance"], now=AFTER)
    assert (grant().status, grant().batch, grant().due_on) == ("due", None, date(2023, 11, 30))
    assert used(budget_line) == {"due": 90_000}


# --- Two people ----------------------------------------------------------------------------------------


def test_one_person_never_does_both(stages, people, partnership):
    """Somebody who holds both posts authorises or confirms, not both."""
    make.PostFactory(user=people["home_manager"], kind="finance", partnership=partnership)
    people["home_manager"].__dict__.pop("standing", None)
    batch = batched(stages, people)
    services.authorise(batch, by=people["home_manager"], now=AFTER)
    with pytest.raises(services.PersonStandsIn, match="takes two people"):
        services.confirm(batch, paid_on=PAID_ON, by=people["home_manager"], now=AFTER)
    assert grant().status == "in_batch"
    services.confirm(batch, paid_on=PAID_ON, by=people["finance"], now=AFTER)
    assert (batch.authorised_by, batch.confirmed_by) == (people["home_manager"], people["finance"])


@pytest.mark.parametrize("name", ["finance", "home_manager", "coordinator"])
def test_nobody_pays_an_organisation_they_represent(stages, people, visitor, name):
    stages.reach("completed")
    batch = services.make_batch(
        stages.exchange.home_cluster, grants=[grant()], by=people["home_manager"], now=AFTER
    )
    make.RepresentativeFactory(user=people[name], organisation=visitor)
    people[name].__dict__.pop("standing", None)
    if name == "finance":
        services.authorise(batch, by=people["home_manager"], now=AFTER)
        with pytest.raises(NotAllowed):
            services.confirm(batch, paid_on=PAID_ON, by=people[name], now=AFTER)
    else:
        with pytest.raises(NotAllowed):
            services.authorise(batch, by=people[name], now=AFTER)
    assert grant().status == "in_batch"


@pytest.mark.parametrize(
    ("paid_on", "sentence"),
    [
        (date(2023, 11, 21), "lies ahead"),
        (date(2023, 11, 19), "was authorised after that day"),
    ],
)
def test_days_of_payment_that_cannot_be(stages, people, paid_on, sentence):
    batch = batched(stages, people)
    services.authorise(batch, by=people["home_manager"], now=AFTER)
    with pytest.raises(Refused, match=sentence):
        services.confirm(batch, paid_on=paid_on, by=people["finance"], now=AFTER)


def test_what_was_authorised_is_what_is_paid(stages, people):
    batch = paid(stages, people)
    events = Event.objects.of(batch).oldest_first()
    assert [(event.verb, event.details.get("cents")) for event in events] == [
        ("make", 90_000),
        ("authorise", 90_000),
        ("confirm", 90_000),
    ]


# --- Back from the bank, and back from the visitor -----------------------------------------------------


def test_a_returned_payment_is_due_again_with_a_new_clock(stages, people, budget_line):
    paid(stages, people)
    later = AFTER + timedelta(days=3)
    services.bounce(grant(), reason="No such account.", by=people["finance"], now=later)
    again = grant()
    assert (again.status, again.due_on, again.paid_on, again.payment_reference, again.batch) == (
        "due",
        date(2023, 12, 3),
        None,
        "",
        None,
    )
    assert used(budget_line) == {"due": 90_000}
    told = Mail.objects.filter(purpose="exchange.bounced").values_list("recipient__email", flat=True)
    assert sorted(told) == ["applicant@example.org", "home_manager@example.org"]
    batch = services.make_batch(
        stages.exchange.home_cluster, grants=[again], by=people["home_manager"], now=later
    )
    services.authorise(batch, by=people["home_manager"], now=later)
    services.confirm(batch, paid_on=later.date(), by=people["finance"], now=later)
    assert used(budget_line) == {"paid": 90_000}


def test_recovered_money_returns_to_its_line_and_the_exchange_stays_counted(stages, people, budget_line):
    paid(stages, people)
    with pytest.raises(ReasonMissing):
        services.open_recovery(grant(), reason="", by=people["coordinator"], now=AFTER)
    services.open_recovery(grant(), reason="Paid twice.", by=people["coordinator"], now=AFTER)
    assert used(budget_line) == {"paid": 90_000}
    [task] = repayments.tasks(people["finance"], today=AFTER.date(), now=AFTER)
    assert (task.kind, task.record) == ("grant.recover", stages.exchange.reference)
    facts = facts_of(Exchange.objects.get(), today=AFTER.date(), now=AFTER)
    mine = {name for name in people if next_box(facts, people[name]).is_mine}
    assert mine == {"finance"}
    assert repayments.tasks(people["home_manager"], today=AFTER.date(), now=AFTER) == []
    services.recover(grant(), by=people["finance"], now=AFTER)
    assert used(budget_line) == {}
    stages.exchange.refresh_from_db()
    assert stages.exchange.status == "completed"
    assert repayments.tasks(people["finance"], today=AFTER.date(), now=AFTER) == []


# --- A cluster's own exchange --------------------------------------------------------------------------


def own(stages, cluster, manager):
    """The cluster itself has visited; ``manager`` decides about it. Returns its grant, due."""
    exchange, people = stages.exchange, stages.people
    exchange.visitor, exchange.home_cluster = cluster.organisation, cluster
    exchange.save()
    make.RepresentativeFactory(user=people["applicant"], organisation=cluster.organisation)
    people["applicant"].__dict__.pop("standing", None)
    make.BudgetLineFactory(cluster=cluster, year=2023)
    people["home_manager"] = manager
    stages.reach("completed")
    return grant()


def test_a_partners_own_grant_is_authorised_by_the_coordinator(
    stages, people, third_cluster, coordinating_cluster, partnership
):
    own_manager, coordinator = people["third_manager"], people["coordinator"]
    manager = make.UserFactory()
    make.PostFactory(user=manager, kind="manager", partnership=partnership, cluster=coordinating_cluster)
    due = own(stages, third_cluster, manager)
    with pytest.raises(NotAllowed):
        services.make_batch(third_cluster, grants=[due], by=own_manager, now=AFTER)
    batch = services.make_batch(third_cluster, grants=[grant()], by=coordinator, now=AFTER)
    with pytest.raises(NotAllowed):
        services.authorise(batch, by=own_manager, now=AFTER)
    services.authorise(batch, by=coordinator, now=AFTER)
    services.confirm(batch, paid_on=PAID_ON, by=people["finance"], now=AFTER)
    assert grant().status == "paid"
    assert list(TravelGrant.objects.visible_to(manager)) == [grant()]
    assert Evidence.objects.visible_to(manager).count() == 1


def test_the_coordinators_own_grant_is_authorised_by_the_named_partner(
    stages, people, third_cluster, coordinating_cluster, partnership
):
    stand_in, coordinator = people["third_manager"], people["coordinator"]
    partnership.refresh_from_db()
    due = own(stages, coordinating_cluster, stand_in)
    with pytest.raises(NotAllowed):
        services.make_batch(coordinating_cluster, grants=[due], by=coordinator, now=AFTER)
    batch = services.make_batch(coordinating_cluster, grants=[grant()], by=stand_in, now=AFTER)
    with pytest.raises(NotAllowed):
        services.authorise(batch, by=coordinator, now=AFTER)
    assert list(PaymentBatch.objects.visible_to(stand_in)) == [batch]
    services.authorise(batch, by=stand_in, now=AFTER)
    services.confirm(batch, paid_on=PAID_ON, by=people["finance"], now=AFTER)
    assert grant().status == "paid"
    assert list(TravelGrant.objects.visible_to(stand_in)) == [grant()]
    assert Evidence.objects.visible_to(stand_in).count() == 1
