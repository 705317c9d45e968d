"""Uploaded files: looked at before they are kept, kept privately, handed out as attachments only.

What a file *is* is read from its content, never from its name or from what the browser says. Pictures are
drawn anew, which leaves behind where they were taken and anything hidden in them. PDFs are kept as they are,
so those that could act on their own are refused (`excite.pdf_check`).
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from uuid import uuid4

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from excite import pdf_check
from excite.names import clean_line
from excite.storage import private_storage

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000  # larger pictures are bombs, or would take the memory of the whole machine
MAX_SIDE = 4000  # pixels; enough to read small print
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
NAME_LENGTH = 200


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its bytes as they will be stored, and what is known about them."""

    content: bytes
    original_name: str
    content_type: str

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Of the stored bytes, hexadecimal. The same photo is always drawn alike, so it has the same one."""
        return hashlib.sha256(self.content).hexdigest()


def check(upload) -> Checked:
    """Look into an uploaded file. Raises ValidationError with a sentence that says what to do instead."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_too_large(upload.size), code="size")
    if not upload.size:
        raise ValidationError(_("This file is empty. Please choose it again."), code="empty")
    upload.seek(0)
    content = upload.read()
    kind = filetype.guess(content[:8192])
    content_type = kind.mime if kind else ""
    if content_type in PICTURES:
        content = _drawn_anew(content, PICTURES[content_type])
    elif content.startswith(b"%PDF-"):
        content_type = "application/pdf"
        pdf_check.check(content)
    else:
        raise ValidationError(_wrong_type(upload.name, content_type), code="type")
    return Checked(content, safe_name(upload.name, content_type), content_type)


def keep(checked: Checked, folder: str) -> str:
    """Store the file under a name that nobody can guess; returns that name."""
    name = uuid4().hex
    place = f"{folder}/{name[:2]}/{name}.{EXTENSIONS[checked.content_type]}"
    return private_storage().save(place, ContentFile(checked.content))


def serve(stored_name: str, *, original_name: str, content_type: str) -> FileResponse:
    """The file as an attachment: a browser saves it, and never runs or shows it as a page of ours."""
    response = FileResponse(
        private_storage().open(stored_name),
        as_attachment=True,
        filename=safe_name(original_name, content_type),
        content_type=content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def safe_name(name: str, content_type: str) -> str:
    """The name without folders, invisible signs or an extension that does not fit the content."""
    try:
        stem = PurePath(clean_line(name.replace("\\", "/"))).stem
    except ValidationError:
        stem = ""
    stem = "".join(" " if sign in '/:*?"<>|%;' else sign for sign in stem).strip(" .")
    extension = EXTENSIONS.get(content_type, PurePath(name).suffix.lstrip(".").lower()[:8] or "bin")
    return f"{stem[: NAME_LENGTH - 10] or 'file'}.{extension}"


class UploadField(forms.FileField):
    """A form field whose value is a `Checked` file."""

    widget = forms.ClearableFileInput(attrs={"accept": ACCEPT})

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("PDF, JPEG, PNG or WebP, at most 20 MB."))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return check(upload) if upload and upload is not initial else upload

    def to_python(self, data):
        if data not in self.empty_values and getattr(data, "size", 0) > MAX_BYTES:
            raise ValidationError(_too_large(data.size), code="size")
        return super().to_python(data)


def _drawn_anew(content: bytes, expected: str) -> bytes:
    """The picture's points and nothing else: no place, no camera, no comment, nothing appended."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass
    try:
        with Image.open(io.BytesIO(content), formats=[expected]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(_too_many_pixels(), code="pixels")
            if expected == "JPEG":
                picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            drawn = ImageOps.exif_transpose(picture)
            drawn.thumbnail((MAX_SIDE, MAX_SIDE))
            return _saved(drawn, expected)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_too_many_pixels(), code="pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError, OverflowError):
        raise ValidationError(
            _("This picture is damaged and cannot be opened. Please save or photograph it again."),
            code="damaged",
        ) from None


def _saved(picture: Image.Image, expected: str) -> bytes:
    see_through = expected != "JPEG" and picture.has_transparency_data
    picture = picture.convert("RGBA" if see_through else "RGB")
    picture.info = {}
    out = io.BytesIO()
    options = {"optimize": False} if expected == "PNG" else {"quality": 88}
    picture.save(out, format=expected, **options)
    return out.getvalue()


def _too_large(size: int) -> str:
    return _(
        "This file has %(size)d MB; at most %(limit)d MB can be kept. A photo gets smaller when you send it "
        "to yourself by mail in “medium”; a PDF when you scan it with 200 dpi."
    ) % {"size": -(-size // 1024**2), "limit": MAX_BYTES // 1024**2}


def _too_many_pixels() -> str:
    return _("This picture has too many pixels to be opened safely. Please save it in a smaller size.")


def _wrong_type(name: str, content_type: str) -> str:
    if content_type in {"image/heic", "image/heif", "image/avif"}:
        return _(
            "This is a photo in Apple's HEIC format. Please save or send it as JPEG, then it can be read."
        )
    if PurePath(name).suffix.lower() == ".pdf":
        return _("This file is called PDF but is none inside. Please print or scan the paper to PDF again.")
    return _("This kind of file cannot be kept. Please send a PDF, or a photo as JPEG, PNG or WebP.")
