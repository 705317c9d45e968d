"""How names are cleaned, found and sorted; money; and what waits."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from excite.names import SORT_KEY_LENGTH, PlainText, clean_line, clean_text, fold, sort_key


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("lodz", "Łódź"),
        ("ŁÓDŹ", "łódź"),
        ("витоша", "ВИТОША"),
        ("siauliai", "Šiauliai"),
        ("ostergotland", "Östergötland"),
        ("strasse", "Straße"),
        ("dordevic", "Đorđević"),
        ("odegard", "Ødegård"),
        ("istanbul", "İSTANBUL"),
        ("αθηνα", "Αθήνα"),
        ("pole scs", "  Pôle   SCS "),
        ("aegir", "Ægir"),
        ("łódź", "Lo\u0301dz\u0301"),
    ],
)
def test_what_is_typed_finds_what_is_stored(typed, stored):
    assert fold(typed) == fold(stored)


@pytest.mark.parametrize(("one", "other"), [("Йорданов", "Иорданов"), ("шум", "щум"), ("Lodz", "Lod")])
def test_other_letters_stay_other_letters(one, other):
    assert fold(one) != fold(other)


def test_cyrillic_is_only_made_small():
    assert fold("ВИТОША Йордан Ї Ў") == "витоша йордан ї ў"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_names_are_sorted_alike_everywhere():
    names = [
        "Żaba",
        "zebra",
        "Ärzte",
        "Arzt",
        "École",
        "„Edel“",
        "3D Hub",
        "ВИТОША",
        "Łódź",
        "lodge",
        "a b",
        "ab",
    ]
    assert sorted(names, key=sort_key) == [
        *[
            "3D Hub",
            "a b",
            "ab",
            "Arzt",
            "Ärzte",
            "École",
            "„Edel“",
            "lodge",
            "Łódź",
            "Żaba",
            "zebra",
            "ВИТОША",
        ]
    ]


@given(st.text(max_size=300))
def test_a_sort_key_fits_its_column_and_every_collation(text):
    key = sort_key(text)
    assert len(key) <= SORT_KEY_LENGTH
    assert set(key) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Silicon \t Saxony\r\n e.V. ", "Silicon Saxony e.V."),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066a\u2069\u200f\u200e\u061c\ufeff\u200bb", "ab"),
        ("half \ud83d sign", "half sign"),
        ("bell\x07 and escape\x1b", "bell and escape"),
        ("Cafe\u0301", "Café"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("\u202e", ""),
    ],
)
def test_a_clean_line(text, line):
    assert clean_line(text) == line


def test_clean_text_keeps_its_lines():
    assert clean_text(" a\r\nb\rc\u2028d\n\n e\u202e ") == "a\nb\nc\nd\n\n e"


@given(st.text(st.characters(exclude_characters="\x00", codec=None), max_size=60))
def test_clean_text_can_always_be_stored(text):
    clean_text(text).encode()
    assert clean_line(clean_line(text)) == clean_line(text)


def test_nul_is_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="cannot be stored"):
        clean_line("a\x00b")


class NameForm(forms.Form):
    name = PlainText()
    story = PlainText(lines=True, required=False)


def test_a_form_cleans_what_it_takes():
    form = NameForm({"name": " Łódź\u202e\u00a0Hub ", "story": "one \r\ntwo"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Łódź Hub", "story": "one \ntwo"}


@pytest.mark.parametrize("name", ["\u202e", " ", "\u200b\ufeff"])
def test_a_name_that_nobody_can_see_is_missing(name):
    form = NameForm({"name": name})
    assert form.errors == {"name": ["This field is required."]}


@pytest.mark.parametrize(
    ("name", "part"), [("x" * 300, "at most 255 characters (it has 300)"), ("a\x00b", "cannot be stored")]
)
def test_a_form_says_what_is_wrong(name, part):
    form = NameForm({"name": name})
    assert part in form.errors["name"][0]
