"""The list, the record and the decision card: what they say, to whom, and with how many queries."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from exchanges import services
from exchanges.cards.decision import bare
from exchanges.cards.work import tasks
from exchanges.models import Exchange
from tests import factories as make

from .pages import at, signed_in, text_of
from .stages import AFTER, BEFORE, SIGNERS


def queries(client, url):
    """The shared cache left out: it is a table on SQLite, and Redis elsewhere."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len([query for query in seen.captured_queries if "cache_entries" not in query["sql"]])


@pytest.fixture
def many(home_cluster, host_cluster, host_organisation):
    """A function that adds so many submitted applications."""

    def add(number):
        for _each in range(number):
            visitor = make.OrganisationFactory()
            make.RegisterEntryFactory(organisation=visitor, home_cluster=home_cluster)
            make.ExchangeFactory(
                home_cluster=home_cluster, host_cluster=host_cluster, visitor=visitor,
                host=host_organisation, status="submitted", submitted_at=BEFORE,
            )  # fmt: skip

    return add


@time_machine.travel(BEFORE, tick=False)
@pytest.mark.parametrize("view", ["list", "budget", "batches"])
def test_lists_ask_the_same_number_of_queries(stages, people, many, view):
    many(1)
    client = signed_in(people["coordinator"])
    client.get(at(view))
    one = queries(client, at(view))
    many(20)
    assert queries(client, at(view)) == one


@time_machine.travel(AFTER, tick=False)
@pytest.mark.parametrize("view", ["exchange", "evidence"])
def test_records_ask_the_same_number_of_queries(stages, people, many, view):
    exchange = stages.reach("reported")
    client = signed_in(people["home_manager"])
    client.get(at(view, exchange))
    one = queries(client, at(view, exchange))
    kind = exchange.partnership.evidence_kinds.get()
    for number in range(20):
        make.EvidenceFactory(exchange=exchange, kind=kind, sha256=f"{number:064d}")
    assert queries(client, at(view, exchange)) == one


@time_machine.travel(BEFORE, tick=False)
def test_the_card_asks_the_same_number_of_queries(stages, people, many):
    exchange = stages.reach("submitted")
    client = signed_in(people["home_manager"])
    client.get(at("decide", exchange))
    one = queries(client, at("decide", exchange))
    many(20)
    assert queries(client, at("decide", exchange)) == one


@time_machine.travel(AFTER, tick=False)
@pytest.mark.parametrize(
    "status", ["submitted", "returned", "waitlisted", "approved", "committed", "completed"]
)
def test_the_card_costs_fifteen_queries_at_most(stages, people, status):
    exchange = stages.reach(status)
    client = signed_in(people["home_manager"])
    client.get(at("decide", exchange))
    assert queries(client, at("decide", exchange)) <= 15


@contextmanager
def read_from_the_database(model):
    """The rows of this model that are made into objects meanwhile."""
    rows = []

    def note(instance, **_more):
        rows.append(instance.pk)

    post_init.connect(note, sender=model)
    try:
        yield rows
    finally:
        post_init.disconnect(note, sender=model)


@pytest.fixture
def long_history(visitor, host_organisation, home_cluster, budget_line):
    """A function: the visitor was rejected 150 times, owes two grants, and hosted 150 times here."""
    done = {"host": visitor, "status": "completed", "counted_kind": "sme", "validated_on": BEFORE.date()}
    ours = {"partnership": home_cluster.partnership, "home_cluster": home_cluster}

    def add():
        tries = {"visitor": visitor, "host": host_organisation, "status": "rejected", "started_at": BEFORE}
        tried = make.ExchangeFactory.build_batch(150, **ours, **tries)
        guests = make.OrganisationFactory.create_batch(151, country="FR")
        hosted = [make.ExchangeFactory.build(**ours, **done, visitor=guest) for guest in guests[1:]]
        elsewhere = make.ExchangeFactory.build(home_cluster=make.ClusterFactory(), visitor=guests[0], **done)
        Exchange.objects.bulk_create([*tried, *hosted, elsewhere])
        for each in tried[:2]:
            make.TravelGrantFactory(exchange=each, status="recovering", line=budget_line)
        return tried

    return add


