"""Jobs as rows: claimed once, leased, taken back, ended once. What processes do is in test_worker.py."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from kombu.exceptions import OperationalError as BrokerUnreachable

from excite import jobs, storage, worker
from tests.parcels.models import Delivery, Errand
from tests.people import person

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=1)


@pytest.fixture(autouse=True)
def broker_is_there(monkeypatch):
    monkeypatch.setattr(jobs, "_away_until", 0.0)


@pytest.fixture
def sent(monkeypatch):
    """The messages to the broker, caught."""
    messages = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, arguments, **_: messages.append((name, *arguments))
    )
    return messages


@pytest.fixture
def errand(sent):
    return jobs.enqueue(Errand())


def message_for(errand):
    return ("excite.jobs.run", "parcels.Errand", errand.pk)


def claimed(manner="well", **fields):
    return jobs.claim(Errand, jobs.enqueue(Errand(manner=manner, **fields)).pk)


def lapse(errand):
    Errand.objects.filter(pk=errand.pk).update(lease_until=timezone.now() - LONG_AGO)


def state(errand):
    return Errand.objects.values_list("status", "attempt").get(pk=errand.pk)


def test_a_job_is_sent_after_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        errand = jobs.enqueue(Errand())
        assert sent == []
    assert sent == [message_for(errand)]
    assert state(errand) == ("queued", 0)


def test_a_job_of_an_act_undone_is_not_sent(sent, django_capture_on_commit_callbacks):
    catching = django_capture_on_commit_callbacks(execute=True)
    with catching, pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(Errand())
        raise ZeroDivisionError
    assert (sent, Errand.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "fault", [BrokerUnreachable("refused"), ConnectionRefusedError(), OSError(28, "full")]
)
def test_without_a_broker_the_row_waits(monkeypatch, django_capture_on_commit_callbacks, fault):
    def unreachable(*_, **__):
        raise fault

    monkeypatch.setattr(jobs.current_app, "send_task", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        errand = jobs.enqueue(Errand())
    assert state(errand) == ("queued", 0)
    assert errand.due_at <= timezone.now() + jobs.RESEND


def test_a_broker_that_is_away_is_asked_once_not_a_hundred_times(
    monkeypatch, django_capture_on_commit_callbacks
):
    asked = []

    def unreachable(*message, **_):
        asked.append(message)
        raise BrokerUnreachable("refused")

    monkeypatch.setattr(jobs.current_app, "send_task", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(100):
            jobs.enqueue(Errand())
    assert (len(asked), Errand.objects.count()) == (1, 100)
    monkeypatch.setattr(jobs, "_away_until", jobs.time.monotonic() - 1)
    jobs.send(Errand.objects.order_by("pk").first())
    assert len(asked) == 2


def test_a_job_for_later_is_sent_by_the_sweeper(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        errand = jobs.enqueue(Errand(), after=3600)
    assert (jobs.sweep(), sent) == (0, [])
    Errand.objects.update(due_at=timezone.now() - LONG_AGO)
    assert (jobs.sweep(), sent) == (1, [message_for(errand)])


def test_a_job_is_claimed_once(errand):
    first, second = jobs.claim(Errand, errand.pk), jobs.claim(Errand, errand.pk)
    assert (first.status, first.attempt, second) == ("running", 1, None)
    assert first.lease_until > timezone.now()


def test_without_the_comparison_it_would_be_claimed_twice(errand, monkeypatch):
    """Negative control of the test above."""
    monkeypatch.setitem(jobs.STEPS, "claim", ({"queued", "running"}, "running"))
    assert [jobs.claim(Errand, errand.pk).attempt, jobs.claim(Errand, errand.pk).attempt] == [1, 2]


@pytest.mark.parametrize("status", ["running", "done", "failed", "cancelled", "held"])
def test_only_what_waits_is_claimed(errand, status):
    Errand.objects.update(status=status, lease_until=timezone.now())
    assert jobs.claim(Errand, errand.pk) is None


def test_work_is_done_once_however_many_messages_come(errand):
    errand.heavy = False
    for _ in range(8):
        claimed_job = jobs.claim(Errand, errand.pk)
        if claimed_job:
            worker.perform(claimed_job)
    assert state(errand) == ("done", 1)
    assert list(Delivery.objects.values_list("errand", "attempt")) == [(errand.pk, 1)]


def test_a_message_about_nothing_is_ignored(errand):
    worker.run("parcels.Errand", errand.pk + 1)
    assert state(errand) == ("queued", 0)


def test_a_lapsed_lease_gives_the_job_back(sent, django_capture_on_commit_callbacks):
    lost = claimed()
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.sweep() == 0
        lapse(lost)
        assert jobs.sweep() == 1
    assert sent == [message_for(lost)]
    assert state(lost) == ("queued", 1)
    assert jobs.claim(Errand, lost.pk).attempt == 2


def test_a_renewed_lease_keeps_it(sent):
    held = claimed()
    lapse(held)
    assert jobs.renew(held)
    assert jobs.sweep() == 0


def test_who_lost_the_job_can_do_nothing_to_it(sent):
    """The first worker was only slow. The second has the job by now, and the first one's effect is undone."""
    slow = claimed()
    lapse(slow)
    jobs.sweep()
    second = jobs.claim(Errand, slow.pk)
    assert not jobs.renew(slow)
    with pytest.raises(jobs.Lost):
        jobs.advance(slow, 50)
    worker.perform(slow)
    assert not jobs.fail(slow, "x")
    assert not jobs.give_back(slow)
    assert state(second) == ("running", 2)
    worker.perform(second)
    assert list(Delivery.objects.values_list("attempt", flat=True)) == [2]


