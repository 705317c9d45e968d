"""Texts are gathered from code and templates, kept when they stay, and compiled."""

import gettext

import pytest

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
