"""`./run bench [--most ROWS] [names…]`: each name is a group of measurements; all of them without a name.

Ends with 1 if a result is wrong, never because something is slow.
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.harness.settings"  # a folder and a database to throw away

import django
from django.conf import settings
from django.db import connection

EVENTS = Path(__file__).resolve().parents[2] / "shared/data/scheduling/open"
SIZES = (1_000, 10_000, 100_000)


def main(arguments):
    chosen = arguments_of(arguments)
    if "timetable" in chosen.names:
        return timetable(chosen)
    django.setup()
    test = settings.DATABASES["default"]["TEST"]
    if connection.vendor == "sqlite":  # a file, as in production: Django would hold it in memory
        test["NAME"] = str(settings.VAR_ROOT / "bench.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        lines = measured(chosen)
    finally:
        connection.creation.destroy_test_db(test["NAME"] or connection.settings_dict["NAME"], verbosity=0)
    return 1 if any(line.wrong for line in lines) else 0


def timetable(chosen):
    """The engine alone, without a database."""
    from .timetable import timetables

    wrong = timetables(chosen.events, chosen.seconds)
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


def arguments_of(arguments):
    parser = argparse.ArgumentParser("./run bench", description="Speed, beside the bare libraries.")
    parser.add_argument(
        "names", nargs="*", help="of lists, pages, progress, pdf, xlsx (all without a name), or timetable"
    )
    parser.add_argument(
        "--most", type=int, default=SIZES[-1], metavar="ROWS", help="leave out the larger sizes"
    )
    parser.add_argument("--events", type=Path, default=EVENTS, metavar="FOLDER", help="of the timetables")
    parser.add_argument("--seconds", type=float, metavar="N", help="for each timetable")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names).difference(names_of_groups(), ["timetable"]):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(names_of_groups())}")
    return chosen


def names_of_groups():
    return ("lists", "pages", "progress", "pdf", "xlsx")


def measured(chosen):
    from . import figures, pages, papers, workbook
    from .programme import Programme
    from .table import HEAD, Line, shown

    groups = {
        "lists": pages.lists,
        "pages": pages.pages,
        "progress": figures.progress,
        "pdf": papers.report_pdf,
        "xlsx": workbook.report_xlsx,
    }
    sizes = [size for size in SIZES if size <= chosen.most] or [chosen.most]
    lines: list[Line] = []
    programme = Programme()
    print(shown(HEAD), flush=True)
    for size in sizes:
        told = time.monotonic()
        programme.grow(size)
        print(f"{size:,} exchanges ({time.monotonic() - told:.0f} s)", file=sys.stderr)
        for name, group in groups.items():
            once = {"pdf": sizes[0], "xlsx": sizes[-1]}.get(name, size)
            if size == once and name in (chosen.names or groups):
                for line in group(programme):
                    print(shown(line.cells()), flush=True)
                    lines.append(line)
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
