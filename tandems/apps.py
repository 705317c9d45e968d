from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TandemsConfig(AppConfig):
    name = "tandems"
    verbose_name = _("Tandems")

    def ready(self):
        from excite import audit, waiting

        from .cards.waiting import waiting as tandems_waiting
        from .models import Tandem

        audit.describe(
            "tandem",
            label=_("Tandem"),
            verbs={
                "propose": _("Proposed"),
                "edit": _("Proposal changed"),
                "agree": _("Agreed"),
                "record_session": _("Session recorded"),
                "close": _("Closed"),
                "cancel": _("Cancelled"),
            },
            statuses=Tandem.Status.choices,
        )
        waiting.register(tandems_waiting)
