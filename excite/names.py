"""Names of people and organisations: how they are cleaned, found and sorted, alike on every database."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = re.compile(f"[{_DIRECTION_MARKS}\u200b\ufeff\ud800-\udfff\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x85]")

SORT_KEY_LENGTH = 200


def fold(text: str) -> str:
    """The text as it is searched: small letters, no accents, single spaces ("Łódź" → "lodz").

    Cyrillic letters stay whole ("й" is a letter, not an accented "и"), only small.
    """
    letters = []
    for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()):
        if not unicodedata.combining(letter):
            letters.append(letter)
        elif letters and "\u0400" <= letters[-1] <= "\u052f":
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + letter)[:1]
    return " ".join("".join(letters).translate(_PLAIN).split())


def sort_key(text: str) -> str:
    """A key that sorts alike on SQLite and under every PostgreSQL collation, at most SORT_KEY_LENGTH letters.

    Collations disagree about accents, case, spaces and signs, but not about 0-9 and a-f: hence hexadecimal.
    """
    words = " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())
    return words.encode()[: SORT_KEY_LENGTH // 2].hex()


def clean_text(text: str) -> str:
    """Text of several lines without what nobody can see: direction marks, lone surrogates, control signs.

    Raises ValidationError for a NUL sign, which only a broken or hostile sender writes.
    """
    if "\x00" in text:
        raise ValidationError(
            _("This text contains a sign that cannot be stored (NUL). Please type it again."), code="nul"
        )
    text = _INVISIBLE.sub("", _BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """One line of clean text: as `clean_text`, with every run of spaces and line ends made one space."""
    return " ".join(clean_text(text).split())


class PlainText(forms.CharField):
    """A form field for a name or a short text: one clean line, or with `lines=True` clean text of several."""

    def __init__(self, *, lines: bool = False, **kwargs):
        self.lines = lines
        kwargs.setdefault("max_length", 5000 if lines else 255)
        if lines:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        return (clean_text if self.lines else clean_line)(text) or self.empty_value
