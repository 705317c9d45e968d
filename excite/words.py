"""Values as a reader reads them: the words, numbers and dates of the active language.

Babel knows how each language writes money, dates, countries and lists; nothing here holds such knowledge.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_interval, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from excite.money import to_eur
from excite.sentences import Country, Moment, Money, Sentence

# A day of a stay within the same month, within the same year, and whole, where a language differs.
_STAY = {
    "en": ("EEE d", "EEE d MMMM", "EEE d MMMM y"),
    "de": ("EEE d.", "EEE d. MMMM", "EEE d. MMMM y"),
    "lt": ("MMMM d 'd'., EEE", "MMMM d 'd'., EEE", "y 'm'. MMMM d 'd'., EEE"),
}


def say(value) -> str:
    """A sentence (or its packed JSON) and everything inside it, in the active language."""
    if isinstance(value, Mapping) and "text" in value:
        value = Sentence.from_json(value)
    if isinstance(value, Sentence):
        return _say_sentence(value)
    return str(_say_value(value))


def number(value: Decimal | int, places: int = 0) -> str:
    """`1,234.50` with the separators of the language."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=locale())


def money(eur: Decimal) -> str:
    """An amount without its currency: `780.00`."""
    return number(eur, places=2)


def eur(cents: int | None) -> str:
    """Whole cents as `EUR 415.00`; the code stands first in every language, as EU papers in English do."""
    return "" if cents is None else f"EUR {money(to_eur(cents))}"


def country(code: str) -> str:
    """The name of a country; an unknown code is shown as it is."""
    code = str(code or "")
    return locale().territories.get(code.upper(), code)


def day(value: date | None) -> str:
    """`13 September 2023`; nothing for no day."""
    return "" if value is None else format_date(value, format="long", locale=locale())


def short_day(value: date | None) -> str:
    """`13 Sept 2023`, for tables."""
    return "" if value is None else format_date(value, format="medium", locale=locale())


def short_stay(first: date | None, last: date | None) -> str:
    """`16–20 Oct 2023`, where there is little room; nothing for no days."""
    return format_interval(first, last, "yMMMd", locale=locale()) if first and last else ""


def stay(first: date | None, last: date | None) -> str:
    """`Tue 20 to Thu 22 June 2023`: what both days share is said once."""
    if not first or not last:
        return gettext("no dates yet")
    in_month, in_year, whole = _STAY.get(locale().language, _STAY["en"])
    opening = whole if first.year != last.year else in_year if first.month != last.month else in_month
    last_day = format_date(last, whole, locale=locale())
    if first == last:
        return last_day
    first_day = format_date(first, opening, locale=locale())
    return gettext("%(first)s to %(last)s") % {"first": first_day, "last": last_day}


def moment(value: datetime | None, zone: str | ZoneInfo = "Europe/Brussels") -> str:
    """An instant on a clock that people can name: `13 September 2023, 17:00 (Brussels time)`."""
    if value is None:
        return ""
    zone = ZoneInfo(str(zone))
    local = value.astimezone(zone)
    return gettext("%(day)s, %(time)s (%(place)s time)") % {
        "day": day(local.date()),
        "time": format_datetime(local, "HH:mm", locale=locale()),
        "place": get_timezone_location(zone, locale=locale(), return_city=True),
    }


def short_moment(value: datetime | None) -> str:
    """`13 Sept 2023, 17:00`, for tables whose head names the clock: Brussels."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo("Europe/Brussels"))
    return f"{short_day(local.date())}, {format_datetime(local, 'HH:mm', locale=locale())}"


def listing(values) -> str:
    """`a, b and c`."""
    return format_list([str(value) for value in values], locale=locale())


def locale() -> Locale:
    """The Babel locale of the active language; plain English is the English of the EU's papers."""
    language = get_language() or "en"
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _say_sentence(sentence: Sentence) -> str:
    if sentence.many:
        text = ngettext(sentence.text, sentence.many, sentence.number)
    else:
        text = gettext(sentence.text) if sentence.text else ""
    values = {name: _say_value(value) for name, value in sentence.values}
    if sentence.many:
        values.setdefault("number", sentence.number)
    return text % values


def _say_value(value):
    """What a `%(name)s` is filled with; whole numbers stay numbers, for texts with `%(name)d`."""
    match value:
        case Sentence():
            return _say_sentence(value)
        case Money():
            return money(value.eur)
        case Country():
            return country(value.code)
        case Moment():
            return moment(value.at, value.zone)
        case bool():
            return str(_("yes") if value else _("no"))
        case Decimal():
            return format_decimal(value, locale=locale(), decimal_quantization=False)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case tuple() | list():
            return listing(_say_value(each) for each in value)
    return value


class Encoder(DjangoJSONEncoder):
    """JSON for columns that may hold sentences; `say` reads what it wrote."""

    def default(self, o):
        match o:
            case Sentence():
                return o.as_json()
            case Money():
                return str(o.eur)
            case Country():
                return o.code
            case Promise():
                return str(o)
        return super().default(o)
