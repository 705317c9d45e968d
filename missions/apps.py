from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = _("Missions")

    def ready(self):
        from clusters import registry
        from excite import audit, waiting

        from .cards.public import happenings, voices
        from .cards.waiting import waiting as missions_waiting
        from .models import Mission

        audit.describe(
            "mission",
            label=_("Mission"),
            verbs={
                "create": _("Created"),
                "edit": _("Changed"),
                "announce": _("Announced"),
                "publish": _("Opened for applications"),
                "close": _("Applications closed"),
                "reopen": _("Opened again"),
                "hold": _("Recorded as held"),
                "cancel": _("Cancelled"),
                "set the seats": _("Number of seats set"),
            },
            statuses=Mission.Status.choices,
        )
        waiting.register(missions_waiting)
        registry.provide("voices", voices)
        registry.provide("happenings", happenings)
