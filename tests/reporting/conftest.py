"""EXCITE with its 74 exchanges, and small partnerships made row by row."""

import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from clusters.models import Partnership, User
from exchanges.services.imports import import_history
from excite.programme import load_programme
from reporting import services
from reporting.models import Report

from .. import factories as make
from ..people import holding, person

DATA = Path(__file__).resolve().parents[2] / "excite" / "demo_data" / "excite"
NOW = datetime(2023, 9, 13, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def laid_out_excite(laid_out):
    return laid_out(_programme_with_rows)


def _programme_with_rows():
    partnership, _tally = load_programme(DATA / "partnership.json", by=None, now=NOW)
    files = {"organisations_file": DATA / "organisations.csv", "exchanges_file": DATA / "exchanges.csv"}
    outcome = import_history(partnership, **files, by=None, now=NOW)
    assert not outcome.faults
    return partnership.pk


@pytest.fixture
def excite(laid_out_excite, db):
    """The published programme with its rows."""
    return Partnership.objects.get(pk=laid_out_excite)


@pytest.fixture
def excite_coordinator(excite):
    return holding(person("anna"), "coordinator", excite)


@pytest.fixture(autouse=True)
def files_in_a_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture
def completed(home_cluster, host_organisation):
    """completed(last_working_day, kind="sme", …): a completed exchange of a new organisation."""

    def complete(last=date(2023, 6, 16), kind="sme", size="small", country="DE", **given):
        visitor = make.OrganisationFactory(kind=kind, size=size if kind == "sme" else "", country=country)
        return make.ExchangeFactory(
            **{
                "home_cluster": home_cluster,
                "visitor": visitor,
                "host": host_organisation,
                "status": "completed",
                "first_working_day": last,
                "last_working_day": last,
                "arrival": None,
                "departure": None,
                "validated_on": last,
                "counted_kind": kind,
                "counted_size": size if kind == "sme" else "",
                **given,
            }
        )

    return complete


@pytest.fixture
def made():
    """made(partnership, until, …): a report, ready to check, with all files but the PDF."""
    return start_and_make


def start_and_make(
    partnership, until, *, by=None, now=NOW, formats=("json", "csv", "xlsx"), **given
) -> Report:
    report = services.start(partnership, until=until, by=by, now=now, send=False, **given)
    services.make_now(report, now=now, formats=formats)
    return again(report)


def again(report) -> Report:
    """The report as a page reads it."""
    return Report.objects.with_people().with_job().get(pk=report.pk)


def known_anew(user) -> User:
    """The person with a standing that is read anew."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def on_the_demo_day(monkeypatch):
    from excite import clock

    monkeypatch.setattr(clock, "now", lambda: NOW)


def words(answer) -> str:
    """The text of a page as it is read."""
    text = re.sub(r"<(script|style|title|desc)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(text).split())


def address(name, *args):
    return reverse(f"reporting:{name}", args=args)
