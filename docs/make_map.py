"""Draw `static/map/europe.svg` from the outlines of world-atlas. Run by hand, from the project's folder:

    .venv/bin/python docs/make_map.py countries-50m.json

`countries-50m.json` comes with the npm package world-atlas 2.0.2 (ISC licence; from Natural Earth, public
domain).
"""

import json
import sys
from collections import defaultdict
from math import hypot
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django_countries import countries

from excite.map import COUNTRIES, HEIGHT, WIDTH, project

STEP = 0.9  # units of the drawing; nearer points say nothing
LEAST = 2.5  # units; smaller islands are left out, unless they are all there is
MARGIN = 30


def main(source):
    topology = json.loads(Path(source).read_text())
    arcs = [list(_degrees(arc, topology["transform"])) for arc in topology["arcs"]]
    codes = {countries.numeric(code, padded=True): code for code in COUNTRIES if code != "XK"}
    shapes = defaultdict(list)
    for code, rings in _outlines(topology, codes, arcs).items():
        drawn = [path for ring in rings if (path := _path(_ring(ring, arcs)))]
        shapes[code] += [path for path, size in drawn if size >= LEAST]
        if drawn and not shapes[code]:
            shapes[code].append(max(drawn, key=lambda path: path[1])[0])
    symbols = [f'<path id="{code}" d="{"".join(paths)}"/>' for code, paths in sorted(shapes.items()) if paths]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><defs>'
    Path("static/map/europe.svg").write_text("\n".join([head, *symbols, "</defs></svg>\n"]))


def _outlines(topology, codes, arcs):
    """Outer rings of each country, as the EU draws them: Crimea in Ukraine, the north of Cyprus in Cyprus."""
    rings = defaultdict(list)
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        code = {"Kosovo": "XK", "N. Cyprus": "CY"}.get(name) or codes.get(country.get("id"), "rest")
        rings[code] += [polygon[0] for polygon in _polygons(country)]
    crimea = next(ring for ring in rings["RU"] if _within(_ring(ring, arcs), 32, 37.5, 44, 47))
    rings["RU"].remove(crimea)
    rings["UA"].append(crimea)
    for code in ("UA", "CY"):
        rings[code] = _joined(rings[code])
    return rings


def _within(points, west, east, south, north):
    return all(west < longitude < east and south < latitude < north for longitude, latitude in points)


def _joined(rings):
    """Rings that share a border become one, and the border goes."""
    first, *others = rings
    apart = []
    for other in others:
        shared = next((arc for arc in first if ~arc in other), None)
        if shared is None:
            apart.append(other)
            continue
        here, there = first.index(shared), other.index(~shared)
        first = first[:here] + other[there + 1 :] + other[:there] + first[here + 1 :]
        while back := next((n for n in range(len(first)) if first[n] == ~first[n - 1]), None):
            first = [arc for n, arc in enumerate(first) if n not in (back, back - 1)]
    return [first, *apart]


def _degrees(arc, transform):
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (
            x * transform["scale"][0] + transform["translate"][0],
            y * transform["scale"][1] + transform["translate"][1],
        )


def _polygons(country):
    match country["type"]:
        case "Polygon":
            return [country["arcs"]]
        case "MultiPolygon":
            return country["arcs"]
    return []


def _ring(ring, arcs):
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        yield from arc[:-1]


def _path(ring):
    """The ring's path and its size; None when none of it is in the picture."""
    near = [(longitude, latitude) for longitude, latitude in ring if _near(longitude, latitude)]
    points = []
    for longitude, latitude in near:
        x, y = project(latitude, longitude)
        x = min(max(x, -MARGIN), WIDTH + MARGIN)
        y = min(max(y, -MARGIN), HEIGHT + MARGIN)
        if not points or hypot(x - points[-1][0], y - points[-1][1]) >= STEP:
            points.append((x, y))
    inside = [point for point in points if 0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT]
    if len(points) < 3 or not inside:
        return None
    size = hypot(
        max(x for x, _y in points) - min(x for x, _y in points),
        max(y for _x, y in points) - min(y for _x, y in points),
    )
    return _draw(points), size


def _near(longitude, latitude):
    """The far side of the earth has no place in a picture of Europe."""
    return -60 <= longitude <= 95 and latitude >= 5


def _draw(points):
    """Whole tenths, relative to the point before: half the size of absolute numbers."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    (x, y), path = tenths[0], []
    for to_x, to_y in tenths[1:]:
        path.append(f"{_tenths(to_x - x)},{_tenths(to_y - y)}")
        x, y = to_x, to_y
    return f"M{_tenths(tenths[0][0])},{_tenths(tenths[0][1])}l{' '.join(path)}z"


def _tenths(number):
    whole = f"{number / 10:.1f}"
    return whole.removesuffix(".0").replace("0.", ".", 1) if abs(number) < 10 else whole.removesuffix(".0")


if __name__ == "__main__":
    main(sys.argv[1])
