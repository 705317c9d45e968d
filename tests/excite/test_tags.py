"""The tags that every template has."""

from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from clusters.models import Cluster


def render(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(("language", "shown"), [("en", "EUR 1,415.00"), ("de", "EUR 1.415,00")])
def test_money_in_the_readers_language(language, shown):
    with translation.override(language):
        assert render("{{ cents|eur }}", cents=141_500) == shown


def test_a_stay():
    first, last = date(2023, 6, 20), date(2023, 6, 22)
    assert render("{{ first|stay:last }}", first=first, last=last) == "Tue 20 to Thu 22 June 2023"


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
