"""`prepare` makes an empty place ready, and finds nothing to do the second time."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command

from tests.harness.portal import Portal

ROOT = Path(__file__).resolve().parents[2]
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")


@pytest.mark.slow
@pytest.mark.sqlite
def test_an_empty_place_is_made_ready_for_production(tmp_path):
    place = Portal(
        tmp_path, DEMO="0", ALLOWED_HOSTS="portal.example.eu", SITE_URL="https://portal.example.eu"
    )
    place.manage("prepare")
    packed = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    assert (tmp_path / "static" / packed["css/portal.css"]).exists()
    with sqlite3.connect(tmp_path / "portal.sqlite3") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert {"cache_entries", "clusters_user", "exchanges_exchange", "reporting_report"} <= tables
    again = place.manage("prepare").stdout
    assert "No migrations to apply." in again
    assert "0 static files copied" in again


def test_an_unknown_part_is_named():
    with pytest.raises(CommandError, match="There is no part statics; there are texts, database, static"):
        call_command("prepare", "statics")


def test_every_file_that_a_template_names_is_there():
    templates = [
        path
        for folder in ROOT.glob("**/templates")
        if ".venv" not in folder.parts
        for path in folder.rglob("*")
    ]
    named = {
        name
        for path in templates
        if path.suffix in {".html", ".svg"}
        for name in STATIC.findall(path.read_text())
    }
    assert len(named) > 5
    assert sorted(name for name in named if not finders.find(name)) == []
