"""Errands done by a real worker, with real kills, on the broker of this run (files or Redis)."""

import contextlib
import os
import signal
import sqlite3
import time
from pathlib import Path

import psycopg2
import pytest

from tests.harness.portal import Portal

pytestmark = [pytest.mark.worker, pytest.mark.database]

MAKE = "from excite import jobs\nfrom tests.parcels.models import Delivery, Errand\n"
LEASE = 8  # seconds; see tests/parcels/apps.py
IN_A_HURRY = {"DJANGO_SETTINGS_MODULE": "tests.parcels.settings", "IN_A_HURRY": "1"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory, empty_portal):
    portal = Portal(tmp_path_factory.mktemp("errands"), **IN_A_HURRY).create(template=empty_portal)
    portal.manage("prepare", "--verbosity", "0")
    yield portal.start("worker", "beat")
    portal.remove()


def enqueue(portal, manner, times=1):
    code = f"answer = [jobs.enqueue(Errand(manner={manner!r})).pk for _ in range({times})]"
    return portal.ask(MAKE + code)


def state(portal, *errands):
    """status, attempt, number of deliveries, error and message of each errand, in plain SQL."""
    if portal.on_servers:
        connection = psycopg2.connect(portal.environment["DATABASE_URL"])
    else:
        connection = sqlite3.connect(portal.folder / "portal.sqlite3", timeout=20)
    with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(
            "SELECT status, attempt, (SELECT count(*) FROM parcels_delivery WHERE errand_id = errand.id), "
            "error, message FROM parcels_errand errand "
            f"WHERE id IN ({', '.join(map(str, errands))}) ORDER BY id"
        )
        return cursor.fetchall()


def wait_for(portal, *errands, until=lambda row: row[0] not in {"queued", "running"}, seconds=60):
    end = time.monotonic() + seconds
    rows = state(portal, *errands)
    while not all(map(until, rows)):
        assert time.monotonic() < end, f"{rows}\n{portal.log('worker')[-3000:]}"
        time.sleep(0.1)
        rows = state(portal, *errands)
    return rows


def children(portal):
    """The processes that run an errand of this portal now."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
                home = (entry / "environ").read_bytes()
            except OSError:
                continue
            if b"run_job" in line and str(portal.folder).encode() in home:
                found.append(int(entry.name))
    return found


def drafts(portal):
    return [path for path in (portal.folder / "media" / ".drafts").rglob("*") if path.is_file()]


def wait_for_child(portal):
    end = time.monotonic() + 20
    while not children(portal):
        assert time.monotonic() < end
        time.sleep(0.05)
    return children(portal)


def assert_nothing_left(portal, but_drafts=False):
    """A child ends a moment after it has written that the errand is done."""
    end = time.monotonic() + 20
    while children(portal) or (drafts(portal) and not but_drafts):
        assert time.monotonic() < end, (children(portal), drafts(portal))
        time.sleep(0.1)


def kill_child(portal):
    for child in wait_for_child(portal):
        os.kill(child, signal.SIGKILL)


def running(row):
    return row[0] == "running" and row[4] == "Walking"


def test_work_is_done_in_a_child_that_ends(portal):
    errands = enqueue(portal, "well", times=3)
    assert [row[:3] for row in wait_for(portal, *errands)] == [("done", 1, 1)] * 3
    assert_nothing_left(portal)


def test_a_killed_child_is_tried_again_and_delivers_once(portal):
    [errand] = enqueue(portal, "slowly")
    wait_for(portal, errand, until=running)
    kill_child(portal)
    assert [row[:3] for row in wait_for(portal, errand)] == [("done", 2, 1)]
    written = sorted(path.name for path in (portal.folder / "media" / "errands").iterdir())
    assert written == [f"{errand}-2.txt"]
    assert_nothing_left(portal)


def test_a_killed_worker_loses_nothing(portal):
    """The worker and its child die at once; what was in its hands is found by its lapsed lease."""
    errands = enqueue(portal, "slowly", times=3)
    wait_for(portal, errands[0], until=running)
    portal.kill("worker")
    portal.start("worker")
    rows = wait_for(portal, *errands)
    assert {(row[0], row[2]) for row in rows} == {("done", 1)}
    assert rows[0][1] == 2
    assert_nothing_left(portal)


def test_without_sweeping_it_would_be_lost(portal):
    """Negative control of the test above: no beat, so nobody looks for lapsed leases."""
    [errand] = enqueue(portal, "slowly")
    wait_for(portal, errand, until=running)
    portal.kill("worker")
    portal.kill("beat")
    portal.start("worker")
    time.sleep(LEASE + 2)
    assert [row[:3] for row in state(portal, errand)] == [("running", 1, 0)]
    portal.start("beat")
    assert [row[:3] for row in wait_for(portal, errand)] == [("done", 2, 1)]


def test_a_child_does_not_outlive_its_worker(portal):
    [errand] = enqueue(portal, "sleeps")
    wait_for(portal, errand, until=lambda row: row[0] == "running")
    wait_for_child(portal)
    portal.kill("worker")
    assert_nothing_left(portal, but_drafts=True)
    portal.ask(MAKE + f"answer = jobs.cancel(Errand.objects.get(pk={errand}))")
    portal.start("worker")


def test_work_that_always_dies_fails_in_the_end(portal):
    [errand] = enqueue(portal, "dies")
    [row] = wait_for(portal, errand)
    assert row[:3] == ("failed", 5, 0)
    assert "tried several times" in row[3]


def test_a_cancel_is_obeyed(portal):
    [errand] = enqueue(portal, "sleeps")
    wait_for(portal, errand, until=lambda row: row[0] == "running")
    assert portal.ask(MAKE + f"answer = jobs.cancel(Errand.objects.get(pk={errand}))")
    assert_nothing_left(portal)
    assert [row[:3] for row in state(portal, errand)] == [("cancelled", 1, 0)]


def test_a_time_limit_is_kept(portal):
    [errand] = enqueue(portal, "overstays")
    [row] = wait_for(portal, errand)
    assert row[:3] == ("failed", 1, 0)
    assert "was stopped" in row[3]
    assert_nothing_left(portal)


def test_a_row_whose_message_was_lost_is_found(portal):
    code = """
from datetime import timedelta
from django.utils import timezone
answer = [Errand.objects.create(due_at=timezone.now() - timedelta(seconds=1)).pk]
"""
    [errand] = portal.ask(MAKE + code)
    assert [row[:3] for row in wait_for(portal, errand)] == [("done", 1, 1)]
