"""A light: one rule, how it stands, and the sentence that says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partialmethod

from excite.sentences import Sentence
from excite.sentences import gettext_noop as _


class Verdict(StrEnum):
    """``STOP`` cannot be waived. ``WAIVABLE`` is the manager's call. ``UNKNOWN``: not known yet."""

    HOLDS = "holds"
    STOP = "stop"
    WAIVABLE = "waivable"
    UNKNOWN = "unknown"


# Every rule by its lasting name (waivers are stored under it), and what people call it.
RULES = {
    "visitor_type": _("Type of the visiting organisation"),
    "self_declaration": _("SME self-declaration"),
    "membership": _("Membership of the visiting organisation"),
    "visitor_country": _("Country of the visiting organisation"),
    "visits_once": _("First visit in the scheme"),
    "host_type": _("Type of the host"),
    "host_country": _("Country of the host"),
    "other_country": _("Another country"),
    "format": _("Format of the stay"),
    "dates": _("Dates of the stay"),
    "future": _("Time before the stay"),
    "one_month": _("Longest stay"),
    "working_days": _("Working days"),
    "window": _("Application window"),
    "mission_dates": _("Dates of the mission"),
    "distance": _("Distance between the two seats"),
    "lump_sum": _("Lump sum of the host country"),
    "budget": _("Budget line"),
    "declaration": _("No other EU money"),
}


@dataclass(frozen=True)
class Light:
    """``field`` names the form field to mend: an unknown with a field is a gap that the applicant can fill,
    one without waits for somebody else. ``effect`` is what it does to the money.
    """

    rule: str
    verdict: Verdict
    sentence: Sentence
    note: Sentence | None = None
    effect: Sentence | None = None
    field: str = ""

    @classmethod
    def _of(cls, rule, text, *, verdict, note=None, effect=None, field="", **values) -> "Light":
        sentence = text if isinstance(text, Sentence) else Sentence(text, **values)
        return cls(rule, verdict, sentence, note=note, effect=effect, field=field)

    holds = partialmethod(_of, verdict=Verdict.HOLDS)
    stop = partialmethod(_of, verdict=Verdict.STOP)
    waive = partialmethod(_of, verdict=Verdict.WAIVABLE)
    unknown = partialmethod(_of, verdict=Verdict.UNKNOWN)


def stops(lights: Iterable[Light]) -> tuple[Light, ...]:
    """Hard stops: with one of these nobody submits or approves."""
    return tuple(light for light in lights if light.verdict is Verdict.STOP)


def gaps(lights: Iterable[Light]) -> tuple[Light, ...]:
    """What the applicant still has to fill in, each with its ``field``."""
    return tuple(light for light in lights if light.verdict is Verdict.UNKNOWN and light.field)


def waivable(lights: Iterable[Light]) -> tuple[Light, ...]:
    """What the home manager may set aside with a reason."""
    return tuple(light for light in lights if light.verdict is Verdict.WAIVABLE)


def blocking(lights: Iterable[Light], *, waived: Iterable[str] = ()) -> tuple[Light, ...]:
    """What bars approval: all that does not hold, but for waivable rules named in ``waived``."""
    waived = frozenset(waived)
    return tuple(
        light
        for light in lights
        if light.verdict is not Verdict.HOLDS
        and not (light.verdict is Verdict.WAIVABLE and light.rule in waived)
    )
