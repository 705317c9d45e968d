from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite import waiting


class OutboxConfig(AppConfig):
    name = "excite.outbox"
    verbose_name = _("Outbox")

    def ready(self):
        from excite import audit
        from excite.outbox.cards import stuck_mails
        from excite.outbox.models import LABELS

        waiting.register(stuck_mails)
        verbs = {
            "hold": pgettext_lazy("mail", "held back"),
            "release": pgettext_lazy("mail", "sent after all"),
            "drop": pgettext_lazy("mail", "dropped"),
            "resend": pgettext_lazy("mail", "sent again"),
        }
        audit.describe("mail", label=_("Mail"), verbs=verbs, statuses=LABELS)
