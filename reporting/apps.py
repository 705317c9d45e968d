from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reporting")

    def ready(self):
        from clusters import registry
        from excite import audit, waiting
        from reporting.cards.public import public_figures
        from reporting.cards.waiting import waiting as reporting_waiting
        from reporting.models import Report

        registry.provide("figures", public_figures)
        waiting.register(reporting_waiting)

        audit.describe(
            "report",
            label=_("Report"),
            verbs={
                "start": pgettext_lazy("report", "asked for"),
                "finish": pgettext_lazy("report", "made"),
                "stop": pgettext_lazy("report", "stopped"),
                "retry": pgettext_lazy("report", "asked for again"),
                "freeze": pgettext_lazy("report", "frozen"),
                "discard": pgettext_lazy("report", "discarded"),
                "download": pgettext_lazy("report", "downloaded"),
            },
            statuses=Report.Status.choices,
        )