@time_machine.travel(BEFORE, tick=False)
def test_the_card_reads_a_few_rows_of_a_long_history(stages, people, long_history):
    """A cluster visits once and may host hundreds; earlier tries may have been many."""
    exchange = stages.reach("submitted")
    client, url = signed_in(people["home_manager"]), at("decide", exchange)
    client.get(url)
    before = queries(client, url)
    tried = long_history()
    with read_from_the_database(Exchange) as rows:
        assert queries(client, url) == before
    assert len(rows) == 1 + 5
    text = text_of(client.get(url))
    assert "Hosted 150 exchanges" in text
    assert "2 open recoveries" in text
    newest = sorted(tried, key=lambda each: -each.pk)
    assert [each for each in newest if f"/{each.reference}/" in text] == newest[:5]


@pytest.mark.usefixtures("programme_day")
class TestList:
    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", True),
            ("?q=lodz+sensorics", True),
            ("?q=%C5%81%C3%93D%C5%B9", True),
            ("?q=lerins", True),
            ("?q=nobody", False),
            ("?status=submitted", True),
            ("?status=completed&status=draft", False),
            ("?status=nonsense", True),
            ("?home=home", True),
            ("?home=third", False),
            ("?home=nowhere", True),  # not understood: not filtered
            ("?country=FR", True),
            ("?mission=photonics-mission", True),
            ("?type=sme", True),
            ("?type=large_company", False),
            ("?mine=me", True),
            ("?stay_after=2023-11-17&stay_before=2023-11-17", True),
            ("?stay_after=2024-01-01", False),
            ("?sort=-amount", True),
            ("?sort=password", True),
            ("?page=99", True),
        ],
    )
    def test_filters_live_in_the_address(self, stages, people, query, shown):
        exchange = stages.reach("submitted")
        answer = signed_in(people["home_manager"]).get(at("list") + query)
        assert answer.status_code == 200
        assert (at("exchange", exchange) in answer.content.decode()) is shown

    def test_totals_are_those_of_the_filter(self, stages, people, many):
        stages.reach("approved")
        many(3)
        client = signed_in(people["coordinator"])
        assert "4 exchanges · 4 by SMEs · grants of EUR 900.00" in text_of(client.get(at("list")))
        assert "3 exchanges · 3 by SMEs</span>" in text_of(client.get(at("list") + "?status=submitted"))

    def test_nothing_found_shows_the_way_out(self, stages, people):
        text = text_of(signed_in(people["home_manager"]).get(at("list") + "?q=nobody"))
        assert "No exchange fits these filters" in text
        assert f'href="{at("list")}"' in text

    def test_only_staff_have_the_list(self, stages, people):
        stages.reach("submitted")
        for name in ("applicant", "host", "stranger", "outsider", "administrator"):
            assert signed_in(people[name]).get(at("list")).status_code == 404


@pytest.mark.usefixtures("programme_day")
class TestCard:
    def test_what_it_says(self, stages, people):
        exchange = stages.reach("submitted")
        text = text_of(signed_in(people["home_manager"]).get(at("decide", exchange)))
        for words in (
            "Łódź Sensorics GmbH", "First visit in the whole scheme", "Approve, EUR 900.00",
            "France, 5 working days: 900.00, the full lump sum", "this one <b>EUR 900.00</b>",
            "left <b>EUR 9,100.00</b> of EUR 10,000.00", "3 of 3 seats left.", 'data-key="a"', 'data-key="r"',
            'data-key="x"', "Has not hosted yet",
        ):  # fmt: skip
            assert words in text

    def test_who_reads_it(self, stages, people):
        exchange = stages.reach("submitted")
        answers = {
            name: signed_in(user).get(at("decide", exchange)).status_code for name, user in people.items()
        }
        assert answers == {
            "applicant": 403, "host": 403, "home_manager": 200, "host_manager": 403, "third_manager": 403,
            "coordinator": 200, "finance": 403, "auditor": 200, "administrator": 404, "stranger": 404,
            "outsider": 404,
        }  # fmt: skip

    def test_what_changed_since_more_was_asked_for(self, stages, people):
        exchange = stages.reach("returned")
        services.save(
            exchange, changes={"wanted_meetings": "Two laser firms"}, version=exchange.version,
            by=people["applicant"], now=BEFORE,
        )  # fmt: skip
        exchange.refresh_from_db()
        services.submit(exchange, declared=True, by=people["applicant"], now=BEFORE + timedelta(hours=1))
        text = text_of(signed_in(people["home_manager"]).get(at("decide", exchange)))
        assert "Changed since you asked for more: <mark>whom you would like to meet</mark>" in text

    def test_possible_doubles(self, stages, people):
        exchange = stages.reach("submitted")
        double = make.OrganisationFactory(name="LODZ Sensorics")
        make.RegisterEntryFactory(organisation=double, home_cluster=exchange.home_cluster)
        assert "LODZ Sensorics" in text_of(signed_in(people["home_manager"]).get(at("decide", exchange)))
        assert bare("Neris Photonics, UAB") == bare("NERIS photonics") == "neris photonics"


