"""`prepare`: what an installation needs before it starts, safe to run again at every start and update."""

from django.conf import settings
from django.core.management import BaseCommand, call_command

from excite.messages import compile_catalogues


class Command(BaseCommand):
    help = "Compile texts, migrate the database, make the cache table, and collect the static files."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--texts", action="store_true", help="only compile the texts")

    def handle(self, *, texts, verbosity, **options):
        compile_catalogues(settings.LOCALE_PATHS)
        if texts:
            return
        call_command("migrate", interactive=False, verbosity=verbosity)
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)
        if not settings.SERVES_SOURCES:
            call_command("collectstatic", interactive=False, verbosity=verbosity)
