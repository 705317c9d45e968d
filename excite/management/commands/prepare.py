"""`prepare`: what an installation needs before it starts, safe to run again at every start and update."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from excite.messages import compile_catalogues

PARTS = ["texts", "database", "static"]


class Command(BaseCommand):
    help = "Compile texts, migrate the database and make the cache table, collect the static files."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}")

    def handle(self, *, parts, verbosity, **options):
        if unknown := set(parts).difference(PARTS):
            raise CommandError(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
        for part in parts:
            getattr(self, part)(verbosity)

    def texts(self, verbosity):
        compile_catalogues(settings.LOCALE_PATHS)

    def database(self, verbosity):
        call_command("migrate", interactive=False, verbosity=verbosity)
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)

    def static(self, verbosity):
        if not settings.SERVES_SOURCES:
            call_command("collectstatic", interactive=False, verbosity=verbosity)
