"""Work that is done later, as rows: written with the request, found again after any crash, done once.

A job is inserted in the request's transaction and sent to the broker after the commit. A worker claims it by
compare-and-set and holds a lease; whoever finds the lease expired gives the job back to the queue. Each claim
raises `attempt`, and only the holder of the current attempt can finish, so the *effect* happens once even
where the execution does not. Nothing is ever delayed inside the broker, which forgets on `kill -9`: due times
are rows.

Leases and due times are real time, never the programme's clock.
"""

import logging
import shutil
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerUnreachable

from excite import storage

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
RESEND = timedelta(seconds=30)
SWEPT_AT_ONCE = 200  # rows per kind of job and sweep
ATTEMPTS = 5
LEFT_ALONE = 5  # seconds


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being done")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")


# The transition table: from where, to where. `renew` and `advance` leave the status as it is.
STEPS = {
    "claim": ({Status.QUEUED}, Status.RUNNING),
    "renew": ({Status.RUNNING}, Status.RUNNING),
    "advance": ({Status.RUNNING}, Status.RUNNING),
    "give_back": ({Status.RUNNING}, Status.QUEUED),
    "finish": ({Status.RUNNING}, Status.DONE),
    "fail": ({Status.RUNNING}, Status.FAILED),
    "cancel": ({Status.QUEUED, Status.RUNNING, Status.HELD}, Status.CANCELLED),
    "hold": ({Status.QUEUED, Status.RUNNING}, Status.HELD),
    "release": ({Status.HELD}, Status.QUEUED),
    "repeat": ({Status.DONE, Status.FAILED, Status.CANCELLED, Status.HELD}, Status.QUEUED),
}


class Lost(Exception):
    """The job was cancelled or is another worker's by now: stop; nothing of this attempt counts."""


class TryAgain(Exception):
    """The work cannot be done just now; `after` seconds later it may."""

    def __init__(self, sentence="", *, after: int = 60):
        super().__init__(sentence)
        self.after = after


