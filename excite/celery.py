"""The Celery application. Its settings are the `CELERY_*` names of `excite.settings`."""

import os

from celery import Celery, beat, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "excite.settings")

app = Celery("excite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**_):
    """Celery would install its own handlers; Django's LOGGING is already in place in worker and beat."""


class Scheduler(beat.Scheduler):
    """Keeps no memory on disk, because due times are rows. Touches a file at each tick, for health checks."""

    def tick(self, *arguments, **options):
        (settings.VAR_ROOT / "beat-alive").touch()
        return super().tick(*arguments, **options)
