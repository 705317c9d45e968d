"""Files appear whole or not at all."""

import os
import uuid

import pytest
from django.core.files.base import ContentFile

from excite import storage


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_appears_whole(media):
    name = storage.private_storage().save("reports/7/report.pdf", ContentFile(b"whole"))
    assert name == "reports/7/report.pdf"
    assert files(media) == ["reports/7/report.pdf"]
    assert (media / name).read_bytes() == b"whole"
    assert oct((media / name).stat().st_mode)[-3:] == "640"


def test_a_file_that_is_there_is_not_overwritten(media):
    first = storage.private_storage().save("a.txt", ContentFile(b"first"))
    second = storage.private_storage().save("a.txt", ContentFile(b"second"))
    assert first != second
    assert [(media / name).read_bytes() for name in (first, second)] == [b"first", b"second"]


def test_a_crash_while_writing_leaves_nothing(media):
    class Torn(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        storage.private_storage().save("a.txt", Torn(b"whole"))
    assert files(media) == []


@pytest.mark.parametrize("name", ["../escape.txt", "/etc/passwd"])
def test_nothing_is_written_elsewhere(name):
    with pytest.raises(Exception, match="path|traversal|File"):
        storage.private_storage().save(name, ContentFile(b"x"))


def test_a_job_has_a_folder_of_its_own(media, monkeypatch):
    job = uuid.uuid4()
    folder = storage.job_folder(job, 2)
    monkeypatch.setenv(storage.JOB_FOLDER, str(folder))
    assert storage.drafts_folder() == folder
    (folder / "half").write_text("half")
    storage.clear_job_folder(job, 1)
    assert files(media) == [f".drafts/job-{job}-2/half"]
    storage.clear_job_folder(job, 2)
    assert files(media) == []


def test_only_stale_drafts_are_cleared(media):
    drafts = storage.drafts_folder()
    for name in ["old", "fresh"]:
        (drafts / name).write_text("half")
        (drafts / f"job-{name}").mkdir()
        (drafts / f"job-{name}" / "half").write_text("half")
    for name in ["old", "job-old"]:
        os.utime(drafts / name, (0, 0))
    storage.clear_stale_drafts()
    assert files(drafts) == ["fresh", "job-fresh/half"]
    storage.clear_stale_drafts()
