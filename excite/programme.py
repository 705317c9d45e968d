"""Loading a programme file: every app reads its part of it, and only a whole file is saved."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Partnership
from clusters.services import programme as clusters
from exchanges.services import programme as exchanges
from excite import audit
from excite.days import day_of
from excite.intake import Fault, Faulty, Node, Tally
from missions.services import programme as missions
from reporting.services import programme as reporting
from tandems.services import programme as tandems

MOST_BYTES = 16 * 1024 * 1024
LUMP_SUMS = "lump_sums.csv"


def load_programme(path: Path, *, by, now: datetime) -> tuple[Partnership, Tally]:
    """Add what is new in the file and in the lump-sum table beside it; change nothing else.

    Raises Faulty with every fault, and then nothing is saved.
    """
    faults: list[Fault] = []
    tally = Tally()
    file = Node(_json(path, faults), "", faults)
    if faults:
        raise Faulty(faults)
    ours = clusters.read(file)
    acronym = ours.partnership.acronym
    parts = {
        missions: missions.read(file, clusters=ours.codes, acronym=acronym),
        exchanges: exchanges.read(file, _lump_sums_beside(path, tally)),
        tandems: tandems.read(file),
        reporting: reporting.read(file),
    }
    if faults:
        raise Faulty(faults)
    with transaction.atomic():
        extra = file.rest() | parts[reporting].extra
        partnership = clusters.add(ours, extra=extra, tally=tally, today=day_of(now))
        for app, part in parts.items():
            app.add(part, partnership, tally=tally)
        if tally.added.total():
            added = {kind: count for kind, count in tally.added.items() if count}
            audit.record(partnership, "load_programme", by=by, now=now, details={"added": added})
    return partnership, tally


def _lump_sums_beside(path, tally):
    beside = path.with_name(LUMP_SUMS)
    if beside.exists():
        return beside
    text = _("There is no %(name)s beside the file: no grant can be reckoned until there is one.")
    tally.notes.append(text % {"name": LUMP_SUMS})
    return None


def _json(path, faults):
    """The file's object; numbers are exact, and nothing beyond JSON is let in."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            text = _("the file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024**2}
            return _refuse(faults, text)
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=lambda pairs: _object(pairs, faults),
        )
    except OSError as error:
        return _refuse(faults, _("cannot be read: %(why)s.") % {"why": error.strerror})
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _refuse(faults, _("line %(line)s is not UTF-8; save the file as UTF-8.") % {"line": line})
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno, "why": error.msg}
        return _refuse(faults, _("is no JSON: line %(line)s, column %(column)s: %(why)s.") % values)
    except (RecursionError, ValueError) as error:
        return _refuse(faults, _("is no JSON that the portal can read: %(why)s.") % {"why": error})


def _refuse(faults, reason):
    faults.append(Fault(_("file"), reason))
    return {}


def _no_number(word):
    raise ValueError(_("%(word)s is no number") % {"word": word})


def _object(pairs, faults):
    names = [name for name, _value in pairs]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            faults.append(Fault(name, _("is given twice in the same object.")))
    return dict(pairs)
