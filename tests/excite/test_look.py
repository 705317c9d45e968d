"""What style sheets, scripts and templates have to keep to."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"mails", "documents"} & set(path.parts)]


def name(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_can_be_read(path):
    get_template(name(path))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|hx-on", text)
    assert all("src=" in tag or "json" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_dark_set_stands_twice_and_alike():
    css = (ROOT / "static/css/tokens.css").read_text()
    chosen = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n\}', css, re.S)[1]
    by_system = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)\n  \}", css, re.S)[1]
    assert chosen.split() == by_system.split()


def channels(colour):
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def contrast(one, other):
    weights = (0.2126, 0.7152, 0.0722)
    light, dark = sorted(
        (sum(w * c for w, c in zip(weights, channels(colour), strict=True)) for colour in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def tokens(theme):
    css = (ROOT / "static/css/tokens.css").read_text()
    sets = dict(re.findall(r"--([\w-]+): (#\w{6})\b", css[: css.index("/* The dark set")]))
    if theme == "dark":
        dark = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n\}', css, re.S)[1]
        sets |= dict(re.findall(r"--([\w-]+): (#\w{6})\b", dark))
    return sets


TEXT = [(text, on) for text in ("ink", "ink-soft") for on in ("page", "card", "idle-soft", "primary-soft")]
TEXT += [(kind, f"{kind}-soft") for kind in ("good", "warn", "bad", "idle")]
TEXT += [
    ("primary", "card"),
    ("primary", "page"),
    ("primary-strong", "primary-soft"),
    ("on-button", "button"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "on"), TEXT, ids="-on-".join)
def test_text_can_be_read(theme, text, on):
    colours = tokens(theme)
    assert contrast(colours[text], colours[on]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("on", ["page", "card"])
def test_the_edge_of_a_control_can_be_seen(theme, on):
    assert contrast(tokens(theme)["line-strong"], tokens(theme)[on]) >= 3


def test_every_icon_that_is_named_is_in_the_sprite():
    drawn = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/vendor/icons/icons.svg").read_text()))
    named = {found for path in PAGES for found in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    named |= set(re.findall(r'Place\(_\([^)]*\), "([\w-]+)"', (ROOT / "excite/context.py").read_text()))
    assert named - drawn == set()


def test_every_static_file_that_is_named_exists():
    named = {
        found for path in PAGES for found in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text())
    }
    assert [one for one in sorted(named) if not finders.find(one)] == []


def test_style_sheets_name_files_that_exist():
    for css in (ROOT / "static/css").glob("*.css"):
        for url in re.findall(r'url\("([^"]+)"\)', css.read_text()):
            place = ROOT / "static" / url.removeprefix("static:") if ":" in url else css.parent / url
            assert place.exists(), (css.name, url)


@pytest.mark.parametrize("page", ["500.html", "503.html", "413.html"])
def test_pages_for_the_worst_need_nothing(page):
    assert "<h1>" in render_to_string(page)


def test_what_others_made_is_small():
    size = sum(path.stat().st_size for path in (ROOT / "static/vendor").rglob("*") if path.is_file())
    assert size < 6_000_000
