"""The window for applications: the deadline second, zones, and the clocks that change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from excite.words import say
from missions.rules import ApplicationWindow, WindowState, time_left, window_sentence, window_state

NOT_YET, OPEN, CLOSED = WindowState
BILBAO = ApplicationWindow.of_dates(date(2023, 9, 1), date(2023, 10, 13), "Europe/Madrid")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param("2023-08-31 21:59:59.999999", NOT_YET, id="a moment before midnight in Madrid"),
        pytest.param("2023-08-31 22:00:00", OPEN, id="midnight in Madrid"),
        pytest.param("2023-09-13 07:00:00", OPEN, id="in between"),
        pytest.param("2023-10-13 21:59:58.999999", OPEN, id="the second before"),
        pytest.param("2023-10-13 21:59:59", OPEN, id="the deadline second"),
        pytest.param("2023-10-13 21:59:59.999999", OPEN, id="the last of the deadline second"),
        pytest.param("2023-10-13 22:00:00", CLOSED, id="midnight after"),
        pytest.param("2023-10-13 23:30:00", CLOSED, id="still the 13th in Lisbon"),
        pytest.param("1999-01-01 00:00:00", NOT_YET, id="long before"),
        pytest.param("2099-01-01 00:00:00", CLOSED, id="long after"),
    ],
)
def test_window(now, state):
    assert window_state(BILBAO, utc(now)) is state
    assert window_state(BILBAO, utc(now).astimezone(ZoneInfo("Europe/Vilnius"))) is state
    assert window_state(BILBAO, utc(now).astimezone(ZoneInfo("Europe/Madrid"))) is state


@pytest.mark.parametrize(
    ("first", "last", "now", "state"),
    [
        (None, None, "2023-09-13 07:00", OPEN),
        (None, date(2023, 10, 13), "1999-01-01 00:00", OPEN),
        (None, date(2023, 10, 13), "2023-10-14 00:00", CLOSED),
        (date(2023, 9, 1), None, "2099-01-01 00:00", OPEN),
        (date(2023, 9, 1), None, "2023-08-31 00:00", NOT_YET),
        (date(2023, 9, 1), date(2023, 9, 1), "2023-09-01 12:00", OPEN),
    ],
)
def test_a_side_may_have_no_limit(first, last, now, state):
    assert window_state(ApplicationWindow.of_dates(first, last, "Europe/Madrid"), utc(now)) is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("draft", NOT_YET),
        ("announced", NOT_YET),
        ("published", OPEN),
        ("closed", CLOSED),
        ("held", CLOSED),
        ("cancelled", CLOSED),
    ],
)
def test_only_a_published_mission_is_open(status, state):
    window = ApplicationWindow(BILBAO.opens_at, BILBAO.closes_at, BILBAO.zone, status)
    assert window_state(window, utc("2023-09-13 07:00")) is state


@pytest.mark.parametrize(
    ("zone", "last", "closes"),
    [
        ("Europe/Madrid", date(2023, 10, 28), "2023-10-28 21:59:59"),  # the last day of summer time
        ("Europe/Madrid", date(2023, 10, 29), "2023-10-29 22:59:59"),  # 25 hours long
        ("Europe/Madrid", date(2024, 3, 31), "2024-03-31 21:59:59"),  # 23 hours long
        ("Europe/Vilnius", date(2023, 12, 1), "2023-12-01 21:59:59"),
        ("Europe/Lisbon", date(2023, 12, 1), "2023-12-01 23:59:59"),
        ("Atlantic/Reykjavik", date(2024, 2, 29), "2024-02-29 23:59:59"),
        ("Asia/Yerevan", date(2023, 12, 31), "2023-12-31 19:59:59"),
    ],
)
def test_the_deadline_is_the_end_of_the_day_in_the_missions_zone(zone, last, closes):
    window = ApplicationWindow.of_dates(None, last, zone)
    assert window.closes_at.astimezone(UTC) == utc(closes)
    assert window_state(window, utc(closes)) is OPEN
    assert window_state(window, utc(closes) + timedelta(seconds=1)) is CLOSED


def test_time_left_counts_real_hours_when_the_clocks_change():
    window = ApplicationWindow.of_dates(None, date(2023, 10, 29), "Europe/Madrid")
    midnight = datetime(2023, 10, 29, tzinfo=ZoneInfo("Europe/Madrid"))
    assert time_left(window, midnight) == timedelta(hours=25)
    assert time_left(window, utc("2023-10-29 23:00:01")) == timedelta(seconds=-1)
    assert time_left(ApplicationWindow(None, None, "Europe/Madrid"), midnight) is None


def test_a_deadline_between_two_seconds_gives_its_second_whole():
    window = ApplicationWindow(None, utc("2023-10-13 12:00:00.400000"), "UTC")
    assert window_state(window, utc("2023-10-13 12:00:00.900000")) is OPEN
    assert window_state(window, utc("2023-10-13 12:00:01")) is CLOSED


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["Europe/Sofia", "UTC"]))
def test_before_open_after(moment, zone):
    now = moment.replace(tzinfo=UTC)
    window = ApplicationWindow.of_dates(date(2023, 9, 1), date(2023, 10, 13), zone)
    there = now.astimezone(ZoneInfo(zone)).date()
    expected = NOT_YET if there < date(2023, 9, 1) else OPEN if there <= date(2023, 10, 13) else CLOSED
    assert window_state(window, now) is expected


@pytest.mark.parametrize(
    ("window", "now", "said"),
    [
        (BILBAO, "2023-08-01 00:00", "Applications open on 1 September 2023, 00:00 (Madrid time)"),
        (BILBAO, "2023-09-13 07:00", "Apply until 13 October 2023, 23:59 (Madrid time)"),
        (BILBAO, "2023-11-01 00:00", "Applications closed on 13 October 2023, 23:59 (Madrid time)"),
        (ApplicationWindow(None, None, "Europe/Madrid"), "2023-09-13 07:00", "Applications are open"),
        (
            ApplicationWindow(None, None, "Europe/Madrid", "announced"),
            "2023-09-13 07:00",
            "Applications are not open yet",
        ),
        (
            ApplicationWindow(BILBAO.opens_at, BILBAO.closes_at, BILBAO.zone, "draft"),
            "2023-09-13 07:00",
            "Applications are not open yet",
        ),
        (
            ApplicationWindow(BILBAO.opens_at, BILBAO.closes_at, BILBAO.zone, "closed"),
            "2023-09-13 07:00",
            "Applications are closed",
        ),
        (
            ApplicationWindow(None, None, "Europe/Madrid", "held"),
            "2023-09-13 07:00",
            "Applications are closed",
        ),
        (
            ApplicationWindow(None, utc("2023-10-13 21:59:59"), "Europe/Vilnius"),
            "2023-09-13 07:00",
            "Apply until 14 October 2023, 00:59 (Vilnius time)",
        ),
    ],
)
def test_the_window_in_words(window, now, said):
    assert say(window_sentence(window, utc(now))) == said
