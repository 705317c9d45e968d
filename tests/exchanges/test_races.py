"""Limited things under 64 hands at once: nothing overspent, overbooked or done twice, no server error.

Real processes on a database of their own, SQLite or PostgreSQL. With the guards taken out of the racing
processes the same races are lost.
"""

from collections import Counter

import pytest

from tests.harness.portal import Portal

from .racers import race

pytestmark = [pytest.mark.database, pytest.mark.slow]

HANDS = 64
START = """
from excite.audit.models import Event
from exchanges import services
from exchanges.models import *
from missions.models import *
from tests.exchanges.arenas import *
from tests.exchanges.stages import AFTER, BEFORE, SIGNERS
"""


@pytest.fixture
def arena(tmp_path, empty_portal):
    portal = Portal(tmp_path / "arena").create(template=empty_portal)
    yield portal
    portal.remove()


def run(arena, code, careless=""):
    """How often each outcome came. Every refusal is a sentence, and nobody saw an error."""
    outcomes = race(arena, arena.ask(START + code), careless)
    assert [text for _act, kind, text in outcomes if kind == "error"] == []
    assert all(kind == "done" or len(text) > 20 for _act, kind, text in outcomes)
    return Counter(kind for _act, kind, _text in outcomes), Counter(
        act for act, kind, _text in outcomes if kind == "done"
    )


def without(arena, statement):
    """Take a guard of the database itself away."""
    arena.ask(f'from django.db import connection\nconnection.cursor().execute("{statement}")\nanswer = 1')


# --- Budget --------------------------------------------------------------------------------------------

TEN_GRANTS = f"""
place = ground(planned_cents=10 * 90_000)
many = [application(place) for _ in range({HANDS})]
answer = runners("approve", many, "home_manager")
"""
STATE_OF_THE_LINE = """
line = BudgetLine.objects.get()
answer = [Exchange.objects.filter(status='approved').count(), line.reserved_cents]
"""


def test_64_approvals_on_a_line_for_ten(arena):
    outcomes, _done = run(arena, TEN_GRANTS)
    assert outcomes == {"done": 10, "BudgetExceeded": HANDS - 10}
    assert arena.ask(START + STATE_OF_THE_LINE) == [10, 10 * 90_000]


def test_without_its_guards_the_line_is_overspent(arena):
    if arena.on_servers:
        without(arena, "ALTER TABLE exchanges_budgetline DROP CONSTRAINT budget_line_not_overdrawn")
    outcomes, _done = run(arena, TEN_GRANTS, careless="budget")
    assert outcomes["done"] > 10
    assert arena.ask(START + STATE_OF_THE_LINE)[1] > 10 * 90_000


TWELVE_LINES = """
one = application(ground(planned_cents=0))
answer = [
    runner for year in range(2031, 2043)
    for runner in runners("plan", [one] * 2, "coordinator", year=year, cents=20_000_000)
]
"""


def test_lines_planned_at_once_stay_within_the_grant(arena):
    """Twelve lines, each asked for twice, and a grant for five of them."""
    outcomes, _done = run(arena, TWELVE_LINES)
    assert outcomes == {"done": 10, "CeilingExceeded": 14}
    state = (
        "from clusters.models import Partnership\n"
        "answer = [sum(line.planned_cents for line in BudgetLine.objects.all()),"
        " Partnership.objects.get().planned_cents]"
    )
    assert arena.ask(START + state) == [100_000_000, 100_000_000]


# --- Seats ---------------------------------------------------------------------------------------------

TEN_SEATS = f"""
place = ground(seats=10)
many = [application(place) for _ in range({HANDS})]
answer = runners("approve", many, "home_manager")
"""


def test_64_approvals_on_ten_seats(arena):
    outcomes, _done = run(arena, TEN_SEATS)
    assert outcomes == {"done": 10, "MissionFull": HANDS - 10}
    state = (
        "answer = [Exchange.objects.filter(status='approved').exclude(seat=None).count(),"
        " Seat.objects.exclude(taken_at=None).count()]"
    )
    assert arena.ask(START + state) == [10, 10]


def test_without_its_guards_the_mission_is_overbooked(arena):
    outcomes, _done = run(arena, TEN_SEATS, careless="seats")
    assert outcomes["done"] > 10


# --- One visit -----------------------------------------------------------------------------------------

SAME_VISITOR = """
places = [ground() for _ in range(8)]
visitor = member(*[place["home"] for place in places])
many = [application(place, visitor=visitor) for place in places]
answer = runners("approve", many, "home_manager")
"""


def test_eight_partnerships_approve_the_same_visitor(arena):
    """They share no lock: the constraint has the last word, and says it as a sentence."""
    outcomes, _done = run(arena, SAME_VISITOR)
    assert outcomes == {"done": 1, "AlreadyVisited": 7}


def test_without_the_constraint_it_visits_more_than_once(arena):
    without(arena, "DROP INDEX exchange_visits_once")
    outcomes, _done = run(arena, SAME_VISITOR, careless="visits_once")
    assert outcomes["done"] > 1


# --- The same act eight times at once ------------------------------------------------------------------

