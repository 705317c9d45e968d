from django.apps import AppConfig


class ExciteConfig(AppConfig):
    name = "excite"

    def ready(self):
        from excite import audit, outbox, scopes

        audit.scope(scopes.log_of)
        outbox.scope(scopes.mails_of)
        outbox.keeper(scopes.keeps)
        about_exchanges = ["exchange", "agreement", "change", "consent", "evidence", "grant", "seat_offer"]
        audit.link("exchanges:exchange", "reference", *about_exchanges)
        audit.link("missions:mission", "slug", "mission")
        audit.link("tandems:tandem", "reference", "tandem")
