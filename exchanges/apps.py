from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    verbose_name = _("Exchanges")

    def ready(self):
        from missions import registry

        from .registry import describe_kinds
        from .services import cancel_with_mission

        describe_kinds()
        registry.cancelling.append(cancel_with_mission)
