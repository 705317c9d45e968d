"""What exchanges do by themselves when its time has come. Beat calls often; twice changes nothing."""

from celery import shared_task

from excite import clock, jobs

from . import services
from .models import AgreementJob


@shared_task(name="exchanges.sweep")
def sweep() -> None:
    """Offers of seats that are over, and returned applications that nobody answered."""
    services.lapse_offers(now=clock.now())
    services.lapse_returned(now=clock.now())


@jobs.work(AgreementJob)
def print_agreement(job, progress):
    services.make_paper(job, progress=progress)
