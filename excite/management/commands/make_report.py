"""`make_report`: a report as PDF, XLSX, CSV and JSON, made here by the same code as the report job."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from excite import clock
from excite.workflow import Refused
from reporting import services
from reporting.services.files import path_of

from .progress import day, partnership_called


class Command(BaseCommand):
    help = "Make a progress report and put report.pdf, report.xlsx, report.csv and report.json into a folder."

    def add_arguments(self, parser):
        parser.add_argument("--partnership", required=True, help="acronym, such as EXCITE")
        parser.add_argument("--until", required=True, type=day, help="cut-off, such as 2023-07-31")
        parser.add_argument("--out", required=True, type=Path, help="folder; made if it is not there")
        parser.add_argument("--known-on", type=day, help="leave out what became known after this day")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *, partnership, until, out: Path, known_on, language, **options):
        now = clock.now()
        try:
            out.mkdir(parents=True, exist_ok=True)
            report = services.start(
                partnership_called(partnership),
                until=until,
                known_on=known_on,
                language=language,
                by=None,
                now=now,
                send=False,
            )
            report = services.make_now(report, now=now)
        except (Refused, OSError) as fault:
            raise CommandError(str(fault)) from None
        for file in report.files.order_by("format"):
            put(path_of(file), out / f"report.{file.format}")
            self.stdout.write(str(out / f"report.{file.format}"))
        self.stdout.write(f"{report.headline} · check code {report.check_code}")
        if not report.files.filter(format="pdf").exists():
            raise CommandError("The PDF is missing: this server has no Pango. Install libpango-1.0-0.")


def put(source: Path, target: Path) -> None:
    """Whole or not at all, replacing an earlier one."""
    draft = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, draft)
    draft.replace(target)
