"""The report job under a real worker, killed while it counts and while it writes: made once, and whole."""

import contextlib
import os
import signal
import time

import pytest

from .drill import children, statuses

pytestmark = [pytest.mark.worker, pytest.mark.database, pytest.mark.slow]

ASK = """
from datetime import date
from clusters.models import Partnership, User
from excite import clock
from reporting import services
by = User.objects.get(email="coordinator@demo.example")
partnership = Partnership.objects.get(acronym="EXCITE")
report = services.start(partnership, until=date(2023, 8, {day}), by=by, now=clock.now())
answer = report.pk
"""
LOOK = """
from reporting.models import Report
from reporting.services import seal
from excite.audit.models import Event
report = Report.objects.with_people().with_job().get(pk={pk})
job = report.jobs.get()
answer = {{
    "status": report.status,
    "job": job.status,
    "attempt": job.attempt,
    "error": job.error,
    "headline": report.headline,
    "rows": report.rows.filter(code="exchanges").count(),
    "files": sorted(report.files.values_list("format", flat=True)),
    "faults": seal.faults(report) if report.status == "ready" else None,
    "finished": Event.objects.of(report).filter(verb="finish").count(),
}}
"""
WHOLE = {
    "status": "ready",
    "job": "done",
    "error": "",
    "headline": "60 exchanges (incl. 27 SMEs)",
    "rows": 60,
    "files": ["csv", "json", "pdf", "xlsx"],
    "faults": [],
    "finished": 1,
}


@pytest.fixture(scope="module")
def portal(make_portal):
    return make_portal().start("worker", "beat")


def wait(what, seconds=120):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def drafts(portal):
    return [path for path in (portal.folder / "media" / ".drafts").rglob("*") if path.is_file()]


def finished(portal, pk):
    """What is to be seen when no report is being made any more. To ask the portal starts a process."""
    wait(lambda: not {"queued", "running"} & statuses(portal, "reporting_reportjob").keys())
    wait(lambda: not children(portal))
    return portal.ask(LOOK.format(pk=pk))


@pytest.mark.parametrize(("day", "after"), [(1, 0.0), (2, 1.5)])
def test_the_child_is_killed(portal, day, after):
    """At its start, and while it counts or writes: the next attempt makes the report."""
    pk = portal.ask(ASK.format(day=day))
    (child,) = wait(lambda: children(portal), seconds=30)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    seen = finished(portal, pk)
    assert seen.pop("attempt") in ((1, 2) if after else (2,))
    assert seen == WHOLE
    assert drafts(portal) == []


def test_the_worker_is_killed(portal):
    """Nobody renews the lease: the sweeper gives the job to the next worker."""
    pk = portal.ask(ASK.format(day=4))
    wait(lambda: children(portal), seconds=30)
    portal.kill("worker")
    wait(lambda: not children(portal))
    portal.start("worker")
    seen = finished(portal, pk)
    assert seen.pop("attempt") == 2
    assert seen == WHOLE
    assert drafts(portal) == []
    reports = portal.folder / "media" / "reports"
    assert {path.name for path in reports.rglob("*") if path.is_file()} == {
        "report.csv",
        "report.json",
        "report.pdf",
        "report.xlsx",
    }
