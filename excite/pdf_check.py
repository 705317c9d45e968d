"""Does a PDF only show something, or could it act? A gate, not a reader: in doubt it says no, with a way out.

PDF names may be written with escapes (`/J#61vaScript`) and may hide in compressed object streams, so both are
undone before looking. An encrypted file cannot be looked into. A file that is a ZIP or a web page at the same
time is refused by its ends: it must begin with %PDF and end with %%EOF.
"""

import io
import re
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TAIL = 1024  # bytes in which the end mark must stand
UNPACKED = 64 * 1024 * 1024  # bytes of object streams that we are ready to unpack
ACTIVE = [
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "SubmitForm",
    "ImportData",
    "GoToE",
]


def _name(text: str) -> bytes:
    """A pattern for a PDF name, each letter of which may be written as # and two hexadecimal digits."""
    letters = [rf"(?:{re.escape(letter)}|#(?i:{ord(letter):02x}))" for letter in text]
    return ("/" + "".join(letters) + r"(?![A-Za-z0-9])").encode()


ACTS = re.compile(b"|".join(_name(name) for name in ACTIVE))
ENCRYPTED = re.compile(_name("Encrypt") + rb"\s*(?:<<|\d)")
OPENING = re.compile(_name("OpenAction") + rb"\s*(\[|<<.{0,400}?>>|\d+\s+\d+\s+R)?", re.DOTALL)
GOES_TO_PAGE = re.compile(_name("S") + rb"\s*" + _name("GoTo"))
OBJECT_STREAM = re.compile(_name("ObjStm"))
FIRST = re.compile(_name("First") + rb"\s+(\d{1,9})")
FILTER = re.compile(_name("Filter") + rb"\s*(\[[^\]]*\]|/[^\s/<>\[\]]+)")
STREAM = re.compile(rb"\bstream\r?\n")


def check(content: bytes) -> None:
    """Raises ValidationError unless this is a whole, plain PDF."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-TAIL:]:
        raise ValidationError(
            _("This PDF is not complete. Please save it or send it once more."), code="incomplete"
        )
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(
            _("This file is a PDF and an archive in one. Please print it to PDF again."), code="polyglot"
        )
    if ENCRYPTED.search(content):
        raise ValidationError(
            _("This PDF is protected with a password. Please save it without one."), code="encrypted"
        )
    packed = _object_streams(content)
    everything = [content, *(part for _first, part in packed)]
    if any(ACTS.search(part) or _acts_on_opening(part, content, packed) for part in everything):
        raise ValidationError(
            _(
                "This PDF contains scripts, attached files or forms that act on their own. "
                "Please print it to PDF again, which keeps what can be seen and leaves the rest behind."
            ),
            code="active",
        )


def _acts_on_opening(part: bytes, content: bytes, packed: list) -> bool:
    """Opening at a certain page is harmless (office programs write it); any other act on opening is not."""
    for found in OPENING.finditer(part):
        target = found.group(1) or b""
        if target.endswith(b"R"):
            target = _object(target.split()[0], content, packed)
        if not target.startswith(b"[") and not GOES_TO_PAGE.search(target):
            return True
    return False


def _object(number: bytes, content: bytes, packed: list) -> bytes:
    """The beginning of an object, whether it stands in the file or is packed; empty if it is not there."""
    plain = re.search(rb"(?<!\d)" + number + rb"\s+\d+\s+obj\b(.{0,400}?)endobj", content, re.DOTALL)
    if plain:
        return plain.group(1).strip()
    for first, part in packed:
        numbers = part[:first].split()
        places = dict(zip(numbers[::2], numbers[1::2], strict=False))
        if places.get(number, b"").isdigit():
            start = first + int(places[number])
            return part[start : start + 400].strip()
    return b""


def _object_streams(content: bytes) -> list[tuple[int, bytes]]:
    """What is packed in object streams, unpacked, each with the place where its first object begins."""
    left, parts = UNPACKED, []
    for found in STREAM.finditer(content):
        head = content[content.rfind(b"obj", 0, found.start()) : found.start()]
        if not OBJECT_STREAM.search(head):
            continue
        part = _unpacked(head, content, found.end(), left)
        left -= len(part)
        first = FIRST.search(head)
        parts.append((int(first.group(1)) if first else 0, part))
    return parts


def _unpacked(head: bytes, content: bytes, start: int, limit: int) -> bytes:
    packing = FILTER.search(head)
    if packing is None:
        return content[start : content.find(b"endstream", start)]
    try:
        if packing.group(1).strip(b"[] \r\n") not in {b"/FlateDecode", b"/Fl"}:
            raise zlib.error
        unpacking = zlib.decompressobj()
        part = unpacking.decompress(memoryview(content)[start:], limit)
        if unpacking.unconsumed_tail or (not unpacking.eof and len(part) >= limit):
            raise zlib.error
        return part
    except zlib.error:
        raise ValidationError(
            _("This PDF is packed in a way that cannot be checked. Please print it to PDF again."),
            code="packed",
        ) from None