class Job(models.Model):
    """One piece of work for the worker. A concrete job adds what the work needs to know.

    `heavy` work runs in a child process of its own, with a lease renewed from outside, within `time_limit`
    seconds. Light work runs in the worker and must end within LEASE.
    """

    Status = Status

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    attempt = models.PositiveIntegerField(default=0)
    attempts_left = models.PositiveSmallIntegerField(default=ATTEMPTS)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now)  # when the sweeper sends it (again)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    heavy = False
    time_limit = 600  # seconds

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["status", "due_at"]), models.Index(fields=["status", "lease_until"])]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_percent", condition=models.Q(progress__lte=100)
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_leased",
                condition=~models.Q(status="running") | models.Q(lease_until__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in {Status.QUEUED, Status.RUNNING}


_works: dict[type[Job], Callable] = {}


def work(model: type[Job]) -> Callable:
    """Decorate `def work(job, progress)` in an app's `tasks.py`: it does the jobs of this model.

    `progress(percent, message)` tells how far it is, and raises Lost when the work is no longer wanted.
    Effects are written inside `with finish(job):`; work that writes nothing may simply return.
    """

    def register(function: Callable) -> Callable:
        _works[model] = function
        return function

    return register


def work_for(model: type[Job]) -> Callable:
    if model not in _works:
        autodiscover_modules("tasks")
    return _works[model]


def kinds() -> list[type[Job]]:
    return [model for model in apps.get_models() if issubclass(model, Job)]


def enqueue(job: Job, *, after: int = 0) -> Job:
    """Save the job with the caller's transaction and send it on commit, or once `after` seconds are over."""
    job.due_at = timezone.now() + (timedelta(seconds=after) if after else RESEND)
    if job._state.adding:
        job.save(force_insert=True)
    else:
        job.save(update_fields=["due_at"])
    if not after and job.status == Status.QUEUED:
        transaction.on_commit(lambda: send(job), robust=True)
    return job


_away_until = 0.0


def send(job: Job) -> bool:
    """Tell the broker. If it cannot be reached the row waits, and the sweeper sends it later.

    A broker that is away is left alone for a few seconds: an act that writes to a hundred people must not
    wait for it a hundred times.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        current_app.send_task("excite.jobs.run", [job._meta.label, job.pk], retry=False)
    except (BrokerUnreachable, OSError) as fault:
        _away_until = time.monotonic() + LEFT_ALONE
        logger.warning(
            "The broker cannot be reached; %s %s waits in its row: %s", job._meta.label, job.pk, fault
        )
        return False
    return True


def step(job: Job, name: str, *, attempt: int | None = None, **changes) -> bool:
    """Compare-and-set along STEPS, and for this attempt only if one is given. False: somebody was quicker."""
    before, after = STEPS[name]
    rows = type(job)._base_manager.filter(pk=job.pk, status__in=before)
    if attempt is not None:
        rows = rows.filter(attempt=attempt)
    if not rows.update(status=after, **changes):
        return False
    for field, value in {"status": after, **changes}.items():
        setattr(job, field, value)
    return True


def claim(model: type[Job], pk) -> Job | None:
    """Take a queued job for one more attempt; None if it is taken, held or gone."""
    now = timezone.now()
    with transaction.atomic():
        claimed = model._base_manager.filter(pk=pk, status__in=STEPS["claim"][0], attempts_left__gt=0).update(
            status=Status.RUNNING,
            attempt=models.F("attempt") + 1,
            attempts_left=models.F("attempts_left") - 1,
            lease_until=now + LEASE,
            started_at=now,
            progress=0,
            message="",
            error="",
        )
        return model._base_manager.get(pk=pk) if claimed else None


def renew(job: Job) -> bool:
    return step(job, "renew", attempt=job.attempt, lease_until=timezone.now() + LEASE)


def advance(job: Job, percent: int, message: str = "") -> None:
    """Show how far the work is. Raises Lost when it is no longer this worker's."""
    percent = min(max(int(percent), 0), 100)
    if not step(job, "advance", attempt=job.attempt, progress=percent, message=str(message)[:200]):
        raise Lost


@contextmanager
def finish(job: Job):
    """The effects of the work and the end of the job, in one transaction. Raises Lost before any effect."""
    with transaction.atomic():
        ended = {"progress": 100, "finished_at": timezone.now(), "lease_until": None}
        if not step(job, "finish", attempt=job.attempt, **ended):
            raise Lost
        yield


def fail(job: Job, sentence) -> bool:
    """End it with a sentence (lazy, so far) for the person who asked, in that person's language."""
    with translation.override(language_of(job)):
        ended = {"error": str(sentence), "finished_at": timezone.now(), "lease_until": None}
    return step(job, "fail", attempt=job.attempt, **ended)


def language_of(job: Job) -> str:
    return getattr(job.requested_by, "language", "") or settings.LANGUAGE_CODE


def give_back(job: Job, sentence="", *, after: int = 0) -> bool:
    """Back to the queue for another attempt, at once or in `after` seconds; fails when none is left."""
    if not job.attempts_left:
        return fail(job, sentence or _("This was tried several times and was interrupted each time."))
    due = timezone.now() + (timedelta(seconds=after) if after else RESEND)
    if not step(job, "give_back", attempt=job.attempt, error=str(sentence), lease_until=None, due_at=due):
        return False
    if not after:
        transaction.on_commit(lambda: send(job), robust=True)
    return True


def cancel(job: Job) -> bool:
    """Stop it, whether it waits or runs; a running child is ended when its lease would be renewed."""
    return step(job, "cancel", finished_at=timezone.now(), lease_until=None)


def hold(job: Job, sentence="") -> bool:
    """Keep it for a person to decide."""
    with translation.override(language_of(job)):
        sentence = str(sentence)
    return step(job, "hold", attempt=job.attempt, lease_until=None, error=sentence)


def release(job: Job) -> bool:
    return _queue_again(job, "release")


def repeat(job: Job) -> bool:
    """Do an ended job once more. Attempts count on, so no late worker takes the new ones for its own."""
    return _queue_again(
        job, "repeat", attempts_left=ATTEMPTS, progress=0, message="", error="", finished_at=None
    )


def _queue_again(job: Job, name: str, **changes) -> bool:
    if not step(job, name, due_at=timezone.now() + RESEND, **changes):
        return False
    transaction.on_commit(lambda: send(job), robust=True)
    return True


def sweep() -> int:
    """Send what was forgotten and take back what was dropped; returns the number of rows set going again."""
    now = timezone.now()
    going = sum(_take_back_dropped(model, now) + _send_forgotten(model, now) for model in kinds())
    _clear_folders()
    return going


def _clear_folders() -> None:
    """Remove drafts of attempts that are over. A folder is made after its claim, so the order matters."""
    folders = storage.job_folders()
    if not folders:
        return
    running = set()
    for model in kinds():
        rows = model._base_manager.filter(status=Status.RUNNING).values_list("uuid", "attempt")
        running |= {storage.job_folder(uuid, attempt) for uuid, attempt in rows}
    for folder in folders:
        if folder not in running:
            shutil.rmtree(folder, ignore_errors=True)


def _take_back_dropped(model: type[Job], now) -> int:
    dropped = model._base_manager.filter(status=Status.RUNNING, lease_until__lt=now).order_by(
        "lease_until", "pk"
    )
    return sum(give_back(job) for job in dropped[:SWEPT_AT_ONCE])


def _send_forgotten(model: type[Job], now) -> int:
    forgotten = model._base_manager.filter(status=Status.QUEUED, due_at__lt=now).order_by("due_at", "pk")
    sent = 0
    for job in forgotten[:SWEPT_AT_ONCE]:
        seen = model._base_manager.filter(pk=job.pk, status=Status.QUEUED, due_at=job.due_at)
        if not seen.update(due_at=now + RESEND):
            continue
        if not send(job):
            break
        sent += 1
    return sent
