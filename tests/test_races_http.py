"""Limited things over HTTP: 64 people press the same buttons of a running portal at the same moment.

Real requests with session and CSRF token, four web processes, SQLite or PostgreSQL. Nothing is overspent,
overbooked or paid twice, nobody sees a server error, and whoever came too late is told so. That the same
races are lost without the guards is shown on the services: test_without_… in tests/exchanges/test_races.py.
"""

from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.exchanges.stages import AFTER, BEFORE, REPORT
from tests.harness.portal import Portal
from tests.http_racers import ACCOUNTS, Browsers

pytestmark = [pytest.mark.deep, pytest.mark.database]

HANDS = 64
START = """
from datetime import timedelta
from clusters.models import Partnership, User
from excite.audit.models import Event
from exchanges import services
from exchanges.models import *
from tests import factories as make
from tests.exchanges.arenas import *
from tests.exchanges.stages import AFTER, BEFORE, SIGNERS

def presses(many, person, path, **fields):
    return [[one.people[person].email, path_of(one) + path, fields] for one in many]

def path_of(one):
    return f"/p/{one.exchange.partnership.slug}/exchanges/{one.exchange.reference}/"
"""
TOO_LATE = "This is not possible any more"


@pytest.fixture
def arena(tmp_path, empty_portal):
    """make(moment): a portal at that moment of its programme; its web starts with the race."""
    made = []

    def make(moment):
        offset = round((moment - datetime.now(UTC)).total_seconds())
        portal = Portal(tmp_path / f"arena{len(made)}", offset=offset, WEB_WORKERS="4")
        made.append(portal)
        return portal.create(template=empty_portal)

    yield make
    for portal in made:
        portal.remove()


def race(portal, code, gone="nowhere"):
    """What everybody was told in the end: nobody saw an error, and nobody who came too late saw nothing."""
    many = portal.ask(START + code + ACCOUNTS)
    if "web" not in portal.children:
        portal.start("web")
    told = Browsers(portal).press(many)
    answers = {
        (one.status, bool(one.words)) for one, press in zip(told, many, strict=True) if gone not in press[1]
    }
    assert answers <= {(200, True), (409, True), (422, True)}, told
    assert {one.status for one in told} <= {200, 404, 409, 422}
    assert "Traceback" not in portal.log("web")
    return told


def heard(told, words):
    return len([one for one in told if words in one.words])


# --- Approvals -----------------------------------------------------------------------------------------

APPROVALS = f"""
many = [application(place) for _ in range({HANDS})]
answer = presses(many, "home_manager", "act/approve/")
"""


def test_64_approvals_on_a_line_for_ten(arena):
    portal = arena(BEFORE)
    told = race(portal, "place = ground(planned_cents=10 * 90_000)" + APPROVALS)
    assert (heard(told, "is approved"), heard(told, "The budget line does not cover")) == (10, HANDS - 10)
    approved = "Exchange.objects.filter(status='approved').count()"
    state = f"answer = [{approved}, BudgetLine.objects.get().reserved_cents]"
    assert portal.ask(START + state) == [10, 10 * 90_000]


def test_64_approvals_on_ten_seats(arena):
    portal = arena(BEFORE)
    told = race(portal, "place = ground(seats=10)" + APPROVALS)
    assert (heard(told, "is approved"), heard(told, "seat")) == (10, HANDS - 10)
    approved = "Exchange.objects.filter(status='approved').count()"
    state = f"answer = [{approved}, Exchange.objects.exclude(seat=None).count()]"
    assert portal.ask(START + state) == [10, 10]


# --- Withdrawals and budget cuts -----------------------------------------------------------------------

WITHDRAWALS = f"""
place = ground(seats={HANDS}, planned_cents={HANDS} * 90_000)
many = [application(place, status="approved") for _ in range({HANDS // 2})]
speaker = many[0].people["applicant"]
for one in many[1:]:
    make.RepresentativeFactory(user=speaker, organisation=one.exchange.visitor)
    one.people["applicant"] = speaker
answer = presses(many, "applicant", "withdraw/") * 2
"""