def test_without_the_attempt_both_would_deliver(sent, monkeypatch):
    """Negative control of the test above."""
    step = jobs.step
    monkeypatch.setattr(jobs, "step", lambda job, name, attempt=None, **changes: step(job, name, **changes))
    monkeypatch.setitem(jobs.STEPS, "finish", ({"running", "done"}, "done"))
    slow = claimed()
    lapse(slow)
    jobs.sweep()
    second = jobs.claim(Errand, slow.pk)
    worker.perform(slow)
    with jobs.finish(second):
        Delivery.objects.create(errand=second, attempt=second.attempt)
    assert list(Delivery.objects.values_list("attempt", flat=True)) == [1, 2]


def test_the_effect_falls_with_the_end_of_the_job(sent):
    errand = claimed()
    with pytest.raises(ZeroDivisionError), jobs.finish(errand):
        Delivery.objects.create(errand=errand, attempt=1)
        raise ZeroDivisionError
    assert (state(errand), Delivery.objects.count()) == (("running", 1), 0)


def test_five_attempts_and_no_more(errand):
    for attempt in range(1, jobs.ATTEMPTS + 1):
        taken = jobs.claim(Errand, errand.pk)
        assert taken.attempt == attempt
        lapse(taken)
        jobs.sweep()
    errand.refresh_from_db()
    assert (errand.status, errand.attempts_left) == ("failed", 0)
    assert "tried several times" in errand.error
    assert errand.finished_at
    assert jobs.claim(Errand, errand.pk) is None


def test_a_failed_job_can_be_repeated_under_new_numbers(sent, django_capture_on_commit_callbacks):
    errand = claimed("breaks")
    worker.perform(errand)
    assert (errand.status, errand.error) == ("failed", str(worker.OUR_FAULT))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.repeat(errand)
        assert not jobs.repeat(errand)
    assert sent == [message_for(errand)]
    again = jobs.claim(Errand, errand.pk)
    assert (again.attempt, again.attempts_left, again.error) == (2, jobs.ATTEMPTS - 1, "")


