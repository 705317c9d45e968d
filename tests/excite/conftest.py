"""What tests of the portal's own pages share."""

import pytest

from excite import waiting


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
