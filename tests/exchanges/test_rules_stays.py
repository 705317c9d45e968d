"""The lights about the dates and the format of a stay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchanges.rules import Application, MissionTerms, Party, ProgrammeRules, Stay, Verdict, lights
from excite.words import say
from missions.rules import WindowState

TODAY = date(2023, 9, 13)
RULES = ProgrammeRules()

# A Monday-to-Friday week in Portugal without a holiday, travel on the Sunday before and the Saturday after.
WEEK = Stay(
    arrival=date(2023, 10, 15),
    first_working_day=date(2023, 10, 16),
    last_working_day=date(2023, 10, 20),
    departure=date(2023, 10, 21),
)


def light(rule, stay, *, rules=RULES, today=TODAY, country="PT", mission=None):
    application = Application(host=Party(country=country) if country else None, stay=stay, mission=mission)
    found = [light for light in lights(application, rules=rules, today=today) if light.rule == rule]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("changes", "verdict", "field", "said"),
    [
        ({}, Verdict.HOLDS, "", "The dates follow each other"),
        (
            {"last_working_day": date(2023, 10, 13)},
            Verdict.STOP,
            "last_working_day",
            "The stay ends before it starts: its last working day is 13 October 2023,"
            " its first 16 October 2023",
        ),
        (
            {"arrival": date(2023, 10, 16)},
            Verdict.STOP,
            "arrival",
            "The day of arrival does not count as a working day: arrive before 16 October 2023",
        ),
        (
            {"arrival": date(2023, 10, 18)},
            Verdict.STOP,
            "arrival",
            "The day of arrival does not count as a working day: arrive before 16 October 2023",
        ),
        (
            {"departure": date(2023, 10, 20)},
            Verdict.STOP,
            "departure",
            "The day of departure does not count as a working day: leave after 20 October 2023",
        ),
        (
            {"departure": date(2023, 10, 1)},
            Verdict.STOP,
            "departure",
            "The day of departure does not count as a working day: leave after 20 October 2023",
        ),
        ({"arrival": None}, Verdict.UNKNOWN, "arrival", "The day of arrival is missing"),
        ({"departure": None}, Verdict.UNKNOWN, "departure", "The day of departure is missing"),
        (
            {"first_working_day": None},
            Verdict.UNKNOWN,
            "first_working_day",
            "The first working day is missing",
        ),
        (
            {"last_working_day": None},
            Verdict.UNKNOWN,
            "last_working_day",
            "The last working day is missing",
        ),
        (
            {"first_working_day": None, "arrival": date(2023, 10, 20)},
            Verdict.STOP,
            "arrival",
            "The day of arrival does not count as a working day: arrive before 20 October 2023",
        ),
        (
            {"first_working_day": None, "last_working_day": None, "departure": date(2023, 10, 15)},
            Verdict.STOP,
            "departure",
            "The day of departure does not count as a working day: leave after 15 October 2023",
        ),
        (
            {"format": "virtual", "arrival": None, "departure": None},
            Verdict.HOLDS,
            "",
            "The dates follow each other",
        ),
        (
            {"format": "virtual", "arrival": date(2023, 10, 30)},
            Verdict.HOLDS,
            "",
            "The dates follow each other",
        ),
    ],
)
def test_the_dates_follow_each_other(changes, verdict, field, said):
    found = light("dates", replace(WEEK, **changes))
    assert (found.verdict, found.field, say(found.sentence)) == (verdict, field, said)


def test_each_missing_day_is_a_gap_of_its_own_but_an_empty_form_has_one():
    def gaps(stay):
        found = lights(Application(stay=stay), rules=RULES, today=TODAY)
        return [light.field for light in found if light.rule == "dates"]

    assert gaps(Stay(first_working_day=date(2023, 10, 16))) == ["arrival", "last_working_day", "departure"]
    assert gaps(Stay()) == ["arrival"]
    assert gaps(Stay(format="virtual")) == ["first_working_day"]


def test_the_published_misprint_is_told_kindly():
    """ "27.02. – 03.02.2023" stood in a published mission."""
    misprint = Stay(first_working_day=date(2023, 2, 27), last_working_day=date(2023, 2, 3))
    assert light("dates", misprint).verdict is Verdict.STOP
    assert light("one_month", misprint) is None
    assert light("working_days", misprint).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("today", "stay", "verdict", "field"),
    [
        (date(2023, 10, 14), WEEK, Verdict.HOLDS, ""),
        (date(2023, 10, 15), WEEK, Verdict.STOP, "arrival"),
        (date(2023, 10, 16), WEEK, Verdict.STOP, "arrival"),
        (date(2024, 10, 16), WEEK, Verdict.STOP, "arrival"),
        (date(2023, 10, 15), replace(WEEK, arrival=None), Verdict.HOLDS, ""),
        (date(2023, 10, 16), replace(WEEK, arrival=None), Verdict.STOP, "first_working_day"),
        (date(2023, 10, 15), replace(WEEK, format="virtual"), Verdict.HOLDS, ""),
        (date(2023, 10, 16), replace(WEEK, format="virtual"), Verdict.STOP, "first_working_day"),
    ],
)
def test_the_stay_lies_ahead(today, stay, verdict, field):
    found = light("future", stay, today=today)
    assert (found.verdict, found.field) == (verdict, field)


def test_without_dates_nothing_is_said_about_the_future():
    assert light("future", Stay()) is None


@pytest.mark.parametrize(
    ("last", "verdict", "said"),
    [
        (date(2023, 11, 15), Verdict.HOLDS, "Not longer than 1 calendar month"),
        (
            date(2023, 11, 16),
            Verdict.STOP,
            "Longer than 1 calendar month: the last working day can be 15 November 2023 at the latest",
        ),
        (
            date(2923, 11, 16),
            Verdict.STOP,
            "Longer than 1 calendar month: the last working day can be 15 November 2023 at the latest",
        ),
    ],
)
def test_the_longest_stay(last, verdict, said):
    stay = replace(WEEK, last_working_day=last, departure=last + timedelta(days=1))
    found = light("one_month", stay)
    assert (found.verdict, say(found.sentence)) == (verdict, said)
    assert light("one_month", stay, rules=replace(RULES, max_months=2)).verdict is (
        Verdict.STOP if last.year > 2023 else Verdict.HOLDS
    )


@pytest.mark.parametrize(
    ("stay", "country", "verdict", "said", "noted", "effect"),
    [
        (WEEK, "PT", Verdict.HOLDS, "5 working days; at least 3 are needed", None, None),
        (
            replace(WEEK, last_working_day=date(2023, 10, 19)),
            "PT",
            Verdict.HOLDS,
            "4 working days; at least 3 are needed",
            None,
            "Half the lump sum: under 5 working days",
        ),
        (
            replace(WEEK, last_working_day=date(2023, 10, 18)),
            "PT",
            Verdict.HOLDS,
            "3 working days; at least 3 are needed",
            None,
            "Half the lump sum: under 5 working days",
        ),
        (
            replace(WEEK, last_working_day=date(2023, 10, 18), format="virtual"),
            "PT",
            Verdict.HOLDS,
            "3 working days; at least 3 are needed",
            None,
            None,
        ),
        (
            replace(WEEK, last_working_day=date(2023, 10, 17)),
            "PT",
            Verdict.STOP,
            "2 working days; at least 3 are needed, without arrival and departure: stay longer",
            None,
            None,
        ),
        (
            replace(WEEK, last_working_day=date(2023, 10, 16)),
            "PT",
            Verdict.STOP,
            "1 working day; at least 3 are needed, without arrival and departure: stay longer",
            None,
            None,
        ),
        (
            Stay(first_working_day=date(2023, 10, 3), last_working_day=date(2023, 10, 6)),
            "PT",
            Verdict.HOLDS,
            "3 working days; at least 3 are needed",
            "5 October 2023 is a public holiday in Portugal and does not count",
            "Half the lump sum: under 5 working days",
        ),
        (
            Stay(first_working_day=date(2023, 12, 25), last_working_day=date(2024, 1, 2)),
            "DE",
            Verdict.HOLDS,
            "4 working days; at least 3 are needed",
            "25 December 2023, 26 December 2023 and 1 January 2024 are public holidays in Germany"
            " and do not count",
            "Half the lump sum: under 5 working days",
        ),
        (
            Stay(first_working_day=date(2023, 10, 14), last_working_day=date(2023, 10, 15)),
            "PT",
            Verdict.STOP,
            "No working day in the stay: weekends and public holidays in Portugal do not count",
            None,
            None,
        ),
        (
            WEEK,
            "ZZ",
            Verdict.HOLDS,
            "5 working days; at least 3 are needed",
            "Public holidays in Unknown Region are not known here; only weekends are left out",
            None,
        ),
        (
            WEEK,
            "",
            Verdict.UNKNOWN,
            "Working days are counted once host and dates are known",
            None,
            None,
        ),
        (
            Stay(first_working_day=date(2023, 10, 16)),
            "PT",
            Verdict.UNKNOWN,
            "Working days are counted once host and dates are known",
            None,
            None,
        ),
        (
            replace(WEEK, last_working_day=date(9999, 12, 31), departure=None),
            "PT",
            Verdict.UNKNOWN,
            "Working days are counted once host and dates are known",
            None,
            None,
        ),
    ],
)
def test_enough_working_days(stay, country, verdict, said, noted, effect):
    found = light("working_days", stay, country=country)
    assert (found.verdict, say(found.sentence)) == (verdict, said)
    assert (found.note and say(found.note)) == noted
    assert (found.effect and say(found.effect)) == effect
    assert found.field == ("last_working_day" if verdict is Verdict.STOP else "")


@pytest.mark.parametrize(("least", "verdict"), [(4, Verdict.HOLDS), (5, Verdict.HOLDS), (6, Verdict.STOP)])
def test_the_least_number_of_working_days_is_the_partnerships(least, verdict):
    assert light("working_days", WEEK, rules=replace(RULES, min_working_days=least)).verdict is verdict


@pytest.mark.parametrize(
    ("format", "allowed", "verdict"),
    [
        ("physical", False, None),
        ("physical", True, None),
        ("virtual", False, Verdict.STOP),
        ("virtual", True, Verdict.HOLDS),
    ],
)
def test_a_virtual_stay_needs_leave(format, allowed, verdict):
    found = light("format", replace(WEEK, format=format), rules=replace(RULES, virtual_allowed=allowed))
    assert (found and found.verdict) == verdict


@pytest.mark.parametrize(
    ("window", "verdict", "field"),
    [
        (WindowState.OPEN, Verdict.HOLDS, ""),
        (WindowState.NOT_YET, Verdict.STOP, "mission"),
        (WindowState.CLOSED, Verdict.STOP, "mission"),
    ],
)
def test_the_window_of_the_mission(window, verdict, field):
    found = light("window", WEEK, mission=MissionTerms(name="Trip", window=window))
    assert (found.verdict, found.field) == (verdict, field)


def test_without_a_mission_or_at_the_decision_no_window_is_looked_at():
    assert light("window", WEEK) is None
    assert light("window", WEEK, mission=MissionTerms(window=None)) is None


@pytest.mark.parametrize(
    ("starts", "ends", "verdict", "said"),
    [
        ("2023-10-16", "2023-10-20", Verdict.HOLDS, "The stay lies within the mission"),
        ("2023-10-10", "2023-10-30", Verdict.HOLDS, "The stay lies within the mission"),
        (
            "2023-10-17",
            "2023-10-20",
            Verdict.WAIVABLE,
            "The stay goes beyond the mission, which takes place from 17 October 2023 to 20 October 2023",
        ),
        (
            "2023-10-16",
            "2023-10-19",
            Verdict.WAIVABLE,
            "The stay goes beyond the mission, which takes place from 16 October 2023 to 19 October 2023",
        ),
        (
            "2023-10-20",
            "2023-10-25",
            Verdict.WAIVABLE,
            "The stay goes beyond the mission, which takes place from 20 October 2023 to 25 October 2023",
        ),
        (
            "2023-10-09",
            "2023-10-16",
            Verdict.WAIVABLE,
            "The stay goes beyond the mission, which takes place from 9 October 2023 to 16 October 2023",
        ),
        (
            "2023-10-21",
            "2023-10-25",
            Verdict.WAIVABLE,
            "The stay misses the mission, which takes place from 21 October 2023 to 25 October 2023",
        ),
        (
            "2023-10-09",
            "2023-10-15",
            Verdict.WAIVABLE,
            "The stay misses the mission, which takes place from 9 October 2023 to 15 October 2023",
        ),
    ],
)
def test_the_stay_and_its_mission(starts, ends, verdict, said):
    terms = MissionTerms(starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends))
    found = light("mission_dates", WEEK, mission=terms)
    assert (found.verdict, say(found.sentence)) == (verdict, said)


def test_a_mission_announced_with_only_a_year_asks_for_no_dates():
    assert light("mission_dates", WEEK, mission=MissionTerms(name="2024")) is None
    assert light("mission_dates", Stay(), mission=MissionTerms(starts_on=TODAY, ends_on=TODAY)) is None
