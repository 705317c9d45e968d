"""What higher apps add to missions: they register in ``AppConfig.ready``, missions never imports them."""

from collections.abc import Callable
from dataclasses import dataclass

from excite.sentences import Sentence


@dataclass(frozen=True)
class Offer:
    """What a stay for the whole mission would bring: working days, cents, and the sentence behind them."""

    working_days: int | None
    amount_cents: int | None
    halved: bool
    sentence: Sentence | None


@dataclass(frozen=True)
class Flow:
    """Completed visits from one country to another; ``start`` and ``end`` in degrees (WGS 84) for the map."""

    visitor_country: str
    host_country: str
    visits: int
    start: tuple[float, float] | None
    end: tuple[float, float] | None


@dataclass(frozen=True)
class Participant:
    """Somebody who comes on a mission, as far as the reader may know: an exchange in short."""

    reference: str
    organisation: str
    country: str
    record: object
    url: str


# Run in the transaction that cancels a mission: ``(mission, *, reason, by, now)``.
cancelling: list[Callable] = []
_providers: dict[str, Callable] = {}


def provide(name: str, provider: Callable) -> Callable:
    """Fill one of the places.

    "offers": ``(missions) -> {mission pk: Offer}`` · "flows": ``(partnership) -> tuple[Flow, …]`` ·
    "participants": ``(mission, *, user) -> tuple[Participant, …]`` · "waiting": ``(missions) -> {pk: int}``.
    """
    _providers[name] = provider
    return provider


def ask(name: str, *arguments, default=(), **options):
    """What the provider answers, or ``default`` where no app has registered one."""
    provider = _providers.get(name)
    return provider(*arguments, **options) if provider else default
