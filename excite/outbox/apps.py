from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from excite import waiting


class OutboxConfig(AppConfig):
    name = "excite.outbox"
    verbose_name = _("Outbox")

    def ready(self):
        from excite.outbox.cards import stuck_mails

        waiting.register(stuck_mails)
