"""The demonstration: what is in it, that it opens nothing elsewhere, and that it carries a whole exchange."""

import io
from collections import Counter
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from clusters.models import Organisation, Partnership, User
from exchanges.models import BudgetLine, Evidence, Exchange, HostConsent, PaymentBatch
from exchanges.services import (
    AlreadyVisited,
    accept_evidence,
    add_evidence,
    agree_to_change,
    agreement_of,
    answer_host,
    approve,
    assess,
    confirm,
    hand_in,
    recover,
    save,
    save_report,
    sign,
    start,
    submit,
    validate,
)
from exchanges.services.imports import import_history
from excite import waiting
from excite.audit.models import Event
from excite.demo import load_demo
from excite.demo.moments import at
from excite.outbox.models import Mail
from excite.programme import load_programme
from excite.uploads import Checked
from missions.models import Mission
from reporting.models import Report
from reporting.services.reports import freeze
from tandems.models import Tandem

from .. import factories as make
from .sheets import DATA

pytestmark = pytest.mark.django_db

ACCOUNTS = ["sme", "host", "manager", "hostmanager", "coordinator", "finance", "auditor", "admin"]
MORNING = at("2023-09-13")


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration without PDFs, loaded once; what a test does to it is undone after the test.

    The tests that need an empty database stand before those that use it.
    """
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        list(load_demo(pdf=False))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(loaded, db):
    """By the first word of the address."""
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


@pytest.fixture
def excite(loaded, db):
    return Partnership.objects.get(slug="excite")


# --- Where it may be -----------------------------------------------------------------------------------


def test_it_is_loaded_in_demo_mode_only(settings):
    assert not settings.DEMO
    with pytest.raises(CommandError, match="Demo mode is off"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.parametrize("maker", [make.UserFactory, make.PartnershipFactory])
def test_it_is_loaded_into_an_empty_database_only(demo_mode, maker):
    maker()
    with pytest.raises(CommandError, match=r"needs an empty one.*--fresh"):
        call_command("load_demo")
    assert not Exchange.objects.exists()


def test_the_command_tells_what_came_in(demo_mode):
    out = io.StringIO()
    call_command("load_demo", without_pdf=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert "EXCITE, exchanges: 74 new, 0 known" in lines
    assert lines[-2:] == [
        "EXCITE 2023-07-31: 60 exchanges (incl. 27 SMEs), frozen.",
        "EXCITE 2023-08-31: 60 exchanges (incl. 27 SMEs).",
    ]


# --- What is in it -------------------------------------------------------------------------------------


def test_the_accounts_sign_in_with_the_known_password(people, rf):
    for name in ACCOUNTS:
        user = authenticate(rf.post("/"), email=f"{name}@demo.example", password="excite-demo")
        assert user == people[name]
        assert user.is_demo and user.emailaddress_set.get().verified
    assert [user.email for user in User.objects.filter(is_staff=True)] == ["admin@demo.example"]


def test_each_holds_the_posts_that_it_is_named_for(people, excite):
    def codes(user):
        return sorted(excite.clusters.filter(pk__in=user.standing.manages).values_list("code", flat=True))

    assert codes(people["manager"]) == ["silicon-saxony"]
    assert codes(people["hostmanager"]) == ["pole-scs"]
    assert excite.pk in people["coordinator"].standing.coordinates
    assert excite.pk in people["finance"].standing.finances
    assert excite.pk in people["auditor"].standing.audits
    assert not people["admin"].standing.staffs
    speaks = Organisation.objects.filter(pk__in=people["sme"].standing.represents).for_list()
    assert [str(organisation) for organisation in speaks] == ["Heidenau Vision GmbH", "Weißeritz ICT Cluster"]
    every = excite.clusters.exclude(posts__kind="manager")
    assert list(every) == []


def test_excite_is_exactly_the_data(excite):
    assert excite.exchanges.count() == 74
    assert excite.missions.filter(status=Mission.Status.PUBLISHED).count() == 3
    for until, total in [("2022-06-30", (7, 1)), ("2023-01-31", (38, 19)), ("2023-07-31", (60, 27))]:
        counted = excite.exchanges.completed().until(date.fromisoformat(until))
        assert (counted.count(), counted.filter(counted_kind="sme").count()) == total


def test_the_same_files_again_change_nothing(excite):
    _partnership, tally = load_programme(DATA / "partnership.json", by=None, now=MORNING)
    assert +tally.added == Counter()
    assert tally.notes == []
    outcome = import_history(
        excite,
        organisations_file=DATA / "organisations.csv",
        exchanges_file=DATA / "exchanges.csv",
        by=None,
        now=MORNING,
    )
    assert (outcome.faults.kept, outcome.warnings.kept, outcome.changed) == ([], [], False)


def test_lines_leave_room_and_stay_within_the_grant(excite):
    lines = BudgetLine.objects.filter(partnership=excite)
    assert lines.count() == 18
    assert all(line.left_cents > 0 for line in lines)
    assert excite.planned_cents == 7_550_000 < excite.grant_ceiling_cents


def test_one_mission_has_evidence_that_opens(excite):
    items = Evidence.objects.select_related("exchange__mission", "kind")
    assert {item.exchange.mission.name for item in items} == {"Silicon Saxony Day"}
    assert Counter(item.status for item in items) == {"accepted": 19, "offered": 5}
    assert {item.content_type for item in items} == {"application/pdf", "image/jpeg"}
    reports = Exchange.objects.exclude(closing_report=None)
    assert Counter(reports.values_list("status", flat=True)) == {"completed": 8, "reported": 2}
    waiting = Exchange.objects.get(partnership=excite, reference="CXC-0063")
    kinds = waiting.evidence.filter(status="offered").values_list("kind__code", flat=True)
    assert {"attendance", "travel"} <= set(kinds)


def test_tandems_of_every_kind(excite):
    tandems = Tandem.objects.filter(partnership=excite).order_by("reference")
    assert list(tandems.values_list("reference", "status")) == [
        ("LT-01", "closed"),
        ("LT-02", "running"),
        ("LT-03", "running"),
        ("LT-04", "proposed"),
    ]
    assert tandems.counted().count() == 3


def test_periods_one_to_three_are_frozen(excite):
    reports = Report.objects.filter(partnership=excite).order_by("until")
    assert reports.last().status == "ready" and reports.last().headline == "60 exchanges (incl. 27 SMEs)"
    reports = reports.exclude(period=None)
    assert list(reports.values_list("period__number", "status", "headline")) == [
        (1, "frozen", "7 exchanges (incl. 1 SME)"),
        (2, "frozen", "38 exchanges (incl. 19 SMEs)"),
        (3, "frozen", "60 exchanges (incl. 27 SMEs)"),
    ]
    assert all(report.files.count() == 3 for report in reports)


def test_nothing_in_it_lies_ahead(loaded):
    assert not Event.objects.filter(at__gt=MORNING).exists()
    assert not Mail.objects.filter(posted_at__gt=MORNING).exists()


# --- Each lands on work --------------------------------------------------------------------------------

# What each of README's eight finds in EXCITE on that morning: the kind of task, and the record.
DESKS = {
    "sme": [("exchange.returned", "CXC-0070")],
    "host": [("exchange.consent", "CXC-0069")],
    "manager": [
        ("tandem", "LT-02"),
        ("exchange.change", "CXC-0071"),
        ("tandem", "LT-04"),
        ("membership", "Silicon Saxony"),
    ],
    "hostmanager": [("exchange.look", "CXC-0069"), ("exchange.validate", "CXC-0063")],
    "coordinator": [("mail", ""), ("report.check", "EXCITE")],
    "finance": [("grant.recover", "CXC-0054")],
    "auditor": [("report.read", "EXCITE")] * 3,
    "admin": [("mail", "")],
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_each_desk_holds_work_that_opens(client, demo_mode, people, name):
    tasks = waiting.for_user(people[name], today=MORNING.date(), now=MORNING)
    ours = [task for task in tasks if "/p/harbour/" not in task.url]
    assert sorted((task.kind, task.record) for task in ours) == sorted(DESKS[name])
    client.force_login(people[name])
    assert {task.url: client.get(task.url).status_code for task in tasks} == dict.fromkeys(
        (task.url for task in tasks), 200
    )


def test_work_waits_for_each(people, excite):
    def mine(**conditions):
        return Exchange.objects.filter(partnership=excite, **conditions)

    returned = mine(status="returned").get()
    assert (returned.reference, "applicant" in returned.roles_of(people["sme"])) == ("CXC-0070", True)
    asked = HostConsent.objects.get(status="asked", exchange__reference="CXC-0069")
    assert (asked.reference, "host" in asked.roles_of(people["host"])) == ("CXC-0069", True)
    assert Mail.objects.filter(recipient=people["host"], purpose="exchange.host_asked").count() == 1
    submitted = mine(status="submitted", reference="CXC-0069").with_people().get()
    assert "home_manager" in submitted.roles_of(people["hostmanager"])
    reported = mine(status="reported", reference="CXC-0063").with_people().get()
    assert "home_manager" in reported.roles_of(people["hostmanager"])
    membership = Organisation.objects.get(name="Blasewitz Microfluidics GmbH").memberships.get()
    assert (membership.status, "home_manager" in membership.roles_of(people["manager"])) == ("asked", True)
    proposed = Tandem.objects.get(status="proposed")
    assert "answerer" in proposed.roles_of(people["manager"])
    batch = PaymentBatch.objects.get()
    assert (batch.status, batch.grants.count()) == ("authorised", 2)
    assert "finance" in batch.roles_of(people["finance"])
    assert Report.objects.visible_to(people["auditor"]).frozen().count() == 3
    assert Mail.objects.exists()


def get(reference):
    return Exchange.objects.with_people().get(partnership__slug="excite", reference=reference)


def test_the_question_can_be_answered_and_the_application_approved(people):
    exchange = get("CXC-0070")
    changes = {
        "wanted_meetings": "Narew's export circle, and two toolmakers.",
        "expected_outcome": "Ten names.",
    }
    save(exchange, changes=changes, version=exchange.version, by=people["sme"], now=MORNING)
    submit(get("CXC-0070"), declared=True, by=people["sme"], now=MORNING)
    answer_host(get("CXC-0070").consent, agree=True, by=people["host"], now=MORNING)
    approve(get("CXC-0070"), by=people["manager"], now=MORNING)
    assert get("CXC-0070").grant.amount_cents == 61_000


def test_the_host_agrees_and_the_old_declaration_is_for_the_manager_to_waive(people):
    answer_host(get("CXC-0069").consent, agree=True, by=people["host"], now=MORNING)
    exchange = get("CXC-0069")
    assert [light.rule for light in assess(exchange, today=MORNING.date()).waivable] == ["self_declaration"]
    reason = {"self_declaration": "The accounts of 2022 were shown to me."}
    approve(exchange, waivers=reason, by=people["hostmanager"], now=MORNING)
    assert get("CXC-0069").status == "approved"


def test_the_report_can_be_validated(people):
    for item in get("CXC-0063").evidence.select_related("exchange"):
        accept_evidence(item, by=people["hostmanager"], now=MORNING)
    validate(get("CXC-0063"), by=people["hostmanager"], now=MORNING)
    exchange = get("CXC-0063")
    assert (exchange.status, exchange.grant.status) == ("completed", "due")


def test_the_change_can_be_agreed_to(people, excite):
    change = get("CXC-0071").changes.get()
    agree_to_change(change, by=people["manager"], now=MORNING)
    exchange = get("CXC-0071")
    assert (exchange.departure, exchange.grant.amount_cents) == (date(2023, 11, 17), 41_500)


def test_the_money_that_comes_back_leaves_the_figure_as_it_is(people, excite):
    grant = get("CXC-0054").grant
    recover(grant, by=people["finance"], now=MORNING)
    assert grant.status == "recovered"
    assert excite.exchanges.completed().until(date(2023, 7, 31)).count() == 60


def test_the_report_can_be_frozen(people):
    report = freeze(Report.objects.get(status="ready"), by=people["coordinator"], now=MORNING)
    assert (report.status, report.headline) == ("frozen", "60 exchanges (incl. 27 SMEs)")


def test_the_payment_can_be_confirmed_by_the_second_person(people):
    batch = confirm(PaymentBatch.objects.get(), paid_on=MORNING.date(), by=people["finance"], now=MORNING)
    assert set(batch.grants.values_list("status", flat=True)) == {"paid"}


# --- The second partnership ----------------------------------------------------------------------------


def test_partnerships_do_not_see_each_other(people, excite):
    ours = {"manager", "hostmanager", "coordinator", "auditor", "dti", "bhv", "gaia", "mazovia"}
    for name in ours:
        seen = Exchange.objects.visible_to(people[name]).values_list("partnership__slug", flat=True)
        assert set(seen) == {"excite"}, name
    seen = Exchange.objects.visible_to(people["harbour"]).values_list("partnership__slug", flat=True)
    assert (set(seen), len(seen)) == ({"harbour"}, 7)


def test_a_visit_in_excite_bars_one_in_the_second_without_saying_where(people):
    second = Exchange.objects.with_people().get(partnership__slug="harbour", reference="CXC-0007")
    first = Exchange.objects.get(partnership__slug="excite", visitor=second.visitor)
    assert (first.reference, first.status) == ("CXC-0013", "completed")
    light = next(light for light in assess(second, today=MORNING.date()).stops if light.rule == "visits_once")
    assert "EXCITE" not in str(light.sentence)
    with pytest.raises(AlreadyVisited):
        approve(second, by=people["harbour"], now=MORNING)


# --- A whole exchange ----------------------------------------------------------------------------------


def test_a_newcomer_carries_an_exchange_from_application_to_the_figure(people, excite):
    sme, host, manager = people["sme"], people["host"], people["manager"]
    visitor = Organisation.objects.get(name="Heidenau Vision GmbH")
    mission = Mission.objects.get(slug="mazovia-industry-mission")
    exchange = start(partnership=excite, visitor=visitor, mission=mission, by=sme, now=MORNING)
    assert exchange.reference == "CXC-0075"
    words = dict.fromkeys(["motivation", "expected_outcome", "wanted_meetings"], "Cameras for inspection.")
    names = {"traveller_name": "Lena Vogt", "traveller_email": "sme@demo.example"}
    changes = {"host": Organisation.objects.get(name="Narew Mobility Cluster")} | words | names
    save(exchange, changes=changes, version=exchange.version, by=sme, now=MORNING)
    exchange = Exchange.objects.with_people().get(pk=exchange.pk)
    assert assess(exchange, today=MORNING.date(), now=MORNING, declared=True).waivable == ()
    submit(exchange, declared=True, by=sme, now=MORNING)
    consent = HostConsent.objects.select_related("exchange").get(exchange=exchange)
    answer_host(consent, agree=True, by=host, now=at("2023-09-14"))
    exchange = Exchange.objects.with_people().get(pk=exchange.pk)
    approve(exchange, by=manager, now=at("2023-09-15"))
    assert (exchange.grant.amount_cents, exchange.grant.line.year) == (61_000, 2024)
    parties = {"visitor": sme, "host": host, "home_cluster": manager, "host_cluster": people["mazovia"]}
    for party, person in parties.items():
        sign(exchange, party=party, by=person, now=at("2023-09-18"))
    assert (exchange.status, agreement_of(exchange).status) == ("committed", "signed")
    after = at("2024-01-22")
    for code in ("attendance", "travel"):
        paper = Checked(b"%PDF-1.4 " + code.encode() + b" %%EOF", f"{code}.pdf", "application/pdf")
        add_evidence(exchange, kind=excite.evidence_kinds.get(code=code), upload=paper, by=sme, now=after)
    told = dict.fromkeys(["activities", "learnt", "next_steps"], "Much.") | {"arranged_meetings": 3}
    save_report(exchange, changes=told, by=sme, now=after)
    hand_in(exchange, by=sme, now=after)
    for item in exchange.evidence.all():
        accept_evidence(item, by=manager, now=at("2024-01-24"))
    validate(exchange, by=manager, now=at("2024-01-24", "10:00"))
    counted = excite.exchanges.completed().until(date(2024, 1, 31))
    assert (counted.count(), counted.filter(counted_kind="sme").count()) == (61, 28)
    assert BudgetLine.objects.get(pk=exchange.grant.line_id).due_cents == 61_000
