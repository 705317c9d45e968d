from django.apps import AppConfig


class ExciteConfig(AppConfig):
    name = "excite"

    def ready(self):
        from excite import audit, outbox, scopes

        audit.scope(scopes.log_of)
        outbox.scope(scopes.mails_of)
        outbox.keeper(scopes.keeps)
