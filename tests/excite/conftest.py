"""The programme file loaded and the two sheets in hand; what tests of the portal's own pages share."""

import json

import pytest

from excite import waiting
from excite.programme import load_programme

from .sheets import DATA, NOW, Sheets


@pytest.fixture
def programme(db):
    """EXCITE out of its programme file, without a row."""
    partnership, _tally = load_programme(DATA / "partnership.json", by=None, now=NOW)
    return partnership


@pytest.fixture
def sheets(programme, tmp_path):
    return Sheets(tmp_path, programme)


@pytest.fixture
def imported(sheets):
    """The sheets as they are, already in."""
    outcome = sheets.load()
    assert not outcome.faults
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
