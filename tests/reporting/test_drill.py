"""Two hundred reports and as many mails, while children, workers, the broker and the database go away.

Each report is made once and is whole; no mail arrives twice; nothing lies about; all is done soon after the
last fault. With the waiting times of production, on the broker and the database of this run.
"""

import os
import random
import time
from collections import Counter

import pytest

from tests.harness.mail_server import mail_server

from . import drill

pytestmark = [pytest.mark.deep, pytest.mark.database]

REPORTS = int(os.environ.get("REPORTS", 200))
KILLS = int(os.environ.get("KILLS", 40))
CALM = 120  # seconds after the last fault
JOBS, MAILS = "reporting_reportjob", "outbox_mail"

ASK = f"""
from datetime import date, timedelta
from clusters.models import Partnership, User
from excite import clock, outbox
from reporting import services
from reporting.models import ReportJob
ReportJob.objects.all().delete()
by = User.objects.get(email="coordinator@demo.example")
partnership = Partnership.objects.get(acronym="EXCITE")
for number in range({REPORTS}):
    until = date(2023, 9, 1) - timedelta(number)
    services.start(partnership, until=until, by=by, now=clock.now())
    address = f"reader{{number}}@drill.example"
    outbox.post(purpose="account.known", address=address, now=clock.now())
answer = 1
"""
LOOK = """
from excite.audit.models import Event
from excite.outbox.models import Mail
from reporting.models import Report, ReportJob
from reporting.services import seal
def look(report):
    finished = Event.objects.of(report).filter(verb="finish").count()
    return [report.status, report.files.count(), seal.faults(report), finished]
jobs = ReportJob.objects.select_related("report__partnership", "report__previous", "report__period")
made = [look(job.report) for job in jobs.order_by("pk")]
names = Mail.objects.filter(address__endswith="@drill.example").values_list("status", "uuid")
answer = [made, max(job.attempt for job in jobs), [[status, str(uuid)] for status, uuid in names]]
"""
WHOLE = ["ready", 4, [], 1]


@pytest.fixture
def postbox():
    with mail_server() as server:
        yield server


@pytest.fixture
def redis(tmp_path):
    """A broker of its own, since it shall die; none where files are the broker."""
    if "TEST_REDIS_URL" not in os.environ:
        yield None
        return
    redis = drill.Redis(tmp_path).start()
    yield redis
    redis.kill()


@pytest.fixture
def portal(make_portal, postbox, redis):
    own = {"REDIS_URL": redis.url} if redis else {}
    portal = make_portal(EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}", **own)
    yield portal.start("worker", "beat")
    portal.stop()


def test_everything_is_done_once(portal, postbox, redis, capsys):
    assert portal.ask(ASK) == 1
    do_harm(portal, redis)
    last_fault = time.monotonic()
    wait_until(lambda: at_rest(portal), seconds=CALM + 60)
    calm = time.monotonic() - last_fault
    with capsys.disabled():
        print(f"\n{REPORTS} reports, {KILLS} kills: all is done {calm:.0f} s after the last fault")
    assert drill.statuses(portal, JOBS) == {"done": REPORTS}
    made, attempts, mails = portal.ask(LOOK)
    assert made == [WHOLE] * REPORTS
    assert attempts > 1, "Nothing was killed while it ran."
    assert list((portal.folder / "media" / ".drafts").rglob("*")) == []
    arrived = Counter(letter["Message-ID"].strip("<").partition(".")[0] for letter in postbox.seen)
    assert set(arrived.values()) == {1}
    # A mail whose worker was killed just then is kept for a person: nobody knows whether it arrived.
    assert {status for status, _uuid in mails} <= {"done", "held"} and len(mails) == REPORTS
    assert {uuid for status, uuid in mails if status == "done"} <= arrived.keys()
    assert calm <= CALM


def do_harm(portal, redis):
    """Spread over the whole time: one fault each time that a few more reports are done."""
    dice = random.Random(2023)
    faults = [drill.kill_worker if dice.random() < 0.25 else drill.kill_child for _kill in range(KILLS)]
    faults.insert(2 * KILLS // 3, drill.cut_database)
    faults.insert(KILLS // 3, drill.kill_broker)
    for number, fault in enumerate(faults):
        wanted = REPORTS * number // (len(faults) + 1)
        wait_until(lambda wanted=wanted: drill.statuses(portal, JOBS).get("done", 0) >= wanted, seconds=300)
        time.sleep(dice.uniform(0, 2))
        fault(portal, redis)


def at_rest(portal):
    is_open = any({"queued", "running"} & set(drill.statuses(portal, table)) for table in (JOBS, MAILS))
    return not is_open and not drill.children(portal)


def wait_until(ready, *, seconds):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.3)
