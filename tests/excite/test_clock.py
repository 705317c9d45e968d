"""The programme's clock: real time, unless this is the demo."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from excite import clock

DEMO_START = datetime(2023, 9, 13, 7, tzinfo=UTC)
REAL_START = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.CLOCK_OFFSET = (DEMO_START - REAL_START).total_seconds()
    settings.DEMO_CLOCK_FILE = str(tmp_path / "demo-clock")


def test_real_time_outside_the_demo(settings, tmp_path):
    settings.CLOCK_OFFSET = 1000
    settings.DEMO_CLOCK_FILE = str(tmp_path / "demo-clock")
    (tmp_path / "demo-clock").write_text("40")
    with time_machine.travel(REAL_START, tick=False):
        assert clock.now() == REAL_START


def test_the_demo_stands_at_its_day_and_runs_on(demo):
    with time_machine.travel(REAL_START, tick=False) as travel:
        assert clock.now() == DEMO_START
        travel.shift(timedelta(hours=3))
        assert clock.now() == DEMO_START + timedelta(hours=3)


def test_skipped_days_are_seen_at_once_and_add_up(demo):
    with time_machine.travel(REAL_START, tick=False):
        clock.skip(1)
        assert clock.now() == DEMO_START + timedelta(days=1)
        clock.skip(30)
        assert clock.now() == DEMO_START + timedelta(days=31)


def test_another_process_may_have_skipped_days(demo, settings, tmp_path):
    with time_machine.travel(REAL_START, tick=False):
        clock.skip(1)
        assert clock.now() == DEMO_START + timedelta(days=1)
        (tmp_path / "elsewhere").write_text("9")
        (tmp_path / "elsewhere").replace(tmp_path / "demo-clock")
        assert clock.now() == DEMO_START + timedelta(days=9)


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_the_demo_never_goes_back_nor_out_of_sight(demo, days):
    with pytest.raises(ValueError):
        clock.skip(days)
    assert clock.days_skipped() == 0


def test_nobody_moves_the_clock_of_a_real_installation(settings, tmp_path):
    settings.DEMO_CLOCK_FILE = str(tmp_path / "demo-clock")
    with pytest.raises(RuntimeError):
        clock.skip(1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2023, 6, 30, 21, 59, tzinfo=UTC), date(2023, 6, 30)),
        (datetime(2023, 6, 30, 22, 0, tzinfo=UTC), date(2023, 7, 1)),  # midnight in summer
        (datetime(2023, 12, 31, 22, 59, tzinfo=UTC), date(2023, 12, 31)),
        (datetime(2023, 12, 31, 23, 0, tzinfo=UTC), date(2024, 1, 1)),  # midnight in winter
    ],
)
def test_today_is_the_day_in_brussels(instant, day):
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day
