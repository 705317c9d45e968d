"""Files of a report: written beside their place, and put there only when the whole report is done."""

import os
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from excite.storage import drafts_folder
from reporting.models import Report, ReportFile

CHUNK = 1 << 20  # bytes


def draft(ending: str) -> Path:
    """A place for a file that nobody can see yet; a job's own folder is removed with the attempt."""
    return drafts_folder() / f"{uuid4().hex}.{ending}"


def force_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def place(report: Report, drafts: dict[str, Path]) -> None:
    """Rename the drafts into the report's folder and note each with its size and SHA-256.

    Called inside the transaction that finishes the job, so that only the attempt that wins places anything;
    an attempt that was killed between renaming and committing left names that the next one replaces.
    """
    folder = Path(settings.MEDIA_ROOT) / folder_of(report)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, path in drafts.items():
        force_to_disk(path)
        name = f"{folder_of(report)}/report.{ending}"
        ReportFile.objects.create(
            report=report, format=ending, stored_name=name, size=path.stat().st_size, sha256=digest_of(path)
        )
        os.replace(path, folder / f"report.{ending}")
    force_folder_to_disk(folder)


def force_folder_to_disk(folder: Path) -> None:
    """A rename is on the disk only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_of(report: Report) -> str:
    return f"reports/{report.uuid}"


def path_of(file: ReportFile) -> Path:
    return Path(settings.MEDIA_ROOT) / file.stored_name


def digest_of(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def remove(paths) -> None:
    for path in paths:
        Path(path).unlink(missing_ok=True)
    for folder in {Path(path).parent for path in paths}:
        try:
            folder.rmdir()
        except OSError:  # not empty, or gone: both are fine
            continue
