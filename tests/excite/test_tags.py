"""The tags that every template has."""

import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from clusters.models import Cluster
from excite import charts
from excite import map as europe


def render(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(("language", "shown"), [("en", "EUR 1,415.00"), ("de", "EUR 1.415,00")])
def test_money_in_the_readers_language(language, shown):
    with translation.override(language):
        assert render("{{ cents|eur }}", cents=141_500) == shown


def test_a_stay():
    first, last = date(2023, 6, 20), date(2023, 6, 22)
    assert render("{{ first|stay:last }}", first=first, last=last) == "Tue 20 to Thu 22 June 2023"


def test_an_instant_on_the_clock_of_brussels():
    instant = datetime(2023, 5, 14, 8, 21, tzinfo=UTC)
    assert render("{{ instant|at }}", instant=instant) == "14 May 2023, 10:21"
    assert render("{{ instant|at }}", instant=None) == ""


def test_drawings_keep_their_points_in_languages_with_commas():
    bar = charts.money_bar([("paid", "paid", 100_00), ("due", "due", 50_00)], 300_00)
    steps = charts.step_charts(
        [], starts_on=date(2022, 2, 1), ends_on=date(2024, 1, 31), until=date(2023, 7, 31)
    )
    pins = europe.europe([europe.Place("Here", 51, 13)], [(51, 13, 43, 7, 3)])
    with translation.override("de"):
        drawn = [
            render_to_string("components/track.html", {"track": charts.track(1, 3, 2)}),
            render_to_string("components/money_bar.html", {"bar": bar}),
            render_to_string("components/chart_steps.html", {"charts": steps, "id": "steps"}),
            render_to_string("components/map.html", {"map": pins, "id": "map"}),
        ]
    for page in drawn:
        places = re.findall(r' (?:x|y|x1|cx|cy|r|width|height|stroke-width)="([^"]*)"', page)
        assert places and not [place for place in places if "," in place]


def test_a_flag_says_its_country_unless_the_word_stands_beside_it():
    assert 'alt="Germany"' in render('{% flag "DE" %}')
    assert 'alt=""' in render('{% flag "DE" decorative=True %}')
    assert "flags/xk.svg" in render('{% flag "XK" %}')


@pytest.mark.parametrize("code", ["ZZ", "", None, "../../etc", '"><script>'])
def test_a_flag_that_we_do_not_have_is_its_code(code):
    page = render("{% flag code %}", code=code)
    assert "<img" not in page and "<script>" not in page


def test_a_status_is_word_and_kind():
    page = render("{% status cluster 'eccp' %}", cluster=Cluster(eccp="applied"))
    assert page == '<span class="status" data-status="applied" data-of="cluster">applied to the ECCP</span>'


def test_a_badge_shows_text_as_text():
    assert "<b>" not in render("{% badge 'good' words %}", words="<b>bold</b>")


@pytest.mark.parametrize(
    ("address", "direction", "next_address"),
    [
        ("", "none", "?sort=name"),
        ("sort=name&page=3&q=a", "ascending", "?sort=-name&amp;q=a"),
        ("sort=-name", "descending", "?sort=name"),
    ],
)
def test_a_head_that_sorts(address, direction, next_address):
    request = RequestFactory().get(f"/?{address}")
    page = render("{% sort_head 'name' 'Name' %}", request=request)
    assert f'aria-sort="{direction}"' in page
    assert f'href="{next_address}"' in page
