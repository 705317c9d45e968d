"""The report job, done by a worker in a process of its own."""

from excite import clock, jobs
from reporting.models import ReportJob
from reporting.services import making


@jobs.work(ReportJob)
def make_report(job, progress):
    making.make(job, progress=progress, now=clock.now())
