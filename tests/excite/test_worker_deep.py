"""Two hundred errands while workers and children are killed: each is delivered once, nothing lies about."""

import os
import random
import signal
import time

import pytest

from tests.excite.test_worker import IN_A_HURRY, children, drafts, enqueue, state
from tests.harness.portal import Portal

pytestmark = [pytest.mark.deep, pytest.mark.database]

ERRANDS = int(os.environ.get("ERRANDS", 200))
KILLS = int(os.environ.get("KILLS", 40))
CALM = 120  # seconds after the last fault


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path / "errands", **IN_A_HURRY).create()
    portal.manage("prepare", "--verbosity", "0")
    yield portal.start("worker", "beat")
    portal.remove()


def lose_messages(portal):
    """The broker forgets everything that it was given."""
    if portal.on_servers:
        import redis

        redis.Redis.from_url(portal.environment["REDIS_URL"]).flushdb()
    else:
        for message in (portal.folder / "broker" / "queue").iterdir():
            message.unlink(missing_ok=True)


def kill_something(portal, dice):
    if dice.random() < 0.25 or not (running := children(portal)):
        portal.kill("worker")
        portal.start("worker")
        return
    for child in running:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_everything_is_done_once(portal):
    dice = random.Random(2023)
    errands = enqueue(portal, "briefly", times=ERRANDS)
    for kill in range(KILLS):
        time.sleep(dice.uniform(0.2, 2))
        kill_something(portal, dice)
        if kill == KILLS // 2:
            lose_messages(portal)
    end = time.monotonic() + CALM + ERRANDS
    while any(row[0] in {"queued", "running"} for row in state(portal, *errands)):
        assert time.monotonic() < end, state(portal, *errands)
        time.sleep(1)
    rows = state(portal, *errands)
    outcomes = {(status, deliveries) for status, _attempt, deliveries, _error, _message in rows}
    assert outcomes == {("done", 1)}, [row for row in rows if (row[0], row[2]) != ("done", 1)]
    written = {path.stem.split("-")[0] for path in (portal.folder / "media" / "errands").iterdir()}
    assert written == set(map(str, errands))
    while children(portal) or drafts(portal):
        assert time.monotonic() < end, drafts(portal)
        time.sleep(0.2)
