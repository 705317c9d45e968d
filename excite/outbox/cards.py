"""What waits for the keepers of the outbox."""

from django.urls import reverse
from django.utils.translation import ngettext

from excite.outbox import registry
from excite.outbox.models import Mail
from excite.waiting import Task

LOOKED_AT = 50  # mails


def stuck_mails(user, *, today, now) -> list[Task]:
    """One task for all mails that are held or could not be sent; one query."""
    stuck = Mail.objects.visible_to(user).stuck().for_list()[:LOOKED_AT]
    mine = [mail for mail in stuck if registry.is_keeper(user, mail)]
    if not mine:
        return []
    said = ngettext(
        "See to %(number)d mail that did not leave", "See to %(number)d mails that did not leave", len(mine)
    )
    url = f"{reverse('outbox:list')}?status={mine[0].status}"
    return [Task("mail", said % {"number": len(mine)}, url, since=mine[-1].posted_at)]
