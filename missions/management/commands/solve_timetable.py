"""`solve_timetable`: a timetable of meetings out of a file, with the proof of how good it is."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from excite.words import say
from missions.timetable.solve import solve
from missions.timetable.work import Work
from missions.timetable_files import Faulty, as_json, read_instance

WIDTH = 70  # of a line that the next one is written over


class Command(BaseCommand):
    help = "Make the fullest timetable of an event's meetings, and prove how full it could be."

    def add_arguments(self, parser):
        parser.add_argument("event", type=Path, metavar="IN.json")
        parser.add_argument("answer", type=Path, metavar="OUT.json")
        parser.add_argument("--seconds", type=float, metavar="N", help="stop after about N seconds")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another answer")

    def handle(self, *, event, answer, seconds, seed, verbosity, **options):
        instance = read(event, read_instance)
        with watched(self, answer, seed=seed, seconds=seconds) as work:
            timetable = solve(instance, work)
        write(answer, timetable)
        for stage in timetable.stages if verbosity else ():
            self.stdout.write(so_far(stage.name, stage.value, stage.bound))


def so_far(stage: str, value: int, bound: int) -> str:
    return _("%(stage)s: %(value)s, at best %(bound)s") % {"stage": stage, "value": value, "bound": bound}


@contextmanager
def watched(command: BaseCommand, answer: Path, **limits) -> Iterator[Work]:
    """Work that tells a person at a terminal how far it is.

    Ctrl-C ends it with the best so far; a second one ends it without. A folder that is not there is told
    before the work begins.
    """
    stopped = Event()

    def stop(*_signal) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)
        command.stderr.write(_("Stopping. The best so far will be written."), str)

    def line(told: str) -> None:
        if command.stdout.isatty():
            command.stdout.write(told.ljust(WIDTH), ending="\r")
            command.stdout.flush()

    if not answer.parent.is_dir():
        raise CommandError(_("There is no folder %(folder)s.") % {"folder": answer.parent}, returncode=2)
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield Work(progress=lambda *told: line(so_far(*told)), cancelled=stopped.is_set, **limits)
    finally:
        line("")
        signal.signal(signal.SIGINT, before)


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
