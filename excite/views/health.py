"""`/healthz`: can this process reach what it needs? For load balancers and container probes."""

import logging

from django.db import connection
from django.http import JsonResponse

from excite.celery import app

log = logging.getLogger(__name__)


def healthz(request):
    """200 when database and broker answer, else 503. Says which of them failed, and nothing more."""
    found = {"database": works(ask_database), "broker": works(ask_broker)}
    answer = JsonResponse(found, status=200 if all(found.values()) else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def works(ask):
    try:
        ask()
    except Exception:
        log.exception("Health check failed")
        return False
    return True


def ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker():
    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
