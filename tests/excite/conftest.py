"""The programme file loaded, and the two sheets in hand."""

import pytest

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
