"""The programme file loaded and the two sheets in hand; what tests of the portal's own pages share."""

import json

import pytest

from clusters.models import Partnership
from excite import waiting
from excite.programme import load_programme

from .sheets import DATA, NOW, Sheets


@pytest.fixture(scope="module")
def laid_out_programme(laid_out):
    return laid_out(lambda: load_programme(DATA / "partnership.json", by=None, now=NOW)[0].pk)


@pytest.fixture(scope="module")
def laid_out_history(laid_out, laid_out_programme, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    outcome = laid_out(lambda: Sheets(folder, Partnership.objects.get(pk=laid_out_programme)).load())
    assert not outcome.faults


@pytest.fixture
def programme(laid_out_programme, db):
    """EXCITE out of its programme file, without a row."""
    return Partnership.objects.get(pk=laid_out_programme)


@pytest.fixture
def sheets(programme, tmp_path):
    return Sheets(tmp_path, programme)


@pytest.fixture
def imported(laid_out_history, sheets):
    """The sheets as they are, already in."""
    return sheets


@pytest.fixture
def exchange(draft):
    """Handed in, so that the host's side sees it too."""
    type(draft).objects.filter(pk=draft.pk).update(status="submitted")
    draft.refresh_from_db()
    return draft


@pytest.fixture
def nothing_waits(monkeypatch):
    """The counter in the frame asks every app; a page's own queries are counted without it."""
    monkeypatch.setattr(waiting, "_providers", [])


@pytest.fixture
def load(tmp_path):
    """Writes a programme (a dict, or raw text) with the lump sums beside it, and loads it."""
    (tmp_path / "lump_sums.csv").write_bytes((DATA / "lump_sums.csv").read_bytes())

    def load(programme):
        path = tmp_path / "partnership.json"
        raw = (
            programme if isinstance(programme, bytes) else json.dumps(programme, ensure_ascii=False).encode()
        )
        path.write_bytes(raw)
        return load_programme(path, by=None, now=NOW)

    return load