ONE_OF_EIGHT = {
    "approve": ("submitted", "home_manager", 90_000),
    "withdraw": ("committed", "applicant", 0),
    "cancel": ("committed", "home_manager", 0),
    "sign_visitor": ("approved", "applicant", 90_000),
    "validate": ("reported", "home_manager", 90_000),
    "reopen": ("completed", "coordinator", 90_000),
    "make_batch": ("completed", "finance", 90_000),
}
EIGHT_EACH = f"""
answer = []
for act, (status, person, _cents) in {ONE_OF_EIGHT}.items():
    one = application(ground(seats=3), status=status)
    if act == "validate":
        one.accept()
    answer += runners(act, [one] * 8, person)
"""


def test_eight_times_at_once_is_once(arena):
    _outcomes, done = run(arena, EIGHT_EACH)
    assert done == dict.fromkeys(ONE_OF_EIGHT, 1)
    state = (
        "lines = BudgetLine.objects.order_by('pk')\n"
        "verbs = ['approve', 'withdraw', 'cancel', 'validate', 'reopen']\n"
        "counts = [Event.objects.filter(verb=verb, subject_kind='exchange').count() for verb in verbs]\n"
        "answer = [[line.used_cents for line in lines], counts, Signature.objects.count(),"
        " PaymentBatch.objects.count()]"
    )
    used, events, signatures, batches = arena.ask(START + state)
    assert used == [cents for _status, _person, cents in ONE_OF_EIGHT.values()]
    # Six of the seven were approved and two validated on the way, five signed by all four.
    assert events == [7, 1, 1, 3, 1]
    assert (signatures, batches) == (5 * 4 + 1, 1)


def test_a_batch_confirmed_eight_times_at_once_is_paid_once(arena):
    outcomes, _done = run(
        arena,
        "one = application(ground(), status='completed')\n"
        "grants, by = [one.exchange.grant], one.people['finance']\n"
        "batch = services.make_batch(one.exchange.home_cluster, grants=grants, by=by, now=AFTER)\n"
        "services.authorise(batch, by=one.people['home_manager'], now=AFTER)\n"
        "answer = runners('confirm', [one] * 8, 'finance')",
    )
    assert outcomes == {"done": 1, "WrongStatus": 7}
    line = "line = BudgetLine.objects.get()\nanswer = [line.paid_cents, line.used_cents]"
    assert arena.ask(START + line) == [90_000, 90_000]


def test_the_same_file_sent_eight_times_at_once_is_one_item(arena):
    outcomes, _done = run(
        arena,
        "one = application(ground(), status='committed')\n"
        "answer = runners('add_evidence', [one] * 8, 'applicant')",
    )
    assert outcomes == {"done": 8}
    assert arena.ask(START + "answer = Evidence.objects.count()") == 1
    assert len(list(arena.folder.glob("media/**/*.pdf"))) == 1


def test_four_parties_sign_at_once(arena):
    outcomes, done = run(
        arena,
        "one = application(ground(), status='approved')\n"
        "answer = [runner for party, person in SIGNERS.items()"
        " for runner in runners(f'sign_{party}', [one] * 2, person)]",
    )
    assert set(done.values()) == {1}
    assert outcomes["done"] == 4
    assert arena.ask(START + "answer = [Exchange.objects.get().status, Signature.objects.count()]") == [
        "committed",
        4,
    ]


# --- Everything at once --------------------------------------------------------------------------------

STORM = """
place = ground(planned_cents=24 * 90_000, seats=12)
approved = [application(place, status="approved") for _ in range(6)]
committed = [application(place, status="committed") for _ in range(6)]
new = [application(place) for _ in range(16)]
for one in new[:4]:
    services.waitlist(one.exchange, by=one.people["home_manager"], now=BEFORE)
answer = (
    runners("approve", new, "home_manager")
    + runners("withdraw", approved, "applicant")
    + runners("cancel", committed, "coordinator")
    + runners("accept_offer", new[:4], "applicant")
    + runners("lapse_offers", new[:4], "coordinator")
    + runners("plan", new[:8], "coordinator", cents=14 * 90_000)
    + runners("cancel_mission", new[:1], "coordinator")
)
"""
TRUTH = """
line = BudgetLine.objects.get()
grants = TravelGrant.objects.filter(status__in=BudgetLine.STATES)
seats = list(Exchange.objects.exclude(seat=None).values_list("seat", flat=True))
offers = SeatOffer.objects.filter(status__in=["offered", "accepted"], exchange__status="waitlisted")
seats += list(offers.values_list("seat", flat=True))
answer = {
    "booked": line.used_cents == sum(grants.values_list("amount_cents", flat=True)),
    "within": line.left_cents >= 0,
    "seats": sorted(seats) == sorted(Seat.objects.exclude(taken_at=None).values_list("pk", flat=True)),
    "free": not Exchange.objects.exclude(status__in=Exchange.COUNTS_AS_VISIT).exclude(seat=None).exists(),
}
"""


def test_everything_at_once_leaves_the_books_true_and_nobody_waits_for_ever(arena):
    """Approvals, withdrawals, cancellations, offers, cuts and a cancelled mission: no deadlock, no error."""
    outcomes = race(arena, arena.ask(START + STORM))
    errors = [text for _act, kind, text in outcomes if kind == "error"]
    # Who answers an offer that was never made has no page to do so.
    assert [text for text in errors if "SeatOffer matching query" not in text] == []
    assert arena.ask(START + TRUTH) == dict.fromkeys(["booked", "within", "seats", "free"], True)
