"""`load_demo`: the demonstration into an empty database, in demo mode only."""

from django.core.management import BaseCommand, CommandError

from excite.demo import load_demo
from excite.workflow import Refused


class Command(BaseCommand):
    help = "Load programme, rows, accounts, budget lines, evidence and a second partnership for the demo."

    def add_arguments(self, parser):
        parser.add_argument("--without-pdf", action="store_true", help="Leave out the PDFs of the reports.")

    def handle(self, *, without_pdf, verbosity, **options):
        try:
            for line in load_demo(pdf=not without_pdf):
                if verbosity:
                    self.stdout.write(line)
        except Refused as refusal:
            raise CommandError(str(refusal))
