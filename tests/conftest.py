"""Named people and the guards of the suite. The machinery (portals, browser) is in tests/harness."""

import os

from .people import *  # noqa: F403  (the named people are for every test)

pytest_plugins = ["tests.harness.sockets", "tests.harness.fixtures"]


def pytest_collection_modifyitems(config, items):
    """Tests that belong to the other database are left out, not skipped: a skip would look like a gap."""
    other = "sqlite" if "TEST_DATABASE_URL" in os.environ else "postgres"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
