"""Great circles between two seats."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.rules import Party, distance_km

VILNIUS = Party(name="Neris Photonics UAB", country="LT", latitude=54.6872, longitude=25.2797)
DRESDEN = Party(name="Elbtal Vision GmbH", country="DE", latitude=51.0504, longitude=13.7373)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((54.6872, 25.2797), (51.0504, 13.7373), "872"),  # Vilnius, Dresden
        ((42.6977, 23.3219), (43.6163, 7.0552), "1321"),  # Sofia, Sophia Antipolis
        ((52.2297, 21.0122), (43.3183, -1.9812), "1971"),  # Warszawa, San Sebastián
        ((48.2082, 16.3738), (48.1486, 17.1077), "55"),  # Wien, Bratislava
        ((0, 0), (0, 180), "20015"),  # half the earth round
        ((90, 0), (-90, 0), "20015"),  # pole to pole
        ((10, 179.9), (10, -179.9), "22"),  # across the date line
        ((51.0504, 13.7373), (51.0504, 13.7373), "0"),
    ],
)
def test_distance(a, b, km):
    first, second = (Party(latitude=latitude, longitude=longitude) for latitude, longitude in (a, b))
    assert str(distance_km(first, second).quantize(Decimal(1))) == km
    assert distance_km(first, second) == distance_km(second, first)


def test_exactly_200_km_between_two_addresses():
    """200 km along a meridian of the mean earth are 1.798640 degrees; a column holds five places."""
    here = Party(latitude=Decimal("48.00000"), longitude=Decimal("16.00000"))
    below = replace(here, latitude=Decimal("49.79863"))
    above = replace(here, latitude=Decimal("49.79864"))
    assert distance_km(here, below) == Decimal("199.999")
    assert distance_km(here, above) == Decimal("200.000")


@pytest.mark.parametrize(
    "broken",
    [
        {"latitude": None},
        {"longitude": None},
        {"latitude": 90.1},
        {"longitude": -180.5},
        {"latitude": float("nan")},
        {"longitude": float("inf")},
        {"latitude": Decimal("NaN")},
    ],
)
def test_no_distance_without_a_place_on_earth(broken):
    assert distance_km(VILNIUS, replace(DRESDEN, **broken)) is None
    assert distance_km(replace(VILNIUS, **broken), DRESDEN) is None


@given(*[st.floats(-90, 90), st.floats(-180, 180)] * 2)
def test_distance_is_the_angle_between_two_directions(lat_a, lon_a, lat_b, lon_b):
    a, b = Party(latitude=lat_a, longitude=lon_a), Party(latitude=lat_b, longitude=lon_b)
    towards_a, towards_b = direction(lat_a, lon_a), direction(lat_b, lon_b)
    across = math.dist(towards_a, towards_b) / 2
    angle = 2 * math.atan2(across, math.sqrt(max(0.0, 1 - across**2)))
    assert float(distance_km(a, b)) == pytest.approx(6371.0088 * angle, abs=0.5)
    assert distance_km(a, b) == distance_km(b, a)


def direction(latitude, longitude):
    latitude, longitude = math.radians(latitude), math.radians(longitude)
    around = math.cos(latitude)
    return around * math.cos(longitude), around * math.sin(longitude), math.sin(latitude)
