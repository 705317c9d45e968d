"""Countries as the programme writes them: which codes are countries, and which clock they keep."""

from functools import lru_cache

from babel.core import get_global
from django_countries import countries


@lru_cache(maxsize=1)
def country_codes() -> dict[str, str]:
    """Every country by its code, code to code, for choices (Kosovo is XK)."""
    return {code: code for code, _name in countries} | {"XK": "XK"}


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    found = {"XK": ["Europe/Belgrade"]}
    for zone, territory in sorted(get_global("zone_territories").items()):
        found.setdefault(territory, []).append(zone)
    return found


def zone_of(country: str) -> str:
    """The time zone of a country's mainland in Europe ("ES" → "Europe/Madrid"); of Brussels if unknown.

    Countries with several zones reach beyond Europe or began to differ long ago: the European one is meant,
    and the first by name is that of the capital in all of them.
    """
    zones = _zones().get(country, ["Europe/Brussels"])
    return next((zone for zone in zones if zone.startswith("Europe/")), zones[0])
