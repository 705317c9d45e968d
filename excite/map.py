"""A map of Europe: where a place lies on it, and what shapes pins and flows have. Pure functions.

The outlines in `static/map/europe.svg` were drawn once by `docs/make_map.py` with the projection below:
Lambert azimuthal equal-area around 52° N, 12° E, on a sphere, cut to Europe with Iceland and Armenia.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, radians, sin, sqrt

WIDTH, HEIGHT = 1000, 820

_CENTRE = radians(52), radians(12)
_EARTH_KM = 6371
_LEFT_KM, _TOP_KM = -2230, 2290
_KM = 5050 / WIDTH  # of one unit of the drawing
_TOGETHER = 14  # units; pins nearer than this share one
_LETTER, _LINE = 15, 26  # units, about; they decide on which side of a pin its words have room

# Outlines that can be told apart; everything else is one grey shape. Kosovo is XK here as in EU papers.
# fmt: off
COUNTRIES = (
    "AL", "AM", "AT", "AZ", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI",
    "FR", "GB", "GE", "GR", "HR", "HU", "IE", "IS", "IT", "LT", "LU", "LV", "MD", "ME", "MK", "MT",
    "NL", "NO", "PL", "PT", "RO", "RS", "RU", "SE", "SI", "SK", "TR", "UA", "XK",
)
# fmt: on


def project(latitude, longitude) -> tuple[float, float]:
    """Degrees → x to the right and y downwards, in units of the drawing (WIDTH × HEIGHT)."""
    latitude, east = radians(float(latitude)), radians(float(longitude)) - _CENTRE[1]
    north = _CENTRE[0]
    turned = 1 + sin(north) * sin(latitude) + cos(north) * cos(latitude) * cos(east)
    scale = _EARTH_KM * sqrt(2 / max(turned, 1e-6))
    x = scale * cos(latitude) * sin(east)
    y = scale * (cos(north) * sin(latitude) - sin(north) * cos(latitude) * cos(east))
    return round((x - _LEFT_KM) / _KM, 1), round((_TOP_KM - y) / _KM, 1)


@dataclass(frozen=True)
class Place:
    """Something to pin: `kind` is open, held or plain."""

    label: str
    latitude: float
    longitude: float
    url: str = ""
    kind: str = "plain"


@dataclass(frozen=True)
class Pin:
    x: float
    y: float
    radius: int
    kind: str
    label: str
    places: tuple[Place, ...]
    text_x: float
    anchor: str

    @property
    def words(self) -> str:
        """All that stands here, for those who do not see it."""
        names = ", ".join(place.label for place in self.places)
        return f"{len(self.places)}: {names}" if len(self.places) > 1 else names


@dataclass(frozen=True)
class Flow:
    """An arc from home to host; the more exchanges, the thicker."""

    path: str
    width: float
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Europe:
    width: int
    height: int
    countries: tuple[tuple[str, bool], ...]
    pins: tuple[Pin, ...]
    flows: tuple[Flow, ...]

    @property
    def linked(self) -> bool:
        return any(pin.places[0].url for pin in self.pins)


def europe(
    places: Iterable[Place] = (),
    flows: Iterable[tuple[float, float, float, float, int]] = (),
    *,
    members: Iterable[str] = (),
) -> Europe:
    """`flows` are (latitude, longitude) from, to, and a number; `members` are the countries to shade."""
    shaded = {str(country) for country in members}
    return Europe(
        WIDTH,
        HEIGHT,
        tuple((country, country in shaded) for country in COUNTRIES),
        tuple(_pins(places)),
        tuple(_flows(list(flows))),
    )


def _pins(places) -> list[Pin]:
    """One pin for places that would cover each other; open ones decide its colour and its words."""
    groups: dict[tuple[float, float], list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda place: (place.kind != "open", place.label)):
        at = project(place.latitude, place.longitude)
        if 0 <= at[0] <= WIDTH and 0 <= at[1] <= HEIGHT:
            near = [there for there in groups if hypot(there[0] - at[0], there[1] - at[1]) < _TOGETHER]
            groups[near[0] if near else at].append(place)
    taken = [(x - 9, x + 9, y) for x, y in groups]
    return sorted(
        (_pin(at, group, taken) for at, group in groups.items()), key=lambda pin: pin.kind == "open"
    )


def _pin(at: tuple[float, float], group: Sequence[Place], taken: list[tuple[float, float, float]]) -> Pin:
    """Words stand to the right, or to the left where only there they touch neither edge nor neighbours."""
    radius = 13 if group[0].kind == "open" or len(group) > 1 else 9
    near, far = radius + 5, radius + 5 + len(group[0].label) * _LETTER
    sides = (at[0] + near, at[0] + far, at[1]), (at[0] - far, at[0] - near, at[1])
    free = [side for side in sides if side[0] > 0 and side[1] < WIDTH and not _touches(side, taken)]
    words = free[0] if free else sides[at[0] + far > WIDTH]
    if group[0].kind == "open":  # the others tell their names only when asked
        taken.append(words)
    return Pin(
        x=at[0],
        y=at[1],
        radius=radius,
        kind=group[0].kind,
        label=group[0].label,
        places=tuple(group),
        text_x=round(words[1] if words is sides[1] else words[0], 1),
        anchor="end" if words is sides[1] else "start",
    )


def _touches(side, taken) -> bool:
    left, right, y = side
    return any(left < end and start < right and abs(y - other) < _LINE for start, end, other in taken)


def _flows(flows) -> list[Flow]:
    most = max((number for *_ends, number in flows), default=1)
    return [_flow(project(a, b), project(c, d), number, most) for a, b, c, d, number in flows]


def _flow(start, end, number, most) -> Flow:
    """Bowed to the left of its direction, so that there and back are two arcs."""
    (x1, y1), (x2, y2) = start, end
    length, angle = hypot(x2 - x1, y2 - y1), atan2(y2 - y1, x2 - x1)
    bow = length * 0.18
    x, y = (x1 + x2) / 2 + bow * sin(angle), (y1 + y2) / 2 - bow * cos(angle)
    return Flow(
        path=f"M{x1} {y1}Q{x:.1f} {y:.1f} {x2} {y2}",
        width=round(2 + 7 * number / most, 1),
        number=number,
        x=round((x1 + 2 * x + x2) / 4, 1),
        y=round((y1 + 2 * y + y2) / 4, 1),
    )
