"""PDFs: right letters in all seven languages, tagged, and with nothing in them that is not ours."""

import io
import logging
import socket

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader

from excite import printing
from excite.printing import PAPER, TOKENS, Forbidden, pdf, static_file

LETTERS = {
    "en": "The quick brown fox, EUR 1,100.00 “and” ‘so’ – on €",
    "de": "Sächsische Schweiz, Weißeritz, Öl, Übung, ÄÖÜäöüß",
    "fr": "Pôle SCS, Étang, Lérins, œuvre, garçon, À É È Ê Ç Î Ï Ô Œ Ù Û Ÿ",
    "es": "San Sebastián, España, ¿qué?, ¡sí!, Á É Í Ó Ú Ñ ñ ü",
    "pl": "Łódź, Świt, Wisła, zażółć gęślą jaźń, Ą Ć Ę Ł Ń Ó Ś Ź Ż",
    "lt": "Šaltinis, Kuršių, Ąžuolas, ąčęėįšųūž ĄČĘĖĮŠŲŪŽ",
    "bg": "ВИТОША, Пирин, щъюя, АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ",
}
FACES = ("Inter-Regular", "Inter-SemiBold", "Inter-Bold", "Inter-Regular_Italic")


def page(body, lang="en"):
    return f'<!doctype html><html lang="{lang}"><head><title>T</title></head><body>{body}</body></html>'


def read(content):
    return PdfReader(io.BytesIO(content))


@pytest.mark.parametrize("language", LETTERS)
def test_letters_can_be_read_back(language):
    paper = read(pdf(page(f"<p>{LETTERS[language]}</p>", language)))
    assert " ".join(paper.pages[0].extract_text().split()) == LETTERS[language]


def test_one_family_for_all_letters():
    """No letter was taken from another font because ours lacks it."""
    body = "".join(f"<p>{text} <b>{text}</b> <i>{text}</i></p>" for text in LETTERS.values())
    paper = read(pdf(page(body)))
    fonts = {font["/BaseFont"] for sheet in paper.pages for font in sheet["/Resources"]["/Font"].values()}
    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"Inter"}


@pytest.mark.parametrize("face", FACES)
def test_letters_look_like_letters(face):
    """The pixels of every letter differ from those of the box for a missing one."""
    font = ImageFont.truetype(str(static_file(f"vendor/inter/{face}.ttf")), 40)

    def pixels(letter):
        picture = Image.new("L", (60, 60), 255)
        ImageDraw.Draw(picture).text((8, 4), letter, font=font, fill=0)
        return picture

    missing = pixels("\uffff")
    letters = {letter for text in LETTERS.values() for letter in text if not letter.isspace()}
    assert [one for one in sorted(letters) if not ImageChops.difference(pixels(one), missing).getbbox()] == []


def test_letters_with_marks_are_not_their_plain_neighbours():
    """What subset fonts once did: "Łódź" came out as "Ýód"."""
    font = ImageFont.truetype(str(static_file("vendor/inter/Inter-Regular.ttf")), 40)
    pairs = ["Łl", "źz", "ėe", "ųu", "йи", "ъь", "ôo", "ñn", "ßB", "Ýł"]
    assert all(bytes(font.getmask(one)) != bytes(font.getmask(other)) for one, other in pairs)


def test_tagged_for_screen_readers():
    catalogue = read(
        pdf(page('<h1>Title</h1><img src="static:vendor/flags/eu.svg" alt="Emblem">'))
    ).root_object
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF object)
    assert catalogue["/Lang"] == "en"
    assert "/StructTreeRoot" in catalogue
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()


# --- Locked in -----------------------------------------------------------------------------------------

SECRET = "open sesame"


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="20">{SECRET}</text></svg>')
    return file


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a request was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


ROUTES = [
    '<img src="{}">',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<style>@import url("{}");</style>',
    '<p style="background: url({})">x</p>',
    '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x</p>',
    '<svg width="50" height="50"><image href="{}" width="50" height="50"/></svg>',
    '<svg width="50" height="50"><use href="{}#a"/></svg>',
    '<p style="list-style-image: url({}); display: list-item">x</p>',
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("kind", ["file", "http", "https", "ftp", "data", "relative"])
def test_nothing_foreign_gets_in(route, kind, secret, no_network, caplog):
    caplog.set_level(logging.CRITICAL + 1)
    address = {
        "file": secret.as_uri(),
        "http": "http://127.0.0.1:9/secret.svg",
        "https": "https://127.0.0.1:9/secret.svg",
        "ftp": "ftp://127.0.0.1:9/secret.svg",
        "data": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        "relative": "../../../../../etc/passwd",
    }[kind]
    content = pdf(page(route.format(address) + "<p>whole</p>"))
    paper = read(content)
    assert "whole" in paper.pages[0].extract_text()
    assert SECRET not in paper.pages[0].extract_text()
    assert "/Names" not in paper.root_object and "/AF" not in paper.root_object
    assert b"root:" not in content


def test_without_the_guard_it_would(secret, monkeypatch, caplog):
    """The control: with WeasyPrint's own fetcher the secret is on the paper."""
    from weasyprint.urls import URLFetcher

    engine, _ours, *rest = printing._engine()
    monkeypatch.setattr(printing, "_engine", lambda: (engine, URLFetcher(), *rest))
    monkeypatch.setattr(printing, "stylesheet", lambda: "")
    caplog.set_level(logging.CRITICAL + 1)
    assert SECRET in read(pdf(page(ROUTES[0].format(secret.as_uri())))).pages[0].extract_text()


@pytest.mark.parametrize(
    "name",
    [
        "../manage.py",
        "/etc/passwd",
        "../excite/settings.py",
        "css/../../pyproject.toml",
        "vendor/inter/LICENSE",
    ],
)
def test_only_the_static_folder(name):
    with pytest.raises((Forbidden, FileNotFoundError)):
        static_file(name)


def test_a_missing_file_of_ours_stops_the_printing():
    """A paper without the emblem must never be delivered."""
    with pytest.raises(FileNotFoundError, match="nowhere.svg"):
        pdf(page('<img src="static:vendor/flags/nowhere.svg" alt="Emblem">'))


def test_the_sheets_are_there():
    assert static_file(TOKENS).is_file() and static_file(PAPER).is_file()
