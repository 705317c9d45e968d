"""The two messages that the broker carries: do this job, and look for jobs that were dropped."""

from celery import shared_task

from excite import jobs, storage, worker


@shared_task(name="excite.jobs.run")
def run(label: str, pk: int) -> None:
    worker.run(label, pk)


@shared_task(name="excite.jobs.sweep")
def sweep() -> None:
    jobs.sweep()
    storage.clear_stale_drafts()
