"""Sentences that rules make and people read: text and values kept apart until a language is known.

A rule says *what* is so; ``excite.words.say`` says it in the reader's language. A sentence can be compared,
hashed and stored, so the one that explains an amount is made once and shown in the form, the agreement, the
card and the log. This module knows no Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark English text for translation and hand it back. Import it ``as _``: every extractor knows that."""
    return text


@dataclass(frozen=True)
class Money:
    """An amount in EUR, shown with two places ("780.00"); the text around it carries the "EUR"."""

    eur: Decimal

    def __post_init__(self):
        object.__setattr__(self, "eur", Decimal(self.eur).quantize(Decimal("0.01"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Country:
    """A country by its ISO code ("PT"; Kosovo is "XK"), shown by name."""

    code: str


@dataclass(frozen=True)
class Moment:
    """An aware datetime, shown on the clock of a zone ("Europe/Madrid") that is named by its city."""

    at: datetime
    zone: str


@dataclass(frozen=True, init=False)
class Sentence:
    """English text in %-format and its named values: ``Sentence("%(days)s days", days=3)``.

    A value is a str (shown as it is), int, Decimal, ``Money``, date, ``Country``, ``Moment``, another
    sentence, or a tuple of these ("a and b"). ``many`` is the plural of ``text``, and ``number`` decides
    between them.
    """

    text: str
    values: tuple[tuple[str, Any], ...]
    many: str
    number: int

    def __init__(self, text: str, **values):
        self._set(text, values)

    def _set(self, text, values, many="", number=0):
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", tuple(sorted(values.items())))
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "number", number)
        return self

    def __getitem__(self, name: str):
        return dict(self.values)[name]

    def as_json(self) -> dict:
        """A JSON object from which ``from_json`` makes an equal sentence."""
        stored = {"text": self.text, "values": {name: _packed(value) for name, value in self.values}}
        if self.many:
            stored |= {"many": self.many, "number": self.number}
        return stored

    @classmethod
    def from_json(cls, stored: Mapping) -> "Sentence":
        values = {name: _unpacked(value) for name, value in stored.get("values", {}).items()}
        return cls.__new__(cls)._set(stored["text"], values, stored.get("many", ""), stored.get("number", 0))


def ngettext(one: str, many: str, number: int, **values) -> Sentence:
    """A sentence that depends on a count; named so that extractors find both forms."""
    return Sentence.__new__(Sentence)._set(one, values, many, number)


def _packed(value):
    match value:
        case Sentence():
            return {"sentence": value.as_json()}
        case Money():
            return {"money": str(value.eur)}
        case Country():
            return {"country": value.code}
        case Moment():
            return {"moment": value.at.isoformat(), "zone": value.zone}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return {"list": [_packed(each) for each in value]}
        case _:
            return value


def _unpacked(value):
    match value:
        case {"sentence": stored}:
            return Sentence.from_json(stored)
        case {"money": eur}:
            return Money(Decimal(eur))
        case {"country": code}:
            return Country(code)
        case {"moment": at, "zone": zone}:
            return Moment(datetime.fromisoformat(at), zone)
        case {"decimal": number}:
            return Decimal(number)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"list": values}:
            return tuple(_unpacked(each) for each in values)
        case _:
            return value
