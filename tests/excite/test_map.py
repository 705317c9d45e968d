"""Places on the map of Europe."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from excite import map as europe

PLACES = {
    "Dresden": (51.05, 13.74),
    "Reykjavík": (64.15, -21.94),
    "Lisboa": (38.72, -9.14),
    "Yerevan": (40.18, 44.51),
    "Lefkosía": (35.17, 33.36),
    "Kirkenes": (69.73, 30.05),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_corner_of_the_programme_is_in_the_picture(place):
    x, y = europe.project(*PLACES[place])
    assert 0 < x < europe.WIDTH and 0 < y < europe.HEIGHT


def test_the_centre_and_the_directions():
    x, y = europe.project(52, 12)
    assert europe.project(52, 13)[0] > x
    assert europe.project(53, 12)[1] < y
    km = (y - europe.project(54, 12)[1]) * 5.05
    assert km == pytest.approx(222.4, abs=0.6)  # two degrees of latitude


def test_the_outlines_have_every_country():
    drawn = set(re.findall(r'id="(\w+)"', Path(settings.BASE_DIR, "static/map/europe.svg").read_text()))
    assert drawn == {*europe.COUNTRIES, "rest"}


def test_pins_that_would_cover_each_other_are_one_and_the_open_mission_names_it():
    places = [
        europe.Place("Held there", 43.62, 7.06, "/held", "held"),
        europe.Place("Open there", 43.60, 7.05, "/open", "open"),
        europe.Place("Elsewhere", 54.69, 25.28, "/else", "held"),
        europe.Place("Not in Europe", -33, 151, "/far", "open"),
    ]
    elsewhere, shared = europe.europe(places).pins
    assert [place.label for place in shared.places] == ["Open there", "Held there"]
    assert (shared.kind, shared.label, shared.words) == ("open", "Open there", "2: Open there, Held there")
    assert elsewhere.words == "Elsewhere"


def test_there_and_back_are_two_arcs():
    there, back = europe.europe(flows=[(51, 13, 43, 7, 14), (43, 7, 51, 13, 7)]).flows
    assert (there.x, there.y) != (back.x, back.y)
    assert there.width > back.width


def test_members_are_shaded():
    shaded = [country for country, member in europe.europe(members=["DE", "XK"]).countries if member]
    assert shaded == ["DE", "XK"]


def test_words_leave_their_neighbours_alone():
    """The second lies to the right of the first, at almost its height: the words of the first turn round."""
    near = [
        europe.Place("San Sebastián", 43.3, 4.0, kind="open"),
        europe.Place("Sophia", 43.6, 7.1, kind="open"),
    ]
    first, second = europe.europe(near).pins
    assert (first.anchor, second.anchor) == ("end", "start")
