"""The Celery application. Its settings are the `CELERY_*` names of `excite.settings`."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "excite.settings")

app = Celery("excite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**_):
    """Celery would install its own handlers; Django's LOGGING is already in place in worker and beat."""
