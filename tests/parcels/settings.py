"""The portal with the parcels installed, for tests that run errands in processes of their own."""

from excite.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.parcels"]  # noqa: F405