@pytest.mark.parametrize(
    ("manner", "status", "error"),
    [
        ("well", "done", ""),
        ("refuses", "failed", "The door was closed."),
        ("breaks", "failed", str(worker.OUR_FAULT)),
        ("waits", "queued", "Nobody is at home."),
        pytest.param("loses_database", "queued", "", marks=pytest.mark.django_db(transaction=True)),
        ("unknown", "failed", str(worker.OUR_FAULT)),
    ],
)
def test_how_work_ends(sent, manner, status, error):
    errand = claimed(manner)
    worker.perform(errand)
    errand = Errand.objects.get()
    assert (errand.status, errand.error, errand.lease_until) == (status, error, None)
    assert Delivery.objects.count() == (status == "done")


def test_work_that_has_to_wait_is_not_sent_before(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        errand = claimed("waits")
        sent.clear()
        worker.perform(errand)
        assert jobs.sweep() == 0
    assert timedelta(seconds=50) < Errand.objects.get().due_at - timezone.now() <= timedelta(seconds=60)


def test_errors_are_told_in_the_language_of_who_asked(sent):
    reader = person("reader")
    reader.language = "de"
    reader.save()
    errand = claimed("breaks", requested_by=reader)
    worker.perform(errand)
    with translation.override("de"):
        assert errand.error == str(worker.OUR_FAULT)


def test_progress_is_seen_and_bounded(sent):
    errand = claimed()
    jobs.advance(errand, 250, "x" * 300)
    shown = Errand.objects.get()
    assert (shown.progress, len(shown.message)) == (100, 200)
    jobs.advance(errand, -3)
    assert Errand.objects.get().progress == 0


def test_a_cancelled_job_stops_at_its_next_step(sent):
    errand = claimed()
    assert jobs.cancel(Errand.objects.get())
    with pytest.raises(jobs.Lost):
        jobs.advance(errand, 50)
    worker.perform(errand)
    assert (state(errand), Delivery.objects.count()) == (("cancelled", 1), 0)
    assert not jobs.cancel(errand)


def test_a_held_job_waits_for_a_person(errand):
    assert jobs.hold(errand, "Look first.")
    assert Errand.objects.get().error == "Look first."
    assert jobs.claim(Errand, errand.pk) is None
    assert jobs.release(errand)
    assert jobs.claim(Errand, errand.pk)


def test_sweeping_is_bounded_and_asks_little(sent, django_assert_num_queries, monkeypatch):
    long_ago = timezone.now() - LONG_AGO
    Errand.objects.bulk_create(Errand(due_at=long_ago) for _ in range(20))
    monkeypatch.setattr(jobs, "SWEPT_AT_ONCE", 5)
    monkeypatch.setattr(jobs, "kinds", lambda: [Errand])
    with django_assert_num_queries(2 + 5):
        assert jobs.sweep() == 5
    assert [jobs.sweep() for _ in range(4)] == [5, 5, 5, 0]
    assert len(set(sent)) == 20


def test_a_sweep_without_a_broker_tries_once(sent, monkeypatch):
    Errand.objects.bulk_create(Errand(due_at=timezone.now() - LONG_AGO) for _ in range(5))
    tried = []
    monkeypatch.setattr(jobs, "send", lambda job: tried.append(job) or False)
    monkeypatch.setattr(jobs, "kinds", lambda: [Errand])
    assert (jobs.sweep(), len(tried)) == (0, 1)


def test_drafts_of_attempts_that_are_over_are_cleared(sent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at_work, dropped, done = claimed(), claimed(), claimed()
    folders = [storage.job_folder(errand.uuid, 1) for errand in (at_work, dropped, done)]
    for folder in folders:
        folder.mkdir(parents=True)
    lapse(dropped)
    worker.perform(done)
    jobs.sweep()  # finds the dropped one, whose worker may still be busy with its folder
    jobs.sweep()
    assert [folder.exists() for folder in folders] == [True, False, False]


def test_every_kind_of_job_is_swept_and_has_work():
    assert Errand in jobs.kinds()
    for kind in jobs.kinds():
        assert jobs.work_for(kind)


@pytest.mark.parametrize("fields", [{"progress": 101}, {"status": "running", "lease_until": None}])
def test_the_database_refuses_nonsense(sent, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Errand.objects.create(**fields)
