"""The work of a mail: being sent."""

from excite import jobs
from excite.outbox import delivery
from excite.outbox.models import Mail


@jobs.work(Mail)
def deliver(mail: Mail, progress) -> None:
    delivery.deliver(mail)
