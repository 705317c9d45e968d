"""What waits for a person. Each app registers a provider that reads its own tables; the desk joins them.

The direction of imports stays whole: the desk and the counter in the head know this registry, not the apps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

COUNT_SECONDS = 30


@dataclass(frozen=True)
class Task:
    """One thing that one person has to do: `title` says what, `url` is where it is done."""

    kind: str
    title: str
    url: str
    since: datetime | None = None
    due: datetime | date | None = None
    record: str = ""


@dataclass(frozen=True)
class Row:
    """A task as the desk shows it: whole days it has waited, and whole days until it is due (or None)."""

    task: Task
    waited: int | None
    left: int | None

    @classmethod
    def of(cls, task: Task, *, today: date, now: datetime) -> "Row":
        due = task.due.date() if isinstance(task.due, datetime) else task.due
        return cls(
            task=task,
            waited=max(0, (now - task.since).days) if task.since else None,
            left=(due - today).days if due else None,
        )

    @property
    def state(self) -> str:
        """How a due date is coloured: late, soon (within two days), or nothing."""
        if self.left is None:
            return ""
        return "late" if self.left < 0 else "soon" if self.left <= 2 else ""


Provider = Callable[..., Iterable[Task]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add `provider(user, *, today, now) → tasks`; it answers with a bounded number of rows and queries."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def for_user(user, *, today: date, now: datetime) -> list[Task]:
    """All tasks of a person: first what has a due date, the nearest first, then what waits longest."""
    tasks = [task for provider in _providers for task in provider(user, today=today, now=now)]
    return sorted(tasks, key=_urgency)


def count_for(user, *, today: date, now: datetime) -> int:
    """How many tasks a person has, for the head of every page: at most COUNT_SECONDS old.

    Asking every table on every page would cost more than the page; ``forget`` is called after each of the
    person's own acts, so that what they have just done is gone from the count at once.
    """
    found = cache.get(_count_key(user))
    if found is None:
        found = len(for_user(user, today=today, now=now))
        cache.set(_count_key(user), found, COUNT_SECONDS)
    return found


def forget(user) -> None:
    cache.delete(_count_key(user))


def _count_key(user) -> str:
    return f"waiting-{user.pk}"


def _urgency(task: Task) -> tuple:
    due = task.due.date() if isinstance(task.due, datetime) else task.due
    since = task.since.timestamp() if task.since else 0
    return (due is None, due or date.max, since, task.kind, task.record)
