"""Fixtures of the machinery: portals with processes of their own, and a browser."""

import fcntl
import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from excite import waiting
from tests.harness.portal import Portal
from tests.harness.services import find_chromium

DEMO_DAY = datetime(2023, 9, 13, 9, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture(autouse=True)
def source_language():
    """A page leaves the language of its reader behind in the thread; each test begins without one."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_shared_cache():
    """Rate limits count in the cache. In the database it is rolled back; Redis is emptied here."""
    yield
    if settings.REDIS_URL:
        cache.clear()


@pytest.fixture
def counted_once(monkeypatch):
    """What waits for a person is counted for their first page only, for a sweep that takes all requests back.

    The count in the head costs more than most pages. Elsewhere it is kept for a while, in the cache; here the
    cache is taken back with everything else.
    """
    count, kept = waiting.count_for, {}

    def count_for(user, **given):
        if user.pk not in kept:
            kept[user.pk] = count(user, **given)
        return kept[user.pk]

    monkeypatch.setattr(waiting, "count_for", count_for)


@pytest.fixture(scope="module")
def laid_out(django_db_setup, django_db_blocker):
    """laid_out(build): what ``build`` writes is there for all tests of the module that come after.

    Each test is still taken back to here, and this when the module is done. Fixtures that call it have names
    that begin like this one: whoever asks for more of them comes later, so that nobody finds rows that they
    did not ask for (see tests/conftest.py).
    """

    def lay_out(build):
        with django_db_blocker.unblock(), translation.override(settings.LANGUAGE_CODE):
            return build()

    block = transaction.atomic()
    with django_db_blocker.unblock():
        block.__enter__()
    yield lay_out
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture(scope="session")
def to_copy(tmp_path_factory):
    """to_copy(name, command, …): a portal to copy from, made once for all test processes, and never started.

    It stands at 9 o'clock of the demo day when the run begins. It goes with the server, or with the folder.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    offset = shared / "offset"
    of_this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())

    def once(name, *commands, template=None):
        done = shared / f"{name}-is-made"
        with (shared / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not offset.exists():
                offset.write_text(str(round((DEMO_DAY - datetime.now(UTC)).total_seconds())))
            portal = Portal(shared / name, name=f"{name}_{of_this_run}", offset=offset.read_text())
            if not done.exists():
                portal.create(template=template)
                for command in commands:
                    portal.manage(command, "--verbosity", "0")
                done.touch()
        return portal

    return once


@pytest.fixture(scope="session")
def empty_portal(to_copy):
    """All tables, and nothing in them."""
    return to_copy("empty", "prepare")


@pytest.fixture(scope="session")
def loaded_demo(to_copy, empty_portal):
    """The demo."""
    return to_copy("demo", "load_demo", template=empty_portal)


@pytest.fixture(scope="module")
def make_portal(tmp_path_factory, loaded_demo):
    """make_portal(**environment): a copy of the demo with processes of its own, ended after the module."""
    made = []

    def make(**environment):
        portal = Portal(tmp_path_factory.mktemp("portal"), offset=loaded_demo.offset, **environment)
        made.append(portal)
        return portal.create(template=loaded_demo)

    yield make
    for portal in made:
        portal.remove()


@pytest.fixture(scope="module")
def portal(make_portal):
    """A running demo, web and worker, shared by the tests of one module."""
    return make_portal().start("web", "worker", "beat")


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if not path:
        pytest.fail("Chromium was not found. On Debian or Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


# htmx writes these where a newer request replaces one that is under way, as it is told to while one types.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")


def is_error(line):
    return line.type == "error" and not line.text.startswith(REPLACED)


@pytest.fixture
def page(chromium, portal):
    """A fresh page on the module's portal; it fails the test if a script or a resource failed."""
    context = chromium.new_context(base_url=portal.address(""), locale="en-GB", timezone_id="Europe/Brussels")
    context.set_default_timeout(15_000)  # milliseconds
    tab = context.new_page()
    problems = []
    tab.on("pageerror", lambda error: problems.append(f"script: {error}"))
    tab.on("console", lambda line: problems.append(f"console: {line.text}") if is_error(line) else None)
    tab.problems = problems
    yield tab
    context.close()
    assert problems == []
