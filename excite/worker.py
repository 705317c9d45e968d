"""How the worker does a job: light work on the spot, heavy work in a child process that it watches.

The parent renews the lease, keeps the time limit and obeys a cancel, however busy the work itself is. When
the parent dies, the child's standard input closes and the child ends too; the lease runs out and the job is
given to the next worker.
"""

import logging
import os
import signal
import subprocess
import sys
import time

from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from excite import jobs, storage
from excite.workflow import Refused

logger = logging.getLogger(__name__)

RENEW_EVERY = 3  # seconds
LET_GO = os.EX_TEMPFAIL  # the child says: not my fault, try again
SHORT_OF_DATABASE = 5  # seconds until work that lost its database is tried again
OUR_FAULT = _("Something went wrong on our side. Please try again; we have been told.")


def run(label: str, pk: int) -> None:
    """Do the job, if it is still there to be claimed. Messages may come twice; claims cannot."""
    job = jobs.claim(apps.get_model(label), pk)
    if job is None:
        return
    if job.heavy:
        watch_child(job)
    else:
        perform(job)


def perform(job: jobs.Job) -> None:
    """The work itself, here and now, in the language of the person who asked for it."""
    try:
        with translation.override(jobs.language_of(job)):
            _perform(job)
    except (OperationalError, InterfaceError) as fault:
        logger.warning("%s %s lost the database: %s", job._meta.label, job.pk, fault)
        close_old_connections()
        jobs.give_back(job, after=SHORT_OF_DATABASE)


def _perform(job: jobs.Job) -> None:
    try:
        jobs.work_for(type(job))(job, lambda percent, message="": jobs.advance(job, percent, message))
        if job.status == jobs.Status.RUNNING:
            with jobs.finish(job):
                pass
    except jobs.Lost:
        logger.info("%s %s was cancelled or taken over", job._meta.label, job.pk)
    except jobs.TryAgain as postponed:
        jobs.give_back(job, str(postponed), after=postponed.after)
    except Refused as refused:
        jobs.fail(job, str(refused))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s %s failed", job._meta.label, job.pk)
        jobs.fail(job, OUR_FAULT)


def watch_child(job: jobs.Job) -> None:
    """Start `manage.py run_job`, keep the lease while it works, and settle what it left open."""
    folder = storage.job_folder(job.uuid, job.attempt)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job", "--watched"]
    child = subprocess.Popen(  # noqa: S603 (our own command; the label and numbers are from our own row)
        [*command, job._meta.label, str(job.pk), str(job.attempt)],
        stdin=subprocess.PIPE,
        start_new_session=True,
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            storage.JOB_FOLDER: str(folder),
            "TMPDIR": str(folder),
        },
    )
    try:
        in_time = _wait(child, job)
    finally:
        _end(child)
        storage.clear_job_folder(job.uuid, job.attempt)
    _settle(job, child.returncode, in_time=in_time)


def _wait(child: subprocess.Popen, job: jobs.Job) -> bool:
    """Wait for the child, renewing the lease. False when its time is over."""
    deadline = time.monotonic() + job.time_limit
    while time.monotonic() < deadline:
        try:
            child.wait(timeout=RENEW_EVERY)
            return True
        except subprocess.TimeoutExpired:
            if not _renew(job):
                return True
    return False


def _renew(job: jobs.Job) -> bool:
    """False when the job is no longer ours. A database that is away for a moment proves nothing."""
    try:
        return jobs.renew(job)
    except (OperationalError, InterfaceError) as fault:
        logger.warning("The lease of %s %s could not be renewed: %s", job._meta.label, job.pk, fault)
        close_old_connections()
        return True


def _end(child: subprocess.Popen) -> None:
    """End the child and whatever it started; it leads a process group of its own."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.stdin.close()
    child.wait()


def _settle(job: jobs.Job, returncode: int, *, in_time: bool) -> None:
    """Say what became of the job where the child could not; each step is refused if the child already has."""
    if not in_time:
        limit = max(job.time_limit // 60, 1)
        jobs.fail(job, format_lazy(_("This took longer than {limit} min and was stopped."), limit=limit))
    elif returncode < 0 or returncode == LET_GO:
        jobs.give_back(job)
    elif returncode:
        jobs.fail(job, OUR_FAULT)
