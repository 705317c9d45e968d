"""Mails as rows: posted with the act, sent at most once in the reader's language, kept without secrets."""

from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.db.models import Q
from django.utils import timezone

from excite import jobs, outbox, worker
from excite.audit.models import Event
from excite.outbox import emails, registry, services
from excite.outbox.models import Mail
from excite.sentences import Country, Sentence
from excite.workflow import NotAllowed, WrongStatus
from tests.harness.mail_server import mail_server
from tests.harness.services import free_port
from tests.parcels.models import Parcel
from tests.people import person

pytestmark = pytest.mark.django_db

NOON = datetime(2023, 9, 13, 10, tzinfo=UTC)
SOMEWHERE = Sentence("it goes to %(country)s", country=Country("DE"))


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "_scopes", [])
    monkeypatch.setattr(registry, "_keepers", [])
    monkeypatch.setattr(registry, "_secrets", dict(registry._secrets))


@pytest.fixture
def reader():
    return person("reader")


@pytest.fixture
def parcel():
    return Parcel.objects.create(reference="PAR-0001", partnership_id=7)


@pytest.fixture
def server(settings):
    """A real mail server, to which mails go."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def post(reader=None, **fields):
    fields = {"purpose": "parcel.sent", "context": {"what": 'Fish & "chips"', "sentence": SOMEWHERE}} | fields
    return outbox.post(to=reader, now=NOON, **fields)


def send(mail):
    claimed = jobs.claim(Mail, mail.pk)
    if claimed:
        worker.perform(claimed)
    mail.refresh_from_db()
    return mail


def test_a_mail_is_a_row_first(reader, parcel):
    writer = person("writer")
    mail = post(reader, subject=parcel, by=writer)
    mail = Mail.objects.get(pk=mail.pk)
    assert (mail.status, mail.recipient, mail.address, mail.name) == (
        "queued",
        reader,
        reader.email,
        "Reader",
    )
    assert (mail.requested_by, mail.posted_at, mail.language) == (writer, NOON, "en")
    assert (mail.subject_kind, mail.subject_id, mail.reference) == ("parcel", str(parcel.pk), "PAR-0001")
    assert mail.partnership_id == 7
    assert django_mail.outbox == []


def test_it_is_sent_after_the_commit(reader, monkeypatch, django_capture_on_commit_callbacks):
    messages = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *message, **_: messages.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        mail = post(reader)
        assert messages == []
    assert messages == [("excite.jobs.run", ["outbox.Mail", mail.pk])]


def test_a_mail_as_it_is_read(reader, parcel):
    mail = send(
        post(reader, subject=parcel, context={"what": "A & B", "sentence": SOMEWHERE, "url": "/p/x/"})
    )
    assert (mail.status, mail.get_status_display(), mail.subject) == (
        *["done", "Sent", "Language: PAR-0001 is on its way"],
    )
    [message] = django_mail.outbox
    assert (message.to, message.subject) == (["reader@example.org"], mail.subject)
    assert message.body == mail.text
    lines = message.body.splitlines()
    assert lines[:5] == [
        *["Dear Reader,", "", '"A & B" is on its way; it goes to Germany.', "", "https://testserver/p/x/"]
    ]
    [html] = message.alternatives
    assert html.mimetype == "text/html"
    assert "&quot;A &amp; B&quot; is on its way" in html.content
    assert '<a href="https://testserver/p/x/"' in html.content
    assert message.extra_headers["Message-ID"] == f"<{mail.uuid}.1@testserver>"


def test_it_speaks_the_readers_language_not_the_senders(reader):
    reader.language = "de"
    assert "it goes to Deutschland" in send(post(reader)).text


@pytest.mark.parametrize(
    ("language", "country"), [("de", "Deutschland"), ("bg", "Германия"), ("", "Germany"), ("xx", "Germany")]
)
def test_an_address_without_an_account(language, country):
    mail = send(post(address="host@example.org", name="Ona\r\nBcc: x@example.org", language=language))
    assert (mail.recipient, mail.name) == (None, "Ona Bcc: x@example.org")
    assert country in mail.text
    assert django_mail.outbox[0].recipients() == ["host@example.org"]


def test_a_subject_stays_one_line(parcel):
    parcel.reference = "PAR\r\nBcc: x@example.org"
    assert send(post(address="a@example.org", subject=parcel)).subject == (
        "Language: PAR Bcc: x@example.org is on its way"
    )


def test_the_same_key_is_the_same_mail(reader):
    first = post(reader, key="reminder-1")
    assert post(reader, key="reminder-1", context={"what": "other"}) == first
    assert post(reader, key="reminder-2") != first
    assert Mail.objects.get(key="reminder-1").context["what"] == 'Fish & "chips"'


def test_sending_twice_sends_once(reader):
    mail = post(reader)
    for _ in range(8):
        send(mail)
    assert len(django_mail.outbox) == 1


def test_secrets_are_put_in_at_sending_and_kept_nowhere(reader):
    @outbox.secret("door")
    def make(mail):
        return f"sesame-{mail.pk}"

    mail = post(reader, secret="door")
    assert f"Code: {emails.MASK}" in emails.as_shown(mail).text
    send(mail)
    secret = f"sesame-{mail.pk}"
    assert secret in django_mail.outbox[0].body
    row = Mail.objects.filter(pk=mail.pk).values().get()
    assert secret not in str(row)
    assert f"Code: {emails.MASK}" in row["text"]


def test_a_code_lives_outside_the_row_and_not_for_long(reader):
    from django.core.cache import cache

    mail = post(reader, secret_value="123456")
    late = post(reader, secret_value="654321")
    cache.delete(emails.secret_slot(late))
    assert "123456" not in str(Mail.objects.filter(pk=mail.pk).values().get())
    assert "Code: 123456" in (send(mail), django_mail.outbox[0].body)[1]
    assert (send(late).status, len(django_mail.outbox)) == ("failed", 1)
    assert "expired" in late.error


def test_a_real_mail_server(server, reader):
    mail = send(post(reader))
    assert mail.status == "done"
    [letter] = server.seen
    assert letter["To"] == "reader@example.org"
    assert letter["Message-ID"] == f"<{mail.uuid}.1@testserver>"
    assert "Fish & " in letter.get_body(("plain",)).get_content()


def test_while_the_mail_server_is_away_the_mail_waits(settings, reader):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    mail = send(post(reader))
    assert (mail.status, mail.error) == ("queued", "The mail server cannot be reached.")
    assert mail.due_at > timezone.now() + jobs.RESEND


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"answer": "451 later"}, "queued"),
        ({"answer": "554 no"}, "failed"),
        ({"rcpt_answer": "450 busy"}, "queued"),
        ({"rcpt_answer": "550 nobody here"}, "failed"),
    ],
)
def test_a_clear_no_is_surely_not_sent(server, reader, answers, status):
    for name, answer in answers.items():
        setattr(server, name, answer)
    mail = send(post(reader))
    assert (mail.status, mail.handed_over_at) == (status, None)
    assert mail.error


def test_where_nobody_knows_a_person_decides(server, reader):
    """The server took the text and hung up: it may have gone out. Sending it again could make two of it."""
    server.answer = "hang up"
    mail = send(post(reader))
    assert mail.status == "held"
    assert "may have arrived" in mail.error
    assert len(server.seen) == 1


def test_a_worker_that_died_while_sending_does_not_send_twice(server, reader):
    mail = post(reader)
    claimed = jobs.claim(Mail, mail.pk)
    jobs.step(claimed, "advance", attempt=1, handed_over_at=timezone.now(), lease_until=NOON)
    assert jobs.sweep() == 1
    assert send(mail).status == "held"
    assert server.seen == []


def test_without_the_mark_it_would_be_sent_twice(server, reader, monkeypatch):
    """Negative control of the test above."""
    mail = post(reader)
    for _ in range(2):
        Mail.objects.filter(pk=mail.pk).update(status="queued", handed_over_at=None)
        send(mail)
    assert len(server.seen) == 2


def test_who_may_read_mails(reader, parcel):
    other = person("other")
    mine, about = post(reader), post(address="a@example.org", subject=parcel)
    post(other)
    assert set(Mail.objects.visible_to(reader)) == {mine}
    outbox.scope(lambda user: Q(partnership_key=7) if user == reader else Q(pk__in=[]))
    assert set(Mail.objects.visible_to(reader)) == {mine, about}
    assert set(Mail.objects.of(parcel)) == {about}
    assert Mail.objects.visible_to(other).count() == 1


@pytest.fixture
def keeper():
    keeper = person("keeper")
    outbox.keeper(lambda user, mail: user == keeper)
    return keeper


def test_hold_release_drop_and_send_again(keeper, reader, parcel):
    mail = post(reader, subject=parcel)
    services.hold(mail, by=keeper, now=NOON)
    assert send(mail).status == "held"
    services.release(mail, by=keeper, now=NOON)
    assert send(mail).status == "done"
    services.resend(mail, by=keeper, now=NOON)
    assert send(mail).status == "done"
    assert [message.extra_headers["Message-ID"] for message in django_mail.outbox] == [
        *[f"<{mail.uuid}.1@testserver>", f"<{mail.uuid}.2@testserver>"]
    ]
    events = Event.objects.of(mail).oldest_first()
    assert [(event.verb, event.after, event.actor) for event in events] == [
        *[("hold", "held", keeper), ("release", "queued", keeper), ("resend", "queued", keeper)]
    ]
    assert {event.partnership_key for event in events} == {7}
    other = post(reader)
    services.hold(other, by=keeper, now=NOON)
    services.drop(other, by=keeper, now=NOON)
    assert send(other).status == "cancelled"


# Status × act: what a keeper may do.
MATRIX = {
    "queued": {"hold"},
    "running": set(),
    "done": {"resend"},
    "failed": {"resend", "drop"},
    "cancelled": {"resend"},
    "held": {"release", "drop"},
}


@pytest.mark.parametrize("status", MATRIX)
@pytest.mark.parametrize("act", services.ACTS)
def test_the_matrix(keeper, reader, status, act):
    mail = post(reader)
    Mail.objects.update(status=status, lease_until=NOON)
    mail.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.ACTS[act](mail, by=reader, now=NOON)
    if act in MATRIX[status]:
        services.ACTS[act](mail, by=keeper, now=NOON)
        assert Event.objects.get().verb == act
    else:
        with pytest.raises(WrongStatus):
            services.ACTS[act](mail, by=keeper, now=NOON)
        assert (Mail.objects.get().status, Event.objects.count()) == (status, 0)


def test_lists_read_little(reader, django_assert_num_queries):
    for _ in range(20):
        post(reader, context={"what": "x" * 10_000})
    with django_assert_num_queries(1):
        shown = [(mail.name, mail.subject, mail.get_status_display()) for mail in Mail.objects.for_list()]
    assert shown == [("Reader", "Language: is on its way", "Waiting")] * 20
