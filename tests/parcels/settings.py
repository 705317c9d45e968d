"""The portal with the parcels installed, for tests that run errands in processes of their own."""

from excite.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.parcels"]  # noqa: F405

CELERY_BEAT_SCHEDULE["sweep"]["schedule"] = 2.0  # noqa: F405
