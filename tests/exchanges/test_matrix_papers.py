"""The matrices of the small tables beside an exchange: consent, agreement, evidence, seat offer, change."""

from datetime import date, timedelta

import pytest

from exchanges import services
from exchanges.models import ChangeRequest, Evidence, Exchange, HostConsent, SeatOffer
from exchanges.workflow import AGREEMENT, CHANGE, CONSENT, EVIDENCE, SEAT_OFFER
from excite.workflow import NotAllowed

from ..matrix import read, tried
from .stages import AFTER, BEFORE, pdf

pytestmark = [pytest.mark.slow, pytest.mark.database]
LATER = BEFORE + timedelta(hours=2)  # a host is not asked twice within the hour


def compare(acts, table, people, workflow, record):
    """Every act by every person does what the hand-written row says, and the buttons say the same."""
    allowed = {name: cell or set() for name, cell in table.items()}
    assert {name: tried(acts, user) for name, user in people.items()} == allowed
    buttons = {
        name: {action.name for action in workflow.open_to(user, record)} for name, user in people.items()
    }
    assert buttons == {name: cell & {*workflow.actions} for name, cell in allowed.items()}


# --- Host consent --------------------------------------------------------------------------------------

CONSENTS = read("""
status   | applicant | host          | home_manager | host_manager | third_manager | coordinator | finance | auditor
asked    | ask       | agree decline | -            | -            | -             | -           | -       | -
agreed   | ask       | -             | -            | -            | -             | -           | -       | -
declined | ask       | -             | -            | -            | -             | -           | -       | -
""")  # noqa: E501


@pytest.mark.parametrize("status", CONSENTS)
def test_consent(stages, people, status):
    stages.submit()
    if status != "asked":
        services.answer_host(
            stages.exchange.consent, agree=status == "agreed", by=people["host"], now=BEFORE, comment="So."
        )

    def fresh():
        return HostConsent.objects.select_related("exchange").get()

    acts = {
        "agree": lambda by: services.answer_host(fresh(), agree=True, by=by, now=LATER),
        "decline": lambda by: services.answer_host(
            fresh(), agree=False, by=by, now=LATER, comment="No room."
        ),
        "ask": lambda by: services.ask_host(Exchange.objects.get(), by=by, now=LATER),
    }
    compare(acts, CONSENTS[status], people, CONSENT, fresh())


# --- Agreement -----------------------------------------------------------------------------------------


def test_nobody_moves_an_agreement_by_hand(stages, people):
    """It follows the signatures; who may sign is in the matrix of the exchange."""
    agreement = services.agreement_of(stages.reach("committed"))
    for user in people.values():
        assert AGREEMENT.open_to(user, agreement) == []
        for act in AGREEMENT.actions:
            with pytest.raises(NotAllowed):
                AGREEMENT.check(act, agreement, by=user)


PARTIES = {
    "applicant": ["visitor"],
    "host": ["host"],
    "home_manager": ["home_cluster"],
    "host_manager": ["host_cluster"],
}


def test_each_signs_for_their_own_party_only(stages, people):
    exchange = stages.reach("approved")
    for name, user in people.items():
        assert services.parties_to_sign(exchange, user) == PARTIES.get(name, [])

        def sign(party):
            return lambda by: services.sign(Exchange.objects.get(), party=party, by=by, now=BEFORE)

        acts = {party: sign(party) for [party] in PARTIES.values()}
        assert tried(acts, user) == {*PARTIES.get(name, [])}


# --- Evidence ------------------------------------------------------------------------------------------

ITEMS = read("""
status      | applicant | host   | home_manager     | host_manager | third_manager | coordinator | finance | auditor
offered     | -         | hidden | accept ask_again | hidden       | hidden        | -           | -       | -
accepted    | -         | hidden | ask_again        | hidden       | hidden        | -           | -       | -
asked_again | -         | hidden | accept           | hidden       | hidden        | -           | -       | -
""")  # noqa: E501


