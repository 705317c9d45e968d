"""How far apart two seats are."""

import math
from decimal import ROUND_HALF_UP, Decimal

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
_METRE = Decimal("0.001")


def distance_km(a, b) -> Decimal | None:
    """Great-circle distance in km, to the metre, between two things with ``latitude`` and ``longitude``.

    None when a coordinate is missing or is no number of degrees.
    """
    if not (has_place(a) and has_place(b)):
        return None
    lat_a, lon_a, lat_b, lon_b = (
        math.radians(degrees) for place in (a, b) for degrees in (place.latitude, place.longitude)
    )
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return Decimal(2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))).quantize(_METRE, ROUND_HALF_UP)


def has_place(party) -> bool:
    """Whether both coordinates are there and lie on the earth."""
    if party.latitude is None or party.longitude is None:
        return False
    return abs(float(party.latitude)) <= 90 and abs(float(party.longitude)) <= 180
