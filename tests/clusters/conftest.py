import pytest

from excite import waiting


@pytest.fixture
def nothing_waits(monkeypatch):
    """The counter in the frame asks every app; a page's own queries are counted without it."""
    monkeypatch.setattr(waiting, "_providers", [])
