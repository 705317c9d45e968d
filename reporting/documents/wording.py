"""Numbers as a reader of the active language reads them: alike on the page and on paper."""

from django.utils.translation import gettext as _

from excite.words import country, money, number, short_day
from reporting.figures import Pace
from reporting.models import Report


def shown(value, places: int = 0) -> str:
    """Empty where there is no number; a count that is nothing is shown as 0."""
    if value is None:
        return ""
    return money(value) if places else number(value)


def short(value, places: int = 0) -> str:
    """For a large print: without cents that are none."""
    return shown(value, 0 if value is not None and value == int(value) else places)


def change(value, places: int = 0) -> str:
    """With its sign, so that nobody takes it for a total."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{shown(abs(value), places)}"


def pace_words(leads: Pace | None) -> str:
    """Where a straight line from the first day of the grant leads."""
    if leads is None:
        return ""
    if leads.on_course:
        return _("on course")
    return _("pace %(reached)s by the end, %(short)s short") % {
        "reached": number(leads.by_end),
        "short": number(leads.short),
    }


def period_words(report: Report) -> str:
    if report.period is None:
        return _("none: a day of choice")
    return _("period %(number)s, %(first)s to %(last)s") % {
        "number": report.period.number,
        "first": short_day(report.period.starts_on),
        "last": short_day(report.period.ends_on),
    }


def last_words(last: Report | None) -> str:
    """What "the last report" is."""
    if last is None:
        return _("nothing: this is the first report")
    if last.period is None:
        return _("the report up to %(day)s") % {"day": short_day(last.until)}
    return _("period %(number)s, up to %(day)s") % {
        "number": last.period.number,
        "day": short_day(last.until),
    }


def since_words(last: Report | None) -> str:
    if last is None:
        return ""
    if last.period is None:
        return _("since the report up to %(day)s") % {"day": short_day(last.until)}
    return _("since period %(number)s") % {"number": last.period.number}


def name_of(row) -> str:
    """What a counted row is called: a country by its name, everything else as it is stored."""
    return country(row.reference) if row.kind == "country" else row.reference
