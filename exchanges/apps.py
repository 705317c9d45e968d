from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    verbose_name = _("Exchanges")

    def ready(self):
        from clusters.registry import provide
        from excite import waiting
        from missions import registry

        from .cards import offers, organisations, repayments, work
        from .registry import describe_kinds
        from .services import cancel_with_mission

        describe_kinds()
        waiting.register(work.tasks)
        waiting.register(repayments.tasks)
        provide("visits", organisations.visits)
        registry.cancelling.append(cancel_with_mission)
        registry.provide("offers", offers.offers)
        registry.provide("participants", offers.participants)
        registry.provide("waiting", offers.waiting)
        registry.provide("flows", offers.flows)
