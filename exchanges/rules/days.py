"""Days in a calendar: working days where the host is, and calendar months."""

import calendar
from datetime import date
from functools import lru_cache

import holidays

SATURDAY = 5

# EU papers write Greece as EL, the holiday library as GR.
_LIBRARY_CODES = {"EL": "GR"}


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=1)
def _known_calendars() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())


def _library_code(country: str) -> str:
    code = str(country).upper()
    return _LIBRARY_CODES.get(code, code)


def has_calendar(country: str) -> bool:
    """Whether the holiday library knows the country. Where it does not, only weekends are left out."""
    return _library_code(country) in _known_calendars()


def public_holidays(first: date, last: date, *, country: str) -> tuple[date, ...]:
    """Nationwide public holidays of a country that fall on Monday to Friday, both ends included.

    Holidays of a region only are working days. Takes longer with the years: check the length first.
    """
    code = _library_code(country)
    return tuple(
        day
        for year in range(first.year, last.year + 1)
        for day in sorted(_holidays_of(code, year))
        if first <= day <= last and day.weekday() < SATURDAY
    )


def working_days(first: date, last: date, *, country: str) -> int:
    """Monday to Friday without the nationwide public holidays of the country, both ends included.

    0 when the last day lies before the first.
    """
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    weekdays = 5 * weeks + sum((first.weekday() + step) % 7 < SATURDAY for step in range(rest))
    return weekdays - len(public_holidays(first, last, country=country))


def plus_months(day: date, months: int) -> date:
    """The same day some months later, or that month's last day: 31 January + 1 month is 28 or 29 February.

    Ends at the last day that a calendar has.
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def within_months(first: date, last: date, *, months: int) -> bool:
    """The last working day lies before the first plus that many calendar months."""
    return last < plus_months(first, months)


def within_one_month(first: date, last: date) -> bool:
    return within_months(first, last, months=1)


def full_months(first: date, last: date) -> int:
    """Whole calendar months between two days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if plus_months(first, months) <= last else months - 1
