"""`replan_timetable`: an announced timetable after a change, with as little moved as can be."""

from functools import partial
from pathlib import Path

from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from missions.timetable.replan import replan
from missions.timetable_files import read_change, read_instance

from .solve_timetable import read, watched, write


class Command(BaseCommand):
    help = "Change an announced timetable for an absence, a cancellation, a new request or fewer tables."

    def add_arguments(self, parser):
        parser.add_argument(
            "event", type=Path, metavar="IN.json", help="with the announced meetings, published"
        )
        parser.add_argument("change", type=Path, metavar="CHANGE.json")
        parser.add_argument("answer", type=Path, metavar="OUT.json")
        parser.add_argument("--seconds", type=float, metavar="N", help="stop after about N seconds")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another answer")

    def handle(self, *, event, change, answer, seconds, seed, verbosity, **options):
        instance = read(event, read_instance)
        changed = read(change, partial(read_change, instance=instance))
        with watched(self, answer, seed=seed, seconds=seconds) as work:
            timetable = replan(instance, changed, work)
        write(answer, timetable)
        if verbosity:
            told = {"moved": len(timetable.moved), "lost": len(timetable.lost)}
            self.stdout.write(_("Moved: %(moved)s. Lost: %(lost)s.") % told)