def test_64_withdrawals_of_32_give_back_what_32_took(arena):
    portal = arena(BEFORE)
    told = race(portal, WITHDRAWALS)
    assert (heard(told, "Withdrawn."), heard(told, TOO_LATE)) == (HANDS // 2, HANDS // 2)
    state = (
        "answer = [BudgetLine.objects.get().used_cents, Exchange.objects.exclude(seat=None).count(),"
        " Event.objects.filter(verb='withdraw').count()]"
    )
    assert portal.ask(START + state) == [0, 0, HANDS // 2]


CUTS = f"""
place = ground(planned_cents=32 * 90_000)
many = [application(place) for _ in range({HANDS // 2})]
answer = presses(many, "home_manager", "act/approve/")
for number in range({HANDS // 2}):
    planned = f"{{900 * number}}.00"
    fields = {{"cluster": place["home"].code, "year": "2023", "planned": planned}}
    slug = place["home"].partnership.slug
    answer.append([place["people"]["coordinator"].email, f"/p/{{slug}}/exchanges/budget/line/", fields])
answer = answer[::2] + answer[1::2]
"""


def test_32_approvals_while_the_line_is_cut_32_times(arena):
    portal = arena(BEFORE)
    told = race(portal, CUTS)
    approved = heard(told, "is approved")
    line = "line = BudgetLine.objects.get()\n"
    state = line + "answer = [line.reserved_cents, line.planned_cents >= line.used_cents]"
    assert portal.ask(START + state) == [approved * 90_000, True]
    assert heard(told, "The line is planned.") + approved < HANDS


# --- Payment batches -----------------------------------------------------------------------------------

GRANTS = 16
BATCHES = f"""
place = ground()
many = [application(place, status="completed") for _ in range({GRANTS})]
names = [one.exchange.reference for one in many]
url = f"/p/{{place['home'].partnership.slug}}/exchanges/batches/"
answer = []
for number in range({HANDS}):
    four = [names[(number + step) % {GRANTS}] for step in range(4)]
    fields = {{"cluster": place["home"].code, "grant": four}}
    answer.append([place["people"]["finance"].email, url, fields])
"""
AUTHORISED = """
for batch in PaymentBatch.objects.all():
    by = User.objects.get(posts__kind="manager", posts__cluster=batch.cluster)
    services.authorise(batch, by=by, now=AFTER)
finance = User.objects.get(posts__kind="finance").email
url = f"/p/{Partnership.objects.get().slug}/exchanges/batches"
answer = [
    [finance, f"{url}/{batch.uuid}/confirm/", {"paid_on": AFTER.date().isoformat()}]
    for batch in PaymentBatch.objects.order_by("pk")
]
answer = (answer * 64)[:64]
"""


def test_64_batches_of_sixteen_grants_pay_each_once(arena):
    portal = arena(AFTER)
    told = race(portal, BATCHES)
    made = heard(told, "is put together")
    batched = "TravelGrant.objects.exclude(batch=None).count()"
    state = f"answer = [PaymentBatch.objects.count(), {batched}]"
    assert portal.ask(START + state) == [made, 4 * made]
    assert heard(told, TOO_LATE) == HANDS - made
    told = race(portal, AUTHORISED)
    assert (heard(told, "is paid"), heard(told, TOO_LATE)) == (made, HANDS - made)
    state = (
        "events = Event.objects.filter(verb='confirm', subject_kind=PaymentBatch.audit_kind).count()\n"
        "paid = TravelGrant.objects.filter(status='paid').count()\n"
        "answer = [paid, events, BudgetLine.objects.get().paid_cents]"
    )
    assert portal.ask(START + state) == [4 * made, made, 4 * made * 90_000]


# --- Every form of an exchange, eight times ------------------------------------------------------------

# Act: from which status, by whom, where, with what typed, and what the one who was first is told.
BEFORE_THE_STAY = {
    "edit": ("draft", "applicant", "save/", {"version": "1"}, "Saved."),
    "delete": ("draft", "applicant", "delete/", {}, "is deleted."),
    "submit": ("draft", "applicant", "submit/", {"version": "1", "declaration_signed": "yes"}, "Submitted."),
    "agree": ("submitted", "host", "host/", {"answer": "agree"}, "Thank you."),
    "approve": ("submitted", "home_manager", "act/approve/", {}, "is approved."),
    "return": ("submitted", "home_manager", "act/return/", {"reason": "Say whom."}, "is back with"),
    "waitlist": ("submitted", "home_manager", "act/waitlist/", {}, "is on the waiting list."),
    "reject": ("submitted", "home_manager", "act/reject/", {"reason_code": "unclear"}, "is rejected."),
    "sign": ("approved", "applicant", "sign/", {"party": "visitor"}, "Signed."),
    "change": ("approved", "applicant", "change/", {"reason": "The train."}, "Asked."),
    "withdraw": ("committed", "applicant", "withdraw/", {}, "Withdrawn."),
    "cancel": ("committed", "home_manager", "act/cancel/", {"reason": "No-show."}, "is cancelled."),
}
AFTER_THE_STAY = {
    "report": ("committed", "applicant", "report/", REPORT | {"hand_in": "yes"}, "Handed in."),
    "validate": ("reported", "home_manager", "act/validate/", {}, "is completed and counts."),
    "ask_again": ("reported", "home_manager", "act/ask_again/", {"reason": "Whom?"}, "has been asked again."),
    "refuse": (
        "reported",
        "home_manager",
        "act/refuse/",
        {"reason": "Nobody went."},
        "The report is refused",
    ),
    "reopen": ("completed", "coordinator", "act/reopen/", {"reason": "A doubt."}, "is open again"),
    "correct": ("completed", "coordinator", "correct/", {"reason": "The ticket."}, "Corrected."),
}
EIGHT_OF_EACH = """
answer = []
for act, (status, person, path, fields, _told) in acts.items():
    place = ground(seats=3)
    make.RejectionReasonFactory(partnership=place["home"].partnership, code="unclear", label="Unclear")
    one = application(place, status="submitted" if status == "draft" else status)
    if status == "draft":
        HostConsent.objects.filter(exchange=one.exchange).delete()
        Exchange.objects.filter(pk=one.exchange.pk).update(status="draft", submitted_at=None)
    if act == "agree":
        HostConsent.objects.filter(exchange=one.exchange).update(status="asked", answered_at=None)
    if act == "waitlist":
        place["mission"].seat_rows.update(taken_at=BEFORE)
    if act == "report":
        one.add_evidence()
    if act == "validate":
        one.accept()
    if path in ("save/", "submit/", "change/", "correct/"):
        make.RegisterEntryFactory(organisation=place["host"], home_cluster=place["hosting"])
        days = ("arrival", "first_working_day", "last_working_day", "departure")
        fields |= {name: str(getattr(one.exchange, name) or "") for name in days}
        fields |= {"departure": str(one.exchange.last_working_day + timedelta(2))}
        fields |= {"host": str(one.exchange.host.uuid), "motivation": "Anew."}
        fields |= {"kind": one.exchange.counted_kind, "size": one.exchange.counted_size}
    answer += presses([one] * 8, person, path, **fields)
"""


# What the acts bring about: a host is asked, grants and signatures follow, a form is saved when handed in.
IN_ITS_WAKE = {
    "BEFORE": ["edit", "ask", "reserve", "release", "release", "lapse", "lapse"],
    "AFTER": ["wrote the report", "fall_due", "release", "suspend"],
}
SINCE = """
answer = list(Event.objects.filter(at__gt={moment}).values_list("verb", flat=True))
"""


@pytest.mark.parametrize("moment,acts", [("BEFORE", BEFORE_THE_STAY), ("AFTER", AFTER_THE_STAY)])
def test_every_form_sent_eight_times_has_one_effect(arena, moment, acts):
    """Saving the same text again is welcome; whoever deletes a draft that is gone does not find it."""
    portal = arena({"BEFORE": BEFORE, "AFTER": AFTER}[moment])
    told = race(portal, f"acts = {acts!r}" + EIGHT_OF_EACH, gone="delete/")
    firsts = {
        act: heard(told[8 * number : 8 * number + 8], words)
        for number, (act, (*_how, words)) in enumerate(acts.items())
    }
    assert firsts == {act: 8 if act == "edit" else 1 for act in acts}
    assert Counter(portal.ask(START + SINCE.format(moment=moment))) == Counter([*acts, *IN_ITS_WAKE[moment]])
