"""Private files: they appear whole or not at all, and never under an address that a browser can guess.

A file is written beside its place, forced to the disk, and then renamed; a crash leaves a draft, never half a
file. Drafts live in one folder under MEDIA_ROOT (renaming works within one file system only). A job's child
process has a folder of its own there, which is removed with the attempt.
"""

import os
import shutil
import time
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

JOB_FOLDER = "JOB_FOLDER"  # the variable that tells a child process where its drafts go
STALE = 3600  # seconds after which a draft can belong to nobody any more


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files under MEDIA_ROOT without a public address; views hand them out to whom they may concern."""

    def _save(self, name, content):
        draft = drafts_folder() / uuid4().hex
        try:
            with draft.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                draft.chmod(self.file_permissions_mode)
            place = Path(self.path(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            while place.exists():
                place = Path(self.path(self.get_available_name(name)))
            os.replace(draft, place)
            _force_to_disk(place.parent)
        finally:
            draft.unlink(missing_ok=True)
        return str(place.relative_to(self.location).as_posix())

    def url(self, name):
        raise ValueError("This file is private: link to the view that serves it.")


def private_storage() -> PrivateStorage:
    """For `FileField(storage=private_storage)`: a callable, so that migrations hold no path."""
    return PrivateStorage()


def drafts_folder() -> Path:
    """Where this process writes drafts: the job's own folder in a child process, else the common one."""
    folder = Path(os.environ.get(JOB_FOLDER) or _all_drafts())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def job_folder(uuid: UUID, attempt: int) -> Path:
    return _all_drafts() / f"job-{uuid}-{attempt}"


def clear_job_folder(uuid: UUID, attempt: int) -> None:
    shutil.rmtree(job_folder(uuid, attempt), ignore_errors=True)


def job_folders() -> list[Path]:
    """The folders of all attempts that are under way, or were when something was killed."""
    return list(_all_drafts().glob("job-*"))


def clear_stale_drafts() -> None:
    """Remove what crashed uploads left behind."""
    long_ago = time.time() - STALE
    for entry in _all_drafts().glob("*"):
        try:
            if entry.stat().st_mtime > long_ago:
                continue
        except FileNotFoundError:
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _all_drafts() -> Path:
    return Path(settings.MEDIA_ROOT) / ".drafts"


def _force_to_disk(folder: Path) -> None:
    """A rename is safe only when the folder that holds the name is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
