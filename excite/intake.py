"""Taking in what others wrote: values are asked for by name and type, every fault is noted with its place.

`Node` reads one object of a JSON file. Nothing is raised while reading, so that one run finds every fault;
what was never asked for is handed back by `rest` and kept. `Tally` counts what a loader added and knew.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from excite.names import clean_line, clean_text

MOST_CENTS = 2**31 - 1  # what an integer column holds
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be taken in: where it stands, and why, with the way out."""

    place: str
    reason: str

    def __str__(self):
        return f"{self.place}: {self.reason}"


class Faulty(Exception):
    """The data hold faults, so nothing of them was saved."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Tally:
    """Rows per kind of record, added and already known, and remarks for whoever started the loading."""

    added: Counter = field(default_factory=Counter)
    known: Counter = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def count(self, kind: str, *, added: int = 0, known: int = 0):
        self.added[kind] += added
        self.known[kind] += known

    def note_kept(self, name: str, there: Mapping, here: Callable[[str], object]):
        """Remark on a known record whose file now says something else; the record is left alone."""
        changed = [key for key, value in there.items() if value not in (None, "") and here(key) != value]
        if changed:
            values = {"name": name, "fields": ", ".join(changed)}
            self.notes.append(_("%(name)s is kept as it is; the file differs in: %(fields)s.") % values)

    def lines(self) -> list[str]:
        kinds = dict.fromkeys([*self.added, *self.known])
        return [f"{kind}: {self.added[kind]} new, {self.known[kind]} known" for kind in kinds]


class Node:
    """One object of a JSON file, at `place` ("missions[3]")."""

    def __init__(self, value, place: str, faults: list[Fault]):
        self.place, self.faults, self._asked = place, faults, set()
        self.value = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            faults.append(Fault(place or "file", _("must be an object in braces, with named values.")))

    def fault(self, name: str, reason: str):
        self.faults.append(Fault(f"{self.place}.{name}" if self.place else name, reason))

    def rest(self) -> dict:
        """Everything that nobody has asked for, without signs that a database cannot store."""
        return {
            storable(name): storable(value) for name, value in self.value.items() if name not in self._asked
        }

    def text(self, name, *, most=200, required=False, lines=False) -> str:
        value = self._get(name, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(name, _("must be text in quotation marks."))
            return ""
        try:
            text = (clean_text if lines else clean_line)(value)
        except ValidationError as error:
            self.fault(name, error.messages[0])
            return ""
        if required and not text:
            self.fault(name, _("must not be empty."))
        if len(text) > most:
            self.fault(
                name,
                _("has %(count)s characters; at most %(most)s fit.") % {"count": len(text), "most": most},
            )
            return ""
        return text

    def address(self, name, *, most=200) -> str:
        """A web address with its scheme."""
        text = self.text(name, most=most)
        try:
            if text:
                URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            self.fault(name, _("must be a whole web address, such as https://www.example.eu."))
            return ""
        return text

    def email(self, name) -> str:
        text = self.text(name, most=254)
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self.fault(name, _("must be an e-mail address, such as office@example.eu."))
            return ""
        return text

    def number(self, name, *, least=None, most=None, required=False) -> Decimal | None:
        value = self._get(name, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fault(name, _("must be a number without quotation marks."))
            return None
        value = Decimal(value)
        if not value.is_finite() or value.adjusted() > 30 or not self._within(name, value, least, most):
            if not value.is_finite() or value.adjusted() > 30:
                self.fault(name, _("is no number that the portal can keep."))
            return None
        return value

    def whole(self, name, *, least=0, most=MOST_CENTS, required=False) -> int | None:
        value = self.number(name, least=least, most=most, required=required)
        if value is None:
            return None
        if value != value.to_integral_value():
            self.fault(name, _("must be a whole number."))
            return None
        return int(value)

    def day(self, name, *, required=False) -> date | None:
        value = self._get(name, required)
        if value is None:
            return None
        found = iso_day(value)
        if found is None:
            self.fault(name, _("“%(value)s” is no date; write it like 2023-09-13.") % {"value": shown(value)})
        return found

    def instant(self, name, zone: ZoneInfo, *, of_day: time) -> datetime | None:
        """An instant, or a bare day, which stands for `of_day` in the zone."""
        value = self._get(name, False)
        if value is None:
            return None
        bare = iso_day(value)
        if bare:
            return datetime.combine(bare, of_day, zone)
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found.date() <= LATEST:
            self.fault(name, _("“%(value)s” is no date; write it like 2023-09-13.") % {"value": shown(value)})
            return None
        return found if found.tzinfo else found.replace(tzinfo=zone)

    def choice(self, name, choices: Mapping, *, required=False, default=None):
        """The value that the file's word stands for."""
        value = self._get(name, required)
        if value is None:
            return default
        if not isinstance(value, str) or value not in choices:
            values = {"value": shown(value), "known": ", ".join(map(str, choices))}
            self.fault(name, _("“%(value)s” is not known here; choose one of: %(known)s.") % values)
            return default
        return choices[value]

    def truth(self, name, *, default=False) -> bool:
        value = self._get(name, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, _("must be true or false."))
        return value is True

    def node(self, name) -> "Node | None":
        value = self._get(name, False)
        return None if value is None else Node(value, self._place_of(name), self.faults)

    def nodes(self, name) -> list["Node"]:
        return [
            Node(value, f"{self._place_of(name)}[{position}]", self.faults)
            for position, value in enumerate(self._list(name))
        ]

    def texts(self, name, *, most=200) -> list[str]:
        """A list of texts, without repetitions."""
        found = []
        for position, value in enumerate(self._list(name)):
            item = Node({"": value}, f"{self._place_of(name)}[{position}]", [])
            text = item.text("", most=most, required=True)
            self.faults += [Fault(fault.place.rstrip("."), fault.reason) for fault in item.faults]
            if text and text not in found:
                found.append(text)
        return found

    def _list(self, name) -> list:
        value = self._get(name, False)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, _("must be a list in square brackets."))
            return []
        return value

    def _get(self, name, required):
        self._asked.add(name)
        value = self.value.get(name)
        if value is None and required:
            self.fault(name, _("is missing."))
        return value

    def _place_of(self, name) -> str:
        return f"{self.place}.{name}" if self.place else name

    def _within(self, name, value, least, most) -> bool:
        if least is not None and value < least:
            self.fault(name, _("must be at least %(least)s.") % {"least": least})
            return False
        if most is not None and value > most:
            self.fault(name, _("must be at most %(most)s.") % {"most": most})
            return False
        return True


def iso_day(value) -> date | None:
    """The day of "2023-09-13", and of nothing else: neither "20230913" nor "2023-W37" is meant by anybody."""
    if not isinstance(value, str) or len(value) != 10 or value[4] + value[7] != "--":
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def shown(value, most: int = 60) -> str:
    """A value as a message may repeat it: one line, not long, nothing invisible."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value))
    return text if len(text) <= most else text[: most - 1] + "…"


def storable(value):
    """JSON as every database can store it: without NUL signs, lone surrogates and numbers beyond JSON."""
    match value:
        case str():
            return "".join(sign for sign in value if sign != "\x00" and not "\ud800" <= sign <= "\udfff")
        case dict():
            return {storable(name): storable(inner) for name, inner in value.items()}
        case list():
            return [storable(inner) for inner in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() and value.adjusted() < 15 else str(value)
    return value
