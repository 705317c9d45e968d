"""`progress`: the headline and every indicator of a partnership up to a day, as known now."""

import json
from argparse import ArgumentTypeError
from datetime import date

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clusters.models import Partnership
from excite.words import money, number
from reporting.documents.tables import progress_table
from reporting.figures import figures


class Command(BaseCommand):
    help = "Tell how far a partnership has come: headline and indicator table."

    def add_arguments(self, parser):
        parser.add_argument("--partnership", required=True, help="acronym, such as EXCITE")
        parser.add_argument("--until", required=True, type=day, help="cut-off, such as 2023-07-31")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, partnership, until, json: bool, **options):
        ours = partnership_called(partnership)
        table = progress_table(ours, figures(ours, until=until), until=until)
        self.stdout.write(as_json(table) if json else as_text(table))


def as_json(table: dict) -> str:
    return json.dumps(table, ensure_ascii=False, indent=2)


def as_text(table: dict) -> str:
    lines = [table["headline"], ""]
    shown = [(one["label"], shown_value(one), one["unit"]) for one in table["indicators"]]
    label_width = max(len(label) for label, _value, _unit in shown)
    value_width = max(len(value) for _label, value, _unit in shown)
    lines += [f"{label:<{label_width}}  {value:>{value_width}}  {unit}" for label, value, unit in shown]
    if table["not_recorded"]:
        lines += ["", _("Not recorded here yet:")]
        lines += [f"  {one['label']}: {one['note']}" for one in table["not_recorded"]]
    return "\n".join(lines)


def shown_value(one: dict) -> str:
    return number(one["value"]) if isinstance(one["value"], int) else money(one["value"])


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day. Write it as 2023-07-31.") from None


def partnership_called(acronym: str) -> Partnership:
    found = Partnership.objects.filter(acronym__iexact=acronym).first()
    if found is None:
        known = ", ".join(Partnership.objects.for_list().values_list("acronym", flat=True))
        raise CommandError(f"There is no partnership {acronym}. Known: {known or 'none yet'}.")
    return found
