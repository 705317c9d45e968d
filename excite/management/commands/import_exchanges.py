"""`import_exchanges`: history out of a coordinator's two sheets, all or nothing."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from clusters.models import Partnership
from exchanges.services.imports import Overtaken, import_history
from excite import clock


class Command(BaseCommand):
    help = "Import organisations and exchanges. With one fault nothing is saved, and every fault is listed."

    def add_arguments(self, parser):
        parser.add_argument("organisations", type=Path, metavar="ORGANISATIONS.csv")
        parser.add_argument("exchanges", type=Path, metavar="EXCHANGES.csv")
        parser.add_argument("--partnership", required=True, metavar="EXCITE")
        parser.add_argument("--dry-run", action="store_true", help="Do everything, then undo it.")

    def handle(self, *, organisations, exchanges, partnership, dry_run, verbosity, **options):
        try:
            outcome = import_history(
                self.partnership(partnership),
                organisations_file=organisations,
                exchanges_file=exchanges,
                by=None,
                now=clock.now(),
                dry_run=dry_run,
            )
        except Overtaken as overtaken:
            raise CommandError(str(overtaken))
        if verbosity:
            self.tell(outcome.warnings, self.stdout, "Warning: ")
        if outcome.faults:
            self.tell(outcome.faults, self.stderr)
            raise CommandError(f"Nothing was saved, because of {outcome.faults.count} fault(s).")
        if verbosity:
            for line in [*outcome.tally.notes, *outcome.tally.lines()]:
                self.stdout.write(line)
            self.stdout.write("Changes were made." if outcome.changed else "Nothing has changed.")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was saved.")

    def partnership(self, acronym) -> Partnership:
        found = Partnership.objects.filter(acronym__iexact=acronym).first()
        if found is None:
            known = ", ".join(Partnership.objects.for_list().values_list("acronym", flat=True)) or "none yet"
            raise CommandError(
                f"There is no partnership “{acronym}” (known: {known}). Load it first with load_programme."
            )
        return found

    def tell(self, findings, stream, prefix=""):
        for finding in findings.kept:
            stream.write(f"{prefix}{finding}")
        if findings.left_out:
            stream.write(f"{prefix}and {findings.left_out} more.")
