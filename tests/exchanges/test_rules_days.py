"""Working days and calendar months: tables with the edges, and properties over any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.rules import public_holidays, within_months, within_one_month, working_days
from exchanges.rules.days import full_months, has_calendar, plus_months

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
COUNTRIES = st.sampled_from(["PT", "DE", "BG", "TR", "UA", "XK", "SE", "ZZ"])


@pytest.mark.parametrize(
    ("first", "last", "country", "days"),
    [
        pytest.param("2023-10-16", "2023-10-20", "PT", 5, id="exactly five"),
        pytest.param("2023-10-16", "2023-10-19", "PT", 4, id="four"),
        pytest.param("2023-10-16", "2023-10-18", "PT", 3, id="three"),
        pytest.param("2023-10-17", "2023-10-17", "PT", 1, id="one day, both ends are the same"),
        pytest.param("2023-10-14", "2023-10-15", "PT", 0, id="a weekend only"),
        pytest.param("2023-10-14", "2023-10-14", "PT", 0, id="a Saturday"),
        pytest.param("2023-10-20", "2023-10-23", "PT", 2, id="Friday to Monday"),
        pytest.param("2023-10-14", "2023-10-22", "PT", 5, id="weekends at both ends"),
        pytest.param("2023-10-18", "2023-10-24", "PT", 5, id="across a weekend"),
        pytest.param("2023-10-02", "2023-10-06", "PT", 4, id="Republic Day of Portugal is out"),
        pytest.param("2023-10-02", "2023-10-06", "FR", 5, id="and in no other country"),
        pytest.param("2023-10-05", "2023-10-05", "PT", 0, id="a holiday only"),
        pytest.param("2023-10-02", "2023-10-06", "DE", 4, id="German Unity Day is out"),
        pytest.param("2023-10-30", "2023-11-03", "DE", 5, id="All Saints' is not nationwide in Germany"),
        pytest.param("2023-10-30", "2023-11-03", "ES", 4, id="but it is in Spain"),
        pytest.param("2023-02-27", "2023-03-03", "ES", 5, id="the day of Andalusia is a region's"),
        pytest.param("2023-11-06", "2023-11-12", "PL", 5, id="a holiday on a Saturday takes nothing away"),
        pytest.param("2023-05-08", "2023-05-12", "BG", 4, id="a holiday moved to Monday does"),
        pytest.param("2023-12-25", "2024-01-05", "DE", 7, id="across the year, three holidays"),
        pytest.param("2024-02-26", "2024-03-01", "PT", 5, id="leap day counts"),
        pytest.param("2023-02-27", "2023-03-03", "PT", 5, id="no leap day"),
        pytest.param("2023-02-27", "2023-02-03", "ES", 0, id="ends before it starts"),
        pytest.param("2023-03-20", "2023-03-24", "EL", 5, id="Greece as the EU writes it"),
        pytest.param("2023-10-23", "2023-10-27", "EL", 5, id="Ohi Day falls on a Saturday"),
        pytest.param("2024-10-28", "2024-11-01", "EL", 4, id="and on a Monday a year later"),
        pytest.param("2023-02-13", "2023-02-17", "XK", 4, id="Kosovo has a calendar"),
        pytest.param("2023-12-25", "2023-12-29", "ZZ", 5, id="a country without a calendar: weekends only"),
        pytest.param("2023-12-25", "2023-12-29", "pt", 4, id="a code in small letters"),
    ],
)
def test_working_days(first, last, country, days):
    assert working_days(date.fromisoformat(first), date.fromisoformat(last), country=country) == days


@given(DAYS, st.integers(0, 120), COUNTRIES)
def test_working_days_are_those_that_one_would_tick_off(first, length, country):
    last = first + timedelta(days=length)
    calendar = [first + timedelta(days=step) for step in range(length + 1)]
    off = public_holidays(first, last, country=country)
    ticked = [day for day in calendar if day.isoweekday() <= 5 and day not in off]
    assert working_days(first, last, country=country) == len(ticked)


@given(DAYS, st.integers(0, 60), st.integers(1, 60), COUNTRIES)
def test_working_days_add_up(first, before, after, country):
    middle = first + timedelta(days=before)
    last = middle + timedelta(days=after)
    parts = working_days(first, middle, country=country)
    parts += working_days(middle + timedelta(days=1), last, country=country)
    assert parts == working_days(first, last, country=country)


def test_public_holidays_leaves_out_weekends_and_regions():
    assert public_holidays(date(2023, 12, 1), date(2024, 1, 1), country="PT") == (
        date(2023, 12, 1),
        date(2023, 12, 8),
        date(2023, 12, 25),
        date(2024, 1, 1),
    )
    assert public_holidays(date(2023, 11, 1), date(2023, 11, 1), country="DE") == ()


def test_every_eligible_country_has_a_calendar():
    eligible = (
        "AL AM AT BA BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LT LU LV MD ME MK MT NL PL PT RO RS SE"
        " SI SK TR UA XK"
    )
    assert [country for country in eligible.split(" ") if not has_calendar(country)] == []
    assert not has_calendar("ZZ")


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [
        pytest.param("2023-03-01", "2023-03-31", True, id="a whole month"),
        pytest.param("2023-03-01", "2023-04-01", False, id="a day more"),
        pytest.param("2023-03-15", "2023-04-14", True, id="the day before the same day"),
        pytest.param("2023-03-15", "2023-04-15", False, id="the same day a month later"),
        pytest.param("2023-01-31", "2023-02-27", True, id="31 January: until 27 February"),
        pytest.param("2023-01-31", "2023-02-28", False, id="31 January: not 28 February"),
        pytest.param("2024-01-31", "2024-02-28", True, id="31 January in a leap year: until the 28th"),
        pytest.param("2024-01-31", "2024-02-29", False, id="31 January in a leap year: not the 29th"),
        pytest.param("2024-01-29", "2024-02-28", True, id="29 January in a leap year"),
        pytest.param("2024-01-29", "2024-02-29", False, id="29 January to leap day"),
        pytest.param("2023-01-28", "2023-02-27", True, id="28 January"),
        pytest.param("2024-02-29", "2024-03-28", True, id="from leap day"),
        pytest.param("2024-02-29", "2024-03-29", False, id="from leap day to the same day"),
        pytest.param("2023-03-31", "2023-04-29", True, id="31 March: until 29 April"),
        pytest.param("2023-03-31", "2023-04-30", False, id="31 March: not 30 April"),
        pytest.param("2023-12-15", "2024-01-14", True, id="across the year"),
        pytest.param("2023-12-15", "2024-01-15", False, id="across the year, too long"),
        pytest.param("2023-06-05", "2023-06-05", True, id="one day"),
        pytest.param("9999-12-10", "9999-12-20", True, id="the last month that a calendar has"),
    ],
)
def test_within_one_month(first, last, within):
    assert within_one_month(date.fromisoformat(first), date.fromisoformat(last)) is within


def test_within_more_months():
    assert within_months(date(2023, 1, 31), date(2023, 3, 30), months=2)
    assert not within_months(date(2023, 1, 31), date(2023, 3, 31), months=2)


@given(DAYS, st.integers(0, 60))
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = plus_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2022-09-13", "2023-09-12", 11),
        ("2022-09-13", "2023-09-13", 12),
        ("2022-08-12", "2023-09-13", 13),
        ("2022-08-14", "2023-09-13", 12),
        ("2023-09-13", "2023-09-13", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2023-01-31", "2023-02-27", 0),
    ],
)
def test_full_months(first, last, months):
    assert full_months(date.fromisoformat(first), date.fromisoformat(last)) == months
