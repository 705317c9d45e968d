"""Named people and the guards of the suite. The machinery (portals, browser) is in tests/harness."""

import os
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .people import *  # noqa: F403  (the named people are for every test)

pytest_plugins = ["tests.harness.sockets", "tests.harness.fixtures"]


@pytest.fixture
def django_assert_num_queries():
    """Exactly so many queries, the shared cache left out: it is a table on SQLite, and Redis elsewhere."""

    @contextmanager
    def asserted(number):
        with CaptureQueriesContext(connection) as asked:
            yield
        found = [query["sql"] for query in asked.captured_queries if "cache_entries" not in query["sql"]]
        assert len(found) == number, "\n".join(found)

    return asserted


def pytest_collection_modifyitems(config, items):
    """Tests that belong to the other database are left out, not skipped: a skip would look like a gap.

    What touches no database is run once, with SQLite.
    """
    servers = "TEST_DATABASE_URL" in os.environ
    other = "sqlite" if servers else "postgres"
    left_out = [
        item
        for item in items
        if item.get_closest_marker(other) or (servers and not _touches_a_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (*_turn(item), places[item.path], _layers(item)))


def _touches_a_database(item):
    marks = ("django_db", "database", "postgres", "worker")
    return "db" in item.fixturenames or any(item.get_closest_marker(mark) for mark in marks)


def _turn(item):
    """The long ones first, so that nobody waits for one at the end. A browser leaves an event loop behind,
    under which Django refuses the database: its tests come last.
    """
    return bool(item.get_closest_marker("browser")), not item.get_closest_marker("slow")


def _layers(item):
    """How many fixtures that write for the whole module a test asks for."""
    return sum(name.startswith("laid_out") for name in item.fixturenames)