@pytest.mark.parametrize("status", ITEMS)
def test_evidence(stages, people, status):
    stages.reach("reported")
    if status == "accepted":
        stages.accept()
    if status == "asked_again":
        item = Evidence.objects.get()
        services.ask_evidence_again(item, reason="Not readable.", by=people["home_manager"], now=AFTER)

    def fresh():
        return Evidence.objects.select_related("exchange").get()

    acts = {
        "accept": lambda by: services.accept_evidence(fresh(), by=by, now=AFTER),
        "ask_again": lambda by: services.ask_evidence_again(fresh(), reason="Blurred.", by=by, now=AFTER),
    }
    compare(acts, ITEMS[status], people, EVIDENCE, fresh())
    seen = {name: Evidence.objects.visible_to(user).exists() for name, user in people.items()}
    assert seen == {name: cell is not None for name, cell in ITEMS[status].items()}


@pytest.mark.parametrize(
    "status", ["submitted", "approved", "committed", "reported", "completed", "cancelled"]
)
def test_only_the_applicant_adds_evidence_and_only_while_committed(stages, people, evidence_kind, status):
    stages.reach(status)

    def add(by):
        services.add_evidence(
            Exchange.objects.get(), kind=evidence_kind, upload=pdf("more"), by=by, now=AFTER
        )

    may = {name: tried({"add": add}, user) for name, user in people.items()}
    expected = {"add"} if status == "committed" else set()
    assert may == {name: expected if name == "applicant" else set() for name in people}


def test_evidence_is_settled_once_the_exchange_is_completed(stages, people):
    stages.reach("completed")
    item = Evidence.objects.select_related("exchange").get()
    assert EVIDENCE.open_to(people["home_manager"], item) == []


# --- Seat offer ----------------------------------------------------------------------------------------

OFFERS = read("""
status   | applicant      | host | home_manager | host_manager | third_manager | coordinator | finance | auditor
offered  | accept decline | -    | -            | -            | -             | -           | -       | -
accepted | -              | -    | -            | -            | -             | -           | -       | -
declined | -              | -    | -            | -            | -             | -           | -       | -
lapsed   | -              | -    | -            | -            | -             | -           | -       | -
""")  # noqa: E501


@pytest.mark.parametrize("status", OFFERS)
def test_seat_offer(stages, people, mission, status):
    stages.reach("waitlisted")
    mission.seat_rows.filter(number=1).update(taken_at=None)
    [offer] = services.offer_free_seats(mission, now=BEFORE)
    if status == "accepted":
        services.accept_offer(offer, by=people["applicant"], now=BEFORE)
    if status == "declined":
        services.decline_offer(offer, by=people["applicant"], now=BEFORE)
    if status == "lapsed":
        assert services.lapse_offers(now=BEFORE + timedelta(hours=49)) == 1

    def fresh():
        return SeatOffer.objects.select_related("exchange").get()

    assert fresh().status == status
    acts = {
        "accept": lambda by: services.accept_offer(fresh(), by=by, now=LATER),
        "decline": lambda by: services.decline_offer(fresh(), by=by, now=LATER),
    }
    compare(acts, OFFERS[status], people, SEAT_OFFER, fresh())


# --- Change request ------------------------------------------------------------------------------------

CHANGES = read("""
status     | applicant | host | home_manager  | host_manager | third_manager | coordinator | finance | auditor
asked      | take_back | -    | agree decline | -            | -             | -           | -       | -
agreed     | -         | -    | -             | -            | -             | -           | -       | -
declined   | -         | -    | -             | -            | -             | -           | -       | -
taken_back | -         | -    | -             | -            | -             | -           | -       | -
""")


@pytest.mark.parametrize("status", CHANGES)
def test_change(stages, people, status):
    exchange = stages.reach("committed")
    change = services.ask_for_change(
        exchange,
        changes={"last_working_day": date(2023, 11, 16)},
        reason="The fair ends earlier.",
        by=people["applicant"],
        now=BEFORE,
    )
    if status == "agreed":
        services.agree_to_change(change, by=people["home_manager"], now=BEFORE)
    if status == "declined":
        services.decline_change(change, reason="Stay.", by=people["home_manager"], now=BEFORE)
    if status == "taken_back":
        services.take_back_change(change, by=people["applicant"], now=BEFORE)

    def fresh():
        return ChangeRequest.objects.select_related("exchange").get()

    acts = {
        "agree": lambda by: services.agree_to_change(fresh(), by=by, now=LATER),
        "decline": lambda by: services.decline_change(fresh(), reason="No.", by=by, now=LATER),
        "take_back": lambda by: services.take_back_change(fresh(), by=by, now=LATER),
    }
    compare(acts, CHANGES[status], people, CHANGE, fresh())
