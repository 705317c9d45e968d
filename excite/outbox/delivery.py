"""Handing a mail to the mail server: at most once, even if the worker dies on the way.

The row is marked right before the mail leaves. An attempt that finds the mark cannot know whether the one
before it got through, so it holds the mail for a person to decide, instead of sending it twice.
"""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from excite import jobs
from excite.outbox import emails
from excite.outbox.models import Mail
from excite.workflow import Refused

NOBODY_KNOWS = _(
    "Sending was interrupted, so this mail may have arrived. Ask, and send it again if it has not."
)


class Undeliverable(Refused):
    default = _("The mail server does not accept this mail. Please check the address.")


def deliver(mail: Mail) -> None:
    """Send this mail. Raises TryAgain while the mail server is away, Undeliverable when it refuses."""
    if mail.handed_over_at:
        jobs.hold(mail, NOBODY_KNOWS)
        return
    letter, shown = emails.as_sent(mail), emails.masked(mail)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as fault:
        raise jobs.TryAgain(_("The mail server cannot be reached."), after=_patience(mail)) from fault
    try:
        _hand_over(mail, connection, emails.message(mail, letter))
    finally:
        connection.close()
    with jobs.finish(mail):
        Mail.objects.filter(pk=mail.pk).update(subject=shown.subject, text=shown.text)


def _hand_over(mail: Mail, connection, message) -> None:
    if not jobs.step(mail, "advance", attempt=mail.attempt, handed_over_at=timezone.now()):
        raise jobs.Lost
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as answer:
        # The server has answered no: this mail has surely not been sent.
        jobs.step(mail, "advance", attempt=mail.attempt, handed_over_at=None)
        if _for_now(answer):
            raise jobs.TryAgain(_("The mail server is busy."), after=_patience(mail)) from answer
        raise Undeliverable from answer
    except (OSError, SMTPException):
        jobs.hold(mail, NOBODY_KNOWS)
        raise jobs.Lost from None


def _patience(mail: Mail) -> int:
    """Seconds until a mail server that is away is asked again: 1, 4, 16 and 64 minutes."""
    return 60 * 4 ** max(jobs.ATTEMPTS - 1 - mail.attempts_left, 0)


def _for_now(answer: SMTPException) -> bool:
    """Codes from 400 to 499 mean: later perhaps."""
    if isinstance(answer, SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _text in answer.recipients.values())
    return 400 <= answer.smtp_code < 500
