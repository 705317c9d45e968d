"""The log: written with the act, never changed, personal words erasable, read by whom a scope lets."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from excite import audit
from excite.audit import registry
from excite.audit.models import AppendOnly, Event, EventPersonal
from excite.sentences import Money, Sentence
from excite.words import say
from tests.parcels.models import Parcel
from tests.people import person

pytestmark = pytest.mark.django_db

NOON = datetime(2023, 9, 13, 10, tzinfo=UTC)


@pytest.fixture
def writer():
    return person("writer")


@pytest.fixture
def parcel():
    return Parcel.objects.create(reference="PAR-0001", partnership_id=7)


@pytest.fixture
def no_scopes(monkeypatch):
    monkeypatch.setattr(registry, "_scopes", [])
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_links", {})


def test_an_event_and_its_words(parcel, writer):
    event = audit.record(parcel, "open", by=writer, now=NOON, reason="It rattled.", internal=True)
    stored = Event.objects.with_people().get()
    assert stored == event
    assert (stored.who, stored.reason, stored.internal, stored.erased) == (
        "Writer",
        "It rattled.",
        True,
        False,
    )
    assert stored.personal.digest() == stored.personal_digest
    assert (stored.number, stored.chain) == (None, None)


def test_the_name_is_the_one_of_then(parcel, writer):
    event = audit.record(parcel, "open", by=writer, now=NOON)
    writer.full_name = "Somebody Else"
    writer.save()
    assert Event.objects.get(pk=event.pk).who == "Writer"


def test_somebody_without_an_account(parcel):
    event = audit.record(parcel, "agree", by=None, who="Ona Kazlauskienė", now=NOON)
    assert (event.actor, event.who, event.personal.folded) == (None, "Ona Kazlauskienė", "ona kazlauskiene")


def test_the_system_leaves_no_personal_row(parcel):
    event = audit.record(parcel, "lapse", by=None, now=NOON)
    assert (event.who, event.reason, event.erased) == ("", "", False)
    assert EventPersonal.objects.count() == 0


def test_erasing_keeps_the_event_and_its_digest(parcel, writer):
    event = audit.record(parcel, "open", by=writer, now=NOON, reason="Anna was ill.")
    digest = event.personal_digest
    EventPersonal.objects.get().delete()
    event = Event.objects.get()
    assert (event.who, event.reason, event.erased, event.personal_digest) == ("", "", True, digest)


def test_equal_words_have_different_digests(parcel, writer):
    digests = {audit.record(parcel, "open", by=writer, now=NOON).personal_digest for _ in range(3)}
    assert len(digests) == 3


def test_events_are_never_changed_or_deleted(parcel, writer):
    event = audit.record(parcel, "open", by=writer, now=NOON)
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(verb="close"),
        lambda: Event.objects.bulk_update([event], ["verb"]),
        lambda: Event.objects.update_or_create(pk=event.pk, defaults={"verb": "close"}),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(ProtectedError):
        writer.delete()
    assert Event.objects.get().verb == "open"


def test_an_act_undone_leaves_no_event(parcel, writer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(parcel, "open", by=writer, now=NOON, reason="x")
        raise ZeroDivisionError
    assert (Event.objects.count(), EventPersonal.objects.count()) == (0, 0)


def test_a_seal_is_whole(parcel):
    event = audit.record(parcel, "open", by=None, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event._base_manager.filter(pk=event.pk).update(number=1)
    Event._base_manager.filter(pk=event.pk).update(number=1, chain="a" * 64)


def test_details_keep_sentences_and_money(parcel):
    amount = Sentence("%(amount)s EUR", amount=Money(Decimal("390")))
    details = {"why": amount, "was": Decimal("1.50"), "on": date(2023, 9, 13), "cap": Money(Decimal(1100))}
    audit.record(parcel, "price", by=None, now=NOON, details=details)
    stored = Event.objects.get().details
    assert say(stored.pop("why")) == "390.00 EUR"
    assert stored == {"was": "1.50", "on": "2023-09-13", "cap": "1100.00"}


def test_the_timeline_of_several_records(parcel, django_assert_num_queries):
    other = Parcel.objects.create(reference="PAR-0002")
    foreign = Parcel.objects.create(reference="PAR-0003")
    for number, subject in enumerate([parcel, other, foreign, parcel]):
        audit.record(subject, f"step{number}", by=None, now=NOON + timedelta(minutes=number))
    with django_assert_num_queries(1):
        newest = list(Event.objects.of(parcel, other).with_people().newest_first())
        assert [event.verb for event in newest] == ["step3", "step1", "step0"]
        assert [event.who for event in newest] == ["", "", ""]
    assert [event.verb for event in Event.objects.of(parcel).oldest_first()] == ["step0", "step3"]
    assert list(Event.objects.of()) == []


def test_a_number_is_not_mistaken_for_a_longer_one(parcel):
    longer = Parcel.objects.create(pk=parcel.pk * 10, reference="PAR-0010")
    audit.record(longer, "open", by=None, now=NOON)
    assert list(Event.objects.of(parcel)) == []


def test_internal_events_can_be_left_out(parcel):
    open_one = audit.record(parcel, "open", by=None, now=NOON)
    audit.record(parcel, "doubt", by=None, now=NOON, internal=True)
    assert list(Event.objects.of(parcel).without_internal()) == [open_one]


def test_nobody_reads_what_no_scope_opens(parcel, writer, no_scopes):
    mine = audit.record(parcel, "open", by=writer, now=NOON)
    audit.record(Parcel.objects.create(reference="PAR-0002", partnership_id=8), "open", by=writer, now=NOON)
    audit.record(Parcel.objects.create(reference="PAR-0003"), "open", by=writer, now=NOON)
    assert list(Event.objects.visible_to(writer)) == []
    audit.scope(lambda user: Q(partnership_key=7))
    assert list(Event.objects.visible_to(writer)) == [mine]


def test_how_events_are_named(parcel, no_scopes):
    event = audit.record(parcel, "send", by=None, now=NOON, before="packed", after="sent")
    assert (event.kind_label, event.verb_label) == ("Parcel", "Send")
    assert registry.url_of(event, "alliance") == ""
    audit.describe(
        "parcel",
        label="Small parcel",
        verbs={"send": "sent"},
        statuses=[("packed", "Packed up"), ("sent", "On its way")],
    )
    assert (event.kind_label, event.verb_label) == ("Small parcel", "sent")
    assert (event.before_label, event.after_label) == ("Packed up", "On its way")
    audit.link("exchanges:exchange", "reference", "parcel", "box")
    assert registry.url_of(event, "alliance") == "/p/alliance/exchanges/PAR-0001/"
    event.reference = ""
    assert registry.url_of(event, "alliance") == ""
