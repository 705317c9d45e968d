"""`solve_timetable`: a timetable of meetings out of a file, with the proof of how good it is."""

import json
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from excite.words import say
from missions.timetable.solve import solve
from missions.timetable.work import Work
from missions.timetable_files import Faulty, as_json, read_instance


class Command(BaseCommand):
    help = "Make the fullest timetable of an event's meetings, and prove how full it could be."

    def add_arguments(self, parser):
        parser.add_argument("event", type=Path, metavar="IN.json")
        parser.add_argument("answer", type=Path, metavar="OUT.json")
        parser.add_argument("--seconds", type=float, metavar="N", help="stop after about N seconds")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another answer")

    def handle(self, *, event, answer, seconds, seed, verbosity, **options):
        timetable = solve(read(event, read_instance), Work(seed, seconds=seconds))
        write(answer, timetable)
        for stage in timetable.stages if verbosity else ():
            self.stdout.write(
                _("%(stage)s: %(value)s, at best %(bound)s")
                % {"stage": stage.name, "value": stage.value, "bound": stage.bound}
            )


def read(path: Path, reader):
    """What ``reader`` makes of a JSON file; what is wrong with it ends the command with exit code 2."""
    try:
        return reader(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2)
    except (ValueError, RecursionError):
        raise CommandError(_("%(file)s is not a JSON file.") % {"file": path}, returncode=2)
    except Faulty as fault:
        raise CommandError(f"{path}: {fault.path} {say(fault.sentence)}", returncode=2)


def write(path: Path, timetable) -> None:
    try:
        path.write_text(json.dumps(as_json(timetable), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2)
