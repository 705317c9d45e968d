"""Own words that go on record beside an act: clean, of a sensible length, wherever they were typed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from excite.names import clean_line, clean_text
from excite.workflow import ReasonMissing, Refused

MOST_SIGNS = 1000


def reason_of(text: str, *, required: bool = False) -> str:
    """The reason as it is stored. Raises Refused if it is too long or cannot be stored, or is missing."""
    words = _clean(clean_text, text)
    if required and not words:
        raise ReasonMissing
    if len(words) > MOST_SIGNS:
        raise Refused(
            _("The reason is too long: please keep it under %(most)s signs.") % {"most": MOST_SIGNS}
        )
    return words


def name_of(text: str) -> str:
    """A person's name of one line. Raises Refused if it is missing or longer than 150 signs."""
    name = _clean(clean_line, text)
    if not 2 <= len(name) <= 150:
        raise Refused(_("Please give your full name, with up to 150 letters."))
    return name


def _clean(how, text):
    try:
        return how(text or "")
    except ValidationError as fault:
        raise Refused(fault.messages[0]) from fault
