"""The composition root: settings, addresses, Celery, and the leaves every app stands on."""

from excite.celery import app as celery_app

__version__ = "1.0"
__all__ = ["celery_app"]
