"""The engine under every workflow: who, when, where to, and only one of two at once."""

from datetime import UTC, datetime

import pytest

from excite.audit.models import Event
from excite.workflow import NotAllowed, ReasonMissing, WrongStatus
from tests.parcels.models import PARCEL, Parcel
from tests.people import person

pytestmark = pytest.mark.django_db

NOON = datetime(2023, 9, 13, 10, tzinfo=UTC)


@pytest.fixture
def sender():
    return person("sender")


@pytest.fixture
def bystander():
    return person("bystander")


@pytest.fixture
def parcel(sender):
    return Parcel.objects.create(sender=sender, reference="PAR-0001", stamps=1, partnership_id=7)


def names(actions):
    return [action.name for action in actions]


def test_acts_by_status_and_person(parcel, sender, bystander):
    assert names(PARCEL.open_to(sender, parcel)) == ["stamp", "send"]
    assert PARCEL.open_to(bystander, parcel) == []
    PARCEL.move("send", parcel, by=sender, now=NOON)
    assert names(PARCEL.open_to(sender, parcel)) == ["recall"]
    assert names(PARCEL.open_to(None, parcel)) == ["lose"]


def test_buttons_come_from_loaded_fields_only(parcel, sender, django_assert_num_queries):
    with django_assert_num_queries(0):
        PARCEL.open_to(sender, parcel)


def test_a_superuser_has_no_role(parcel):
    admin = person("admin")
    admin.is_superuser = admin.is_staff = True
    assert PARCEL.open_to(admin, parcel) == []
    with pytest.raises(NotAllowed):
        PARCEL.move("send", parcel, by=admin, now=NOON)


def test_move_writes_status_changes_and_event_together(parcel, sender):
    moved = PARCEL.move("send", parcel, by=sender, now=NOON, details={"by": "rail"}, stamps=2)
    assert moved is parcel
    assert (parcel.status, parcel.stamps) == ("sent", 2)
    assert Parcel.objects.values_list("status", "stamps").get() == ("sent", 2)
    event = Event.objects.get()
    assert (event.subject_kind, event.subject_id, event.reference) == ("parcel", str(parcel.pk), "PAR-0001")
    assert (event.verb, event.before, event.after) == ("send", "packed", "sent")
    assert (event.at, event.actor, event.partnership_key) == (NOON, sender, 7)
    assert event.details == {"by": "rail"}


def test_an_act_without_a_target_keeps_the_status_and_can_be_told_one(parcel, sender):
    PARCEL.move("stamp", parcel, by=sender, now=NOON, stamps=3)
    assert (parcel.status, parcel.stamps) == ("packed", 3)
    PARCEL.move("stamp", parcel, by=sender, now=NOON, to="sent")
    assert parcel.status == "sent"


def test_the_wrong_person_is_told_before_the_wrong_status(parcel, sender, bystander):
    with pytest.raises(NotAllowed):
        PARCEL.check("recall", parcel, by=bystander)
    with pytest.raises(WrongStatus):
        PARCEL.check("recall", parcel, by=sender)
    assert Event.objects.count() == 0


def test_what_is_not_ready_is_not_offered(parcel, sender):
    parcel.stamps = 0
    assert names(PARCEL.open_to(sender, parcel)) == ["stamp"]
    with pytest.raises(WrongStatus):
        PARCEL.move("send", parcel, by=sender, now=NOON)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_reason_is_asked_for(parcel, sender, reason):
    PARCEL.move("send", parcel, by=sender, now=NOON)
    with pytest.raises(ReasonMissing):
        PARCEL.move("recall", parcel, by=sender, now=NOON, reason=reason)
    assert (Parcel.objects.get().status, Event.objects.count()) == ("sent", 1)


def test_the_second_of_two_at_once_is_told(parcel, sender):
    """Both loaded the parcel while it was packed; a compare-and-set lets only one of them send it."""
    first, second = Parcel.objects.get(), Parcel.objects.get()
    PARCEL.move("send", first, by=sender, now=NOON)
    with pytest.raises(WrongStatus):
        PARCEL.move("send", second, by=sender, now=NOON, stamps=9)
    assert second.status == "packed"
    assert Parcel.objects.values_list("status", "stamps").get() == ("sent", 1)
    assert Event.objects.count() == 1


def test_without_the_comparison_both_would_have_sent_it(parcel, sender, monkeypatch):
    """Negative control of the test above."""
    seen = type(Parcel._base_manager.all()).filter

    def blind(rows, **conditions):
        return seen(rows, **{name: value for name, value in conditions.items() if name != "status"})

    monkeypatch.setattr(type(Parcel._base_manager.all()), "filter", blind)
    first, second = Parcel.objects.get(), Parcel.objects.get()
    PARCEL.move("send", first, by=sender, now=NOON)
    PARCEL.move("send", second, by=sender, now=NOON)
    assert Event.objects.count() == 2


def test_no_event_no_move(parcel, sender, monkeypatch):
    """If the history cannot be written, nothing has happened."""

    def full(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("excite.workflow.audit.record", full)
    with pytest.raises(OSError, match="disk full"):
        PARCEL.move("send", parcel, by=sender, now=NOON)
    assert parcel.status == "packed"
    assert Parcel.objects.get().status == "packed"


def test_the_system_acts_without_a_person(parcel, sender):
    PARCEL.move("send", parcel, by=sender, now=NOON)
    with pytest.raises(NotAllowed):
        PARCEL.move("lose", parcel, by=sender, now=NOON)
    PARCEL.move("lose", parcel, by=None, now=NOON)
    event = Event.objects.newest_first().first()
    assert (event.actor, event.who, event.after) == (None, "", "lost")


def test_refusals_are_sentences():
    assert str(NotAllowed()) == "This is for someone else to do."
    assert str(WrongStatus("Too late.")) == "Too late."
