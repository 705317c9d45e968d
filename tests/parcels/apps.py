import os
from datetime import timedelta

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tests.parcels"

    def ready(self):
        """Leases of seconds, so that a test need not wait half a minute for a crash to be noticed."""
        if "IN_A_HURRY" in os.environ:
            from excite import jobs, worker

            jobs.LEASE = timedelta(seconds=8)
            jobs.RESEND = timedelta(seconds=4)
            worker.RENEW_EVERY = 1
