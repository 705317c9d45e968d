"""The machinery of the tests does what the tests take for granted."""

import socket
import urllib.request

import pytest

from tests.harness.portal import Portal


def test_a_test_cannot_leave_this_machine():
    with socket.socket() as way_out, pytest.raises(AssertionError, match="Only this machine"):
        way_out.connect(("192.0.2.1", 80))


@pytest.mark.worker
def test_a_portal_has_processes_and_data_of_its_own(tmp_path):
    portal = Portal(tmp_path / "first").create()
    copy = Portal(tmp_path / "second")
    try:
        portal.manage("prepare", "--verbosity", "0")
        assert portal.ask("from clusters.models import User; answer = User.objects.count()") == 0
        copy.create(template=portal)
        portal.start("web", "worker", "beat")
        copy.start("web")
        portal.manage("shell", "--no-imports", "-c", ONE_PERSON)
        assert [
            p.ask("from clusters.models import User; answer = User.objects.count()") for p in (portal, copy)
        ] == [1, 0]
        with urllib.request.urlopen(portal.address("/healthz"), timeout=10) as answer:
            assert answer.status == 200
        worker = portal.children["worker"].process
        portal.kill("worker")
        assert worker.returncode == -9
        portal.start("worker")
        portal.stop()
        assert portal.children == {}
    finally:
        portal.remove()
        copy.remove()


ONE_PERSON = "from clusters.models import User; User.objects.create(email='one@example.org')"
