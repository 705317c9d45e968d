from django.apps import AppConfig


class ExciteConfig(AppConfig):
    name = "excite"
