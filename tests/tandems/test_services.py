"""Tandems: proposed once, sessions counted right, closed on what was learnt."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.workflow import NotAllowed, ReasonMissing
from tandems import services
from tandems.models import SessionParticipant, Tandem

from .. import factories as make

NOW, TODAY = make.NOW, make.DAY


@pytest.fixture
def topic(partnership):
    return make.TandemTopicFactory(partnership=partnership)


@pytest.fixture
def running(home_cluster, host_cluster, topic):
    return make.TandemFactory(
        first_cluster=home_cluster,
        second_cluster=host_cluster,
        topic=topic,
        status="running",
        starts_on=date(2023, 6, 1),
    )


def propose(home_cluster, host_cluster, topic, by):
    return services.propose(
        first_cluster=home_cluster, second_cluster=host_cluster, topic=topic, goal="Learn.", by=by, now=NOW
    )


def meet(tandem, by, **changes):
    facts = {"held_on": date(2023, 9, 1), "hours": Decimal("1.5"), "learnt": "How.", "participants": []}
    return services.record_session(tandem, **facts | changes, by=by, now=NOW, today=TODAY)


def test_a_proposal_sent_eight_times_is_one(home_cluster, host_cluster, topic, home_manager, host_manager):
    made = {propose(home_cluster, host_cluster, topic, home_manager).pk for _ in range(8)}
    assert len(made) == 1
    assert list(Event.objects.values_list("verb", flat=True)) == ["propose"]
    assert [mail.recipient for mail in Mail.objects.order_by("pk")] == [host_manager]


def test_references_count_on(home_cluster, host_cluster, third_cluster, topic, home_manager):
    first = propose(home_cluster, host_cluster, topic, home_manager)
    second = propose(home_cluster, third_cluster, topic, home_manager)
    assert [first.reference, second.reference] == ["LT-01", "LT-02"]
    for reference in ("LT-99", "LT-100", "LT-pilot"):
        make.TandemFactory(first_cluster=home_cluster, topic=topic, reference=reference)
    make.TandemFactory(reference="LT-500")
    assert services.tandems.next_reference(home_cluster.partnership) == "LT-101"


def test_only_the_own_manager_proposes(home_cluster, host_cluster, topic, host_manager, coordinator):
    for person in (host_manager, coordinator):
        with pytest.raises(NotAllowed):
            propose(home_cluster, host_cluster, topic, person)
    assert list(Tandem.objects.order_by("pk")) == []


def test_a_session_keeps_who_took_part_once_each(running, home_cluster, host_cluster, home_manager):
    people = [(home_cluster, "Łucja Ż."), (home_cluster, "łucja ż."), (host_cluster, "Łucja Ż.")]
    session = meet(running, home_manager, participants=people)
    kept = list(SessionParticipant.objects.order_by("pk").values_list("session", "cluster", "name"))
    assert kept == [(session.pk, home_cluster.pk, "Łucja Ż."), (session.pk, host_cluster.pk, "Łucja Ż.")]


@pytest.mark.parametrize(
    ("held_on", "error"),
    [
        (TODAY + timedelta(days=1), services.TooEarly),
        (date(2023, 5, 31), services.BeforeTheTandem),
    ],
)
def test_a_session_lies_between_the_start_and_today(running, home_manager, held_on, error):
    with pytest.raises(error):
        meet(running, home_manager, held_on=held_on)
    assert not running.sessions.exists()


@pytest.mark.parametrize("held_on", [date(2023, 6, 1), TODAY])
def test_the_first_day_and_today_are_inside(running, home_manager, held_on):
    assert meet(running, home_manager, held_on=held_on).held_on == held_on


def test_the_same_session_again_is_refused(running, home_manager):
    meet(running, home_manager)
    with pytest.raises(services.SessionKnown):
        meet(running, home_manager)
    assert running.sessions.count() == 1
    assert Event.objects.count() == 1


def test_closing_needs_a_session(running, home_manager):
    with pytest.raises(services.NothingLearnt):
        services.close(running, outcome="Done.", by=home_manager, now=NOW, today=TODAY)
    meet(running, home_manager)
    services.close(running, outcome="A guide.", by=home_manager, now=NOW, today=TODAY)
    running.refresh_from_db()
    assert (running.status, running.outcome, running.ends_on) == ("closed", "A guide.", TODAY)


def test_giving_up_needs_a_reason(running, home_manager):
    with pytest.raises(ReasonMissing):
        services.cancel(running, reason="  ", by=home_manager, now=NOW)
    running.refresh_from_db()
    assert running.status == "running"


def test_the_database_refuses_a_tandem_with_oneself(home_cluster, topic):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.TandemFactory(first_cluster=home_cluster, second_cluster=home_cluster, topic=topic)
