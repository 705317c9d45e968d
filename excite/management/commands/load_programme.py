"""`load_programme`: a partnership with its clusters, rules, missions and targets out of a JSON file."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from excite import clock
from excite.intake import Faulty
from excite.programme import load_programme


class Command(BaseCommand):
    help = "Load PARTNERSHIP.json and the lump_sums.csv beside it. Run again, it adds what is new."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="PARTNERSHIP.json")

    def handle(self, *, file, verbosity, **options):
        try:
            partnership, tally = load_programme(file, by=None, now=clock.now())
        except Faulty as faulty:
            raise CommandError(
                "\n".join(
                    [f"{file.name}: {fault}" for fault in faulty.faults]
                    + [f"Nothing was saved, because of {len(faulty.faults)} fault(s)."]
                )
            )
        if verbosity:
            for line in [*tally.notes, *tally.lines()]:
                self.stdout.write(line)
            added = tally.added.total()
            self.stdout.write(f"{partnership}: {added} added." if added else f"{partnership}: nothing new.")
