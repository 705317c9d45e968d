"""How an errand goes, by its manner."""

import os
import signal
import tempfile
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import OperationalError

from excite import jobs, storage
from excite.workflow import Refused
from tests.parcels.models import Delivery, Errand

SLOWLY = 4  # seconds


@jobs.work(Errand)
def run_errand(errand, progress):
    progress(10, "On the way")
    MANNERS[errand.manner](errand, progress)
    with jobs.finish(errand):
        Delivery.objects.create(errand=errand, attempt=errand.attempt)


def slowly(errand, progress):
    """Leaves drafts lying about, so that a crash has something to leave behind."""
    Path(tempfile.mkstemp()[1]).write_text("half done")
    (storage.drafts_folder() / "draft").write_text("half done")
    for percent in range(10, 100, 10):
        progress(percent, "Walking")
        time.sleep(SLOWLY / 9)
    storage.private_storage().save(f"errands/{errand.pk}-{errand.attempt}.txt", ContentFile(b"done"))


def briefly(errand, progress):
    (storage.drafts_folder() / "draft").write_text("half done")
    time.sleep(0.2)
    storage.private_storage().save(f"errands/{errand.pk}-{errand.attempt}.txt", ContentFile(b"done"))


def dies(errand, progress):
    os.kill(os.getpid(), signal.SIGKILL)


def dies_once(errand, progress):
    if errand.attempt == 1:
        dies(errand, progress)


def sleeps(errand, progress):
    time.sleep(600)


def refuses(errand, progress):
    raise Refused("The door was closed.")


def breaks(errand, progress):
    raise ZeroDivisionError


def loses_database(errand, progress):
    raise OperationalError("database is locked")


def waits(errand, progress):
    raise jobs.TryAgain("Nobody is at home.", after=60)


MANNERS = {
    "well": lambda errand, progress: None,
    "slowly": slowly,
    "briefly": briefly,
    "dies": dies,
    "dies_once": dies_once,
    "sleeps": sleeps,
    "overstays": sleeps,
    "refuses": refuses,
    "breaks": breaks,
    "loses_database": loses_database,
    "waits": waits,
}
