"""The catalogues of translated text, gathered and compiled in pure Python: no gettext has to be installed."""

import io
import os
import re
from pathlib import Path

from babel.messages import Catalog, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = extract.DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WITHOUT_TEXT = {".venv", ".git", "var", "static", "tests", "bench", "docs", "migrations", "node_modules"}
HEADER = "# Texts of the portal. Gathered by: ./run manage messages\n"


def gather(root: Path) -> Catalog:
    """Every text marked for translation in the Python files and templates below `root`."""
    catalogue = Catalog(header_comment=HEADER, charset="utf-8")
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if WITHOUT_TEXT.intersection(place.parts) or path.suffix not in {".py", ".html", ".txt", ".svg"}:
            continue
        if path.suffix != ".py" and "templates" not in place.parts:
            continue
        for _line, text, comments, context in texts(path):
            catalogue.add(text, None, [(str(place), None)], auto_comments=comments, context=context)
    return catalogue


def texts(path: Path):
    source = path.read_text()
    if path.suffix != ".py":
        # Django turns a template into lines that look like Python calls; their indentation means nothing.
        source = re.sub(r"(?m)^[ \t]+", "", templatize(source, origin=str(path)))
    return extract.extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"])


def update(path: Path, gathered: Catalog) -> Catalog:
    """The catalogue at `path` with exactly the gathered texts; what is translated already stays."""
    language = path.parent.parent.name
    catalogue = load(path) if path.exists() else Catalog(locale=language, project="Portal", version="1.0")
    made = catalogue.creation_date
    catalogue.update(gathered, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date, catalogue.fuzzy = made, False  # the header changes with the texts only
    catalogue.header_comment = HEADER
    return catalogue


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def save(catalogue: Catalog, path: Path) -> None:
    """Sorted and without line numbers, so that a change shows only the texts that changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)


def keys(catalogue: Catalog) -> set:
    return {(message.context, message.id) for message in catalogue if message.id}


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts without a translation, with an unsure one, or with only some of the plural forms."""
    return [
        message.id[0] if message.pluralizable else message.id
        for message in catalogue
        if message.id and (message.fuzzy or not is_whole(message.string))
    ]


def is_whole(translation) -> bool:
    """A plural text has a tuple of forms, and each of them must be there."""
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


def compile_catalogues(folders) -> list[Path]:
    """Write `django.mo` beside every `django.po` below `folders` that is newer. Returns what was written."""
    written = []
    for source in sorted(path for folder in folders for path in Path(folder).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, load(source))
        draft.replace(target)
        written.append(target)
    return written
