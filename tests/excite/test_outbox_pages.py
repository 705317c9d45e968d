"""The pages of the outbox: my mails, those of my records, and the demo's mailbox."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from excite import jobs, outbox, waiting, worker
from excite.audit.models import Event
from excite.outbox.models import Mail
from tests.parcels.models import Parcel

pytestmark = pytest.mark.django_db

NOON = datetime(2023, 9, 13, 10, tzinfo=UTC)


def post(to=None, subject=None, **fields):
    fields = {"purpose": "parcel.sent", "context": {"what": "x", "sentence": "y"}} | fields
    return outbox.post(to=to, subject=subject, now=NOON, **fields)


def shown(response):
    return list(response.context["page"].object_list)


@pytest.fixture
def mails(exchange, partnership, other_partnership, applicant):
    """One of each: to the applicant, about the exchange, of the partnership, of another, of nobody."""
    return {
        "to_applicant": post(applicant),
        "exchange": post(subject=exchange, address="a@example.org"),
        "partnership": post(subject=Parcel(pk=1, partnership_id=partnership.pk), address="a@example.org"),
        "foreign": post(subject=Parcel(pk=2, partnership_id=other_partnership.pk), address="a@example.org"),
        "nobodys": post(address="a@example.org"),
    }


# Person → the mails that are shown, and those that can be held.
PEOPLE = {
    "applicant": ({"to_applicant"}, set()),
    "coordinator": ({"exchange", "partnership"}, {"exchange", "partnership"}),
    "auditor": ({"exchange", "partnership"}, set()),
    "finance": (set(), set()),
    "home_manager": ({"exchange"}, set()),
    "host_manager": ({"exchange"}, set()),
    "third_manager": (set(), set()),
    "host": (set(), set()),
    "stranger": (set(), set()),
    "outsider": (set(), set()),
    "administrator": (
        {"to_applicant", "exchange", "partnership", "foreign", "nobodys"},
        {"to_applicant", "exchange", "partnership", "foreign", "nobodys"},
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_reads_and_who_holds(client, people, mails, name):
    readable, held = PEOPLE[name]
    client.force_login(people[name])
    assert set(shown(client.get("/mails/"))) == {mails[mail] for mail in readable}
    for mail in mails:
        answer = client.get(f"/mails/{mails[mail].uuid}/")
        assert answer.status_code == (200 if mail in readable else 404)
        done = client.post(f"/mails/{mails[mail].uuid}/hold/")
        assert done.status_code == (302 if mail in held else 403 if mail in readable else 404)
    now_held = set(Mail.objects.held())
    assert now_held == {mails[mail] for mail in held}
    assert Event.objects.filter(verb="hold").count() == len(held)


def test_foreign_and_missing_look_alike(client, outsider, mails):
    client.force_login(outsider)
    for method in (client.get, client.post):
        foreign = method(f"/mails/{mails['foreign'].uuid}/hold/")
        missing = method(f"/mails/{uuid.uuid4()}/hold/")
        assert foreign.status_code == missing.status_code


def test_pages_need_a_login(client, mails):
    for path in ["/mails/", f"/mails/{mails['nobodys'].uuid}/"]:
        assert client.get(path).status_code == 302


def test_acts_are_sent_and_said(client, administrator, mails):
    client.force_login(administrator)
    mail = mails["nobodys"]
    held = client.post(f"/mails/{mail.uuid}/hold/", follow=True)
    assert [str(message) for message in held.context["messages"]] == [
        "This mail is held. Nobody gets it until you send or drop it."
    ]
    assert [action.name for action in held.context["actions"]] == ["release", "drop"]
    again = client.post(f"/mails/{mail.uuid}/hold/", follow=True)
    assert "not possible any more" in str(list(again.context["messages"])[0])
    client.post(f"/mails/{mail.uuid}/drop/")
    assert Mail.objects.get(pk=mail.pk).status == "cancelled"
    assert client.post(f"/mails/{mail.uuid}/burn/").status_code == 404
    assert client.get(f"/mails/{mail.uuid}/hold/").status_code == 405


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=queued", 5),
        ("status=held", 0),
        ("search=a@example", 4),
        ("search=%25", 0),
        ("whose=mine", 0),
        ("status=nonsense&page=99", 5),
    ],
)
def test_mails_are_found(client, administrator, mails, query, expected):
    client.force_login(administrator)
    assert len(shown(client.get(f"/mails/?{query}"))) == expected


def test_secrets_are_shown_to_nobody(client, applicant, administrator):
    mail = post(applicant, secret_value="123456")
    for person in (applicant, administrator):
        client.force_login(person)
        page = client.get(f"/mails/{mail.uuid}/").content.decode()
        assert "••••••" in page
        assert "123456" not in page


def test_a_mail_is_shown_as_text(client, applicant):
    mail = post(applicant, context={"what": "<script>alert(1)</script>", "sentence": "y", "url": "/p/x/"})
    client.force_login(applicant)
    page = client.get(f"/mails/{mail.uuid}/").content.decode()
    assert "<script>alert" not in page
    assert '<a href="https://testserver/p/x/"' in page


def test_empty_pages(client, applicant):
    client.force_login(applicant)
    assert "No mails yet" in client.get("/mails/").content.decode()
    assert "Nothing fits" in client.get("/mails/?search=x").content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(client, coordinator, exchange, nothing_waits, django_assert_num_queries, rows):
    for _ in range(rows):
        post(subject=exchange, address="a@example.org")
    client.force_login(coordinator)
    client.get("/mails/")  # the first page of a session also notes the session
    with django_assert_num_queries(LIST_QUERIES):
        assert len(shown(client.get("/mails/"))) == rows


LIST_QUERIES = 6


def test_stuck_mails_wait_for_their_keepers(people, exchange):
    for number in range(3):
        mail = post(subject=exchange, address="a@example.org")
        Mail.objects.filter(pk=mail.pk).update(status="failed", posted_at=NOON - timedelta(days=number))
    post(people["applicant"])

    def tasks(name):
        found = waiting.for_user(people[name], today=NOON.date(), now=NOON)
        return [(task.title, task.url, task.since) for task in found if task.kind == "mail"]

    expected = [("See to 3 mails that did not leave", "/mails/?status=failed", NOON - timedelta(days=2))]
    assert tasks("coordinator") == expected
    assert tasks("administrator") == expected
    assert [tasks(name) for name in ["auditor", "home_manager", "applicant", "stranger"]] == [[]] * 4


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_the_demos_mailbox_shows_what_reached_its_readers(client, demo, applicant):
    mail = post(applicant, secret_value="123456")
    worker.perform(jobs.claim(Mail, mail.pk))
    assert shown(client.get("/mails/demo/")) == [mail]
    page = client.get(f"/mails/demo/{mail.uuid}/").content.decode()
    assert "Code: 123456" in page
    assert client.get(f"/mails/demo/{uuid.uuid4()}/").status_code == 404


def test_when_a_code_is_gone_the_mail_is_still_shown(client, demo, applicant):
    mail = post(applicant, secret="once")
    assert "••••••" in client.get(f"/mails/demo/{mail.uuid}/").content.decode()


def test_without_the_demo_there_is_no_such_mailbox(client, applicant):
    mail = post(applicant)
    for path in ["/mails/demo/", f"/mails/demo/{mail.uuid}/"]:
        assert client.get(path).status_code == 404
        client.force_login(applicant)
    with pytest.raises(RuntimeError):
        Mail.for_the_demo()
