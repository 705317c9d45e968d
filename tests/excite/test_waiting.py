"""What waits for a person: asked of every app that registered, the most urgent first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from excite import waiting
from excite.waiting import Task

NOW = datetime(2023, 9, 13, 10, tzinfo=UTC)
TODAY = date(2023, 9, 13)


@pytest.fixture(autouse=True)
def no_providers(monkeypatch):
    monkeypatch.setattr(waiting, "_providers", [])


def test_tasks_of_all_apps_by_urgency():
    def exchanges(user, *, today, now):
        assert (today, now) == (TODAY, NOW)
        yield Task("decide", "later", "/1/", since=NOW, due=TODAY + timedelta(days=9))
        yield Task("decide", "no hurry, new", "/2/", since=NOW)
        yield Task("decide", "no hurry, old", "/3/", since=NOW - timedelta(days=30))

    @waiting.register
    def tandems(user, *, today, now):
        return [Task("sign", f"soon, {user}", "/4/", due=NOW + timedelta(hours=5))]

    waiting.register(exchanges)
    waiting.register(exchanges)  # an app that is set up twice does not ask twice
    titles = [task.title for task in waiting.for_user("Anna", today=TODAY, now=NOW)]
    assert titles == ["soon, Anna", "later", "no hurry, old", "no hurry, new"]


def test_nothing_waits_where_nobody_registered():
    assert waiting.for_user("Anna", today=TODAY, now=NOW) == []
