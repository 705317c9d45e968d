"""What higher apps add to the pages of clusters: they register in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Figure:
    """A number for the public page, counted elsewhere: words, value, target and how it is counted."""

    label: str
    value: str
    of: str
    rule: str


@dataclass(frozen=True)
class Voice:
    quote: str
    said_by: str


@dataclass(frozen=True)
class Happening:
    """Something that took place: name, where (a country code too) and when, or only the month (its first)."""

    name: str
    place: str
    country: str
    starts_on: date | None
    ends_on: date | None
    month: date | None = None


@dataclass(frozen=True)
class Visit:
    """An exchange of an organisation, as far as the reader may see it; ``amount_cents`` None: not shown."""

    reference: str
    visiting: bool
    partner: str
    record: object
    starts_on: date | None
    ends_on: date | None
    amount_cents: int | None
    url: str


_providers: dict[str, Callable] = {}


def provide(name: str, provider: Callable) -> Callable:
    """Fill one of the places.

    "figures": ``(partnership, *, today) -> tuple[Figure, …]`` ·
    "voices": ``(partnership) -> tuple[Voice, …]`` · "happenings": ``(partnership) -> tuple[Happening, …]`` ·
    "visits": ``(organisation, partnership, *, user) -> tuple[Visit, …]``.
    """
    _providers[name] = provider
    return provider


def ask(name: str, *arguments, default=(), **options):
    """What the provider answers, or ``default`` where no app has registered one."""
    provider = _providers.get(name)
    return provider(*arguments, **options) if provider else default