@time_machine.travel(BEFORE, tick=False)
def test_the_host_reads_no_money_and_no_evidence(stages, people):
    exchange = stages.reach("committed")
    text = text_of(signed_in(people["host"]).get(at("exchange", exchange)))
    assert "EUR" not in text
    assert "Proof of travel" not in text
    assert signed_in(people["host"]).get(at("evidence", exchange)).status_code == 403


@pytest.mark.parametrize(
    ("status", "now", "waiting"),
    [
        ("draft", BEFORE, {"applicant": ["exchange.draft"]}),
        ("submitted", BEFORE, {"home_manager": ["exchange.decide"]}),
        ("returned", BEFORE, {"applicant": ["exchange.returned"]}),
        ("waitlisted", BEFORE, {}),
        ("approved", BEFORE, dict.fromkeys(SIGNERS.values(), ["exchange.sign"])),
        ("committed", BEFORE, {}),
        ("committed", AFTER, {"applicant": ["exchange.report"]}),
        ("reported", AFTER, {"home_manager": ["exchange.validate"]}),
        ("completed", AFTER, dict.fromkeys(["home_manager", "finance"], ["grant.due"])),
        ("withdrawn", BEFORE, {}),
        ("rejected", BEFORE, {}),
        ("cancelled", BEFORE, {}),
    ],
)  # fmt: skip
def test_what_waits_for_whom(stages, people, status, now, waiting):
    exchange = stages.reach(status)
    found = {name: tasks(user, today=now.date(), now=now) for name, user in people.items()}
    assert {name: [task.kind for task in each] for name, each in found.items() if each} == waiting
    for name, each in found.items():
        for task in each:
            assert task.record in (str(exchange.partnership), exchange.reference)
            with time_machine.travel(now, tick=False):
                assert signed_in(people[name]).get(task.url).status_code == 200


def test_the_host_is_asked(stages, people):
    """Meanwhile the manager may look: to approve is not possible yet, to return and to reject is."""
    stages.submit()
    for name, kind in (("host", "exchange.consent"), ("home_manager", "exchange.look")):
        assert [task.kind for task in tasks(people[name], today=BEFORE.date(), now=BEFORE)] == [kind]


def test_an_offered_seat_waits_until_it_is_over(stages, people):
    exchange = stages.reach("waitlisted")
    exchange.mission.seat_rows.filter(number=1).update(taken_at=None)
    services.offer_free_seats(exchange.mission, now=BEFORE)
    [task] = tasks(people["applicant"], today=BEFORE.date(), now=BEFORE)
    assert (task.kind, task.due) == ("exchange.seat", exchange.seat_offers.get().expires_at)
    with time_machine.travel(BEFORE, tick=False):
        signed_in(people["applicant"]).post(at("act", exchange, name="take-seat"))
    assert [task.kind for task in tasks(people["home_manager"], today=BEFORE.date(), now=BEFORE)] == [
        "exchange.decide"
    ]
    late = BEFORE + timedelta(days=3)
    assert tasks(people["applicant"], today=late.date(), now=late) == []


def test_the_record_in_every_status(stages, people):
    """Step line, next box and papers are there from the draft to the payment."""
    for status, now in [("draft", BEFORE), ("submitted", BEFORE), ("approved", BEFORE), ("committed", AFTER), ("reported", AFTER), ("completed", AFTER)]:  # fmt: skip  # noqa: E501
        exchange = stages.reach(status)
        with time_machine.travel(now, tick=False):
            text = text_of(signed_in(people["applicant"]).get(at("exchange", exchange)))
        assert text.count('aria-current="step"') == 1
        assert 'aria-label="Next"' in text
    assert Exchange.objects.get().status == "completed"
