"""One attempt of one job, in a process of its own. Started by the worker; see `excite.worker`."""

import os
import sys
from threading import Thread

from django.apps import apps
from django.core.management.base import BaseCommand

from excite import jobs, worker


class Command(BaseCommand):
    help = "Does one attempt of a job that a worker has claimed."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("label", help="the kind of job, such as reporting.ReportJob")
        parser.add_argument("pk", type=int)
        parser.add_argument("attempt", type=int)
        parser.add_argument("--watched", action="store_true", help="end when standard input closes")

    def handle(self, *, label, pk, attempt, watched, **_):
        if watched:
            Thread(target=end_with_parent, daemon=True).start()
        rows = apps.get_model(label)._base_manager.select_related("requested_by")
        job = rows.filter(pk=pk, attempt=attempt, status=jobs.Status.RUNNING).first()
        if job is not None:
            worker.perform(job)


def end_with_parent() -> None:
    """Nobody renews the lease any more once the worker is dead: going on would only waste the machine."""
    sys.stdin.buffer.read()
    os._exit(worker.LET_GO)
