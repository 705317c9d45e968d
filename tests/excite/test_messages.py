"""Texts are gathered from code and templates, kept when they stay, and compiled."""

import ast
import gettext
import re
from collections import Counter
from pathlib import Path

import allauth
import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from excite import messages

PAGE = """{% load i18n %}
  <p>{% translate "Open" context "a mission" %}</p>
    {% blocktranslate trimmed count days=days %}
      One day
    {% plural %}
      {{ days }} days
    {% endblocktranslate %}
"""
CODE = "from django.utils.translation import gettext_lazy as _\nLABEL = _('Łódź: %(seats)s seats')\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "app" / "models.py").write_text(CODE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_app.py").write_text("_('Not for readers')")
    return tmp_path


def test_gathers_code_and_templates_and_no_tests(project):
    assert messages.keys(messages.gather(project)) == {
        ("a mission", "Open"),
        (None, ("One day", "%(days)s days")),
        (None, "Łódź: %(seats)s seats"),
    }


def test_what_is_translated_stays_and_what_is_gone_goes(project):
    path = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    first = messages.update(path, messages.gather(project))
    first.get("Open", "a mission").string = "Offen"
    messages.save(first, path)
    (project / "app" / "models.py").write_text("")
    second = messages.update(path, messages.gather(project))
    assert second.get("Open", "a mission").string == "Offen"
    assert messages.untranslated(second) == ["One day"]
    assert messages.keys(second) == {("a mission", "Open"), (None, ("One day", "%(days)s days"))}


def test_a_text_not_written_down_yet_is_untranslated(project):
    path = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    catalogue = messages.update(path, messages.gather(project))
    assert set(messages.untranslated(catalogue)) == {"Łódź: %(seats)s seats", "Open", "One day"}
    catalogue.get("Open", "a mission").string = "Offen"
    catalogue.get(("One day", "%(days)s days")).string = ("Ein Tag", "")
    assert set(messages.untranslated(catalogue)) == {"Łódź: %(seats)s seats", "One day"}
    catalogue.get(("One day", "%(days)s days")).string = ("Ein Tag", "%(days)s Tage")
    catalogue.get("Łódź: %(seats)s seats").string = "Łódź: %(seats)s Plätze"
    assert messages.untranslated(catalogue) == []


def test_gathering_again_changes_no_byte(project):
    path = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    messages.save(messages.update(path, messages.gather(project)), path)
    before = path.read_bytes()
    messages.save(messages.update(path, messages.gather(project)), path)
    assert path.read_bytes() == before


def test_compiles_what_is_newer(project):
    path = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    catalogue = messages.update(path, messages.gather(project))
    catalogue.get(("One day", "%(days)s days")).string = ("Ein Tag", "%(days)s Tage")
    messages.save(catalogue, path)
    assert messages.compile_catalogues([project / "locale"]) == [path.with_suffix(".mo")]
    assert messages.compile_catalogues([project / "locale"]) == []
    german = gettext.translation("django", project / "locale", ["de"])
    assert german.ngettext("One day", "%(days)s days", 2) == "%(days)s Tage"


CATALOGUES = sorted(
    path for folder in settings.LOCALE_PATHS for path in folder.glob("*/LC_MESSAGES/django.po")
)
OF_ALLAUTH = Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po"
FAMILIAR = re.compile(
    r"\b(du|dein\w*|dir|dich|euch|gib|klicke?|wähle|melde|versuche|bestätige|nutze)\b", re.IGNORECASE
)
# What a translation must keep: values to fill in, and marks of a page.
KEPT = re.compile(r"%\(\w+\)[sdif]|%[sd%]|\{\w*\}|</?\w+[^>]*>")
CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}


def forms(entry) -> list[tuple[str, str]]:
    """Each form of a translation beside the text that it translates."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [
        (entry.msgid if number == 0 else entry.msgid_plural, text)
        for number, text in sorted(entry.msgstr_plural.items())
    ]


def test_no_text_of_the_portal_lacks_a_translation():
    call_command("messages", check=True)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_translations_keep_values_marks_and_edges(path):
    faults = []
    for entry in polib.pofile(str(path)):
        for text, told in forms(entry):
            kept, wanted = Counter(KEPT.findall(told)), [Counter(KEPT.findall(text))]
            if entry.msgid_plural:  # "One day" may become "%(days)s Tag", and the other way round
                wanted += [Counter(KEPT.findall(entry.msgid_plural)), Counter(KEPT.findall(entry.msgid))]
            edges = [(each[:1].isspace(), each[-1:].isspace(), "  " in each) for each in (text, told)]
            if kept not in wanted or edges[0] != edges[1]:
                faults.append((text, told))
    assert faults == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_there_is_a_form_for_each_number(path):
    catalogue = polib.pofile(str(path))
    count = int(re.search(r"nplurals=(\d+)", catalogue.metadata["Plural-Forms"])[1])
    assert {len(entry.msgstr_plural) for entry in catalogue if entry.msgid_plural} <= {count}


def test_no_text_hides_inside_an_f_string():
    """Nothing gathers texts there before Python 3.12, so they would stay English."""
    hidden = []
    for path in Path(settings.BASE_DIR).glob("*/**/*.py"):
        if messages.WITHOUT_TEXT.intersection(path.relative_to(settings.BASE_DIR).parts):
            continue
        for outer in (
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)
        ):
            names = [getattr(node.func, "id", "") for node in ast.walk(outer) if isinstance(node, ast.Call)]
            hidden += [f"{path}:{outer.lineno}"] * bool(CALLS.intersection(names))
    assert hidden == []


def test_german_is_polite_where_people_sign_in():
    """allauth says "du" in some of its texts; its mails and its parts as a provider are not in use."""
    there = polib.pofile(str(OF_ALLAUTH))
    shown = [
        entry.msgid
        for entry in there
        if any(
            re.search(r"account/(?!email/)|mfa/(?!email/)|usersessions/", place)
            for place, _line in entry.occurrences
        )
    ]
    with translation.override("de"):
        assert [text for text in shown if FAMILIAR.search(translation.gettext(text))] == []
    for own in CATALOGUES:
        told = [text for entry in polib.pofile(str(own)) for _text, text in forms(entry)]
        assert [text for text in told if FAMILIAR.search(text)] == []


def test_our_words_for_allauth_answer_texts_it_has():
    theirs = {entry.msgid for entry in polib.pofile(str(OF_ALLAUTH))}
    own = settings.LOCALE_PATHS[1] / "de/LC_MESSAGES/django.po"
    assert {entry.msgid for entry in polib.pofile(str(own))} <= theirs
