"""Files from strangers: judged by what they are, changed where that is safe, refused with a way out."""

import io
import time
import zipfile
import zlib

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image

from excite import pdf_check, uploads
from excite.storage import private_storage

PLAIN = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"


def pdf(body=b"", catalog=PLAIN):
    return b"%PDF-1.7\n" + catalog + body + b"\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def object_stream(body, filters=b"/FlateDecode", pack=zlib.compress):
    packed = pack(body)
    head = b"7 0 obj\n<< /Type /ObjStm /N 1 /First 0 /Filter %s /Length %d >>\n" % (filters, len(packed))
    return pdf(head + b"stream\n" + packed + b"\nendstream\nendobj\n")


def picture(size=(640, 480), form="JPEG", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, form, **options)
    return out.getvalue()


def check(name, content):
    return uploads.check(SimpleUploadedFile(name, content, content_type="application/x-lies"))


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        check(name, content)
    return refused.value


def test_a_plain_pdf_is_kept_as_it_is():
    content = pdf()
    checked = check("Teilnahme Łódź.PDF", content)
    assert (checked.content, checked.content_type) == (content, "application/pdf")
    assert (checked.original_name, checked.size) == ("Teilnahme Łódź.pdf", len(content))


def test_the_portals_own_papers_pass():
    from weasyprint import HTML

    check("agreement.pdf", HTML(string="<h1>Agreement</h1><a href='https://example.org'>x</a>").write_pdf())


@pytest.mark.parametrize(
    "opening",
    [
        b"/OpenAction [3 0 R /XYZ null null 0]",
        b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>",
        b"/OpenAction 5 0 R >>\nendobj\n5 0 obj\n<< /S /GoTo /D [3 0 R /Fit]",
        b"/OpenAction 5 0 R >>\nendobj\n5 0 obj\n[3 0 R /Fit] << ",
    ],
)
def test_opening_at_a_page_is_harmless(opening):
    check("from-an-office-program.pdf", pdf(catalog=b"1 0 obj\n<< " + opening + b" >>\nendobj\n"))


def test_opening_at_a_page_that_is_packed_is_harmless():
    body = b"5 0 << /S /GoTo /D [3 0 R /Fit] >>"
    content = object_stream(body).replace(b"/First 0", b"/First 4")
    check("from-tex.pdf", content.replace(b"/Pages 2 0 R", b"/OpenAction 5 0 R"))


ACTIVE = {
    "script": b"/S /JavaScript /JS (app.alert(1))",
    "escaped": b"/S /J#61v#61Script",
    "escaped whole": b"/#4A#61#76#61#53#63#72#69#70#74",
    "launch": b"/S /Launch /F (cmd.exe)",
    "attachment": b"/Type /EmbeddedFile",
    "attachments": b"/Names << /EmbeddedFiles 9 0 R >>",
    "rich media": b"/Subtype /RichMedia",
    "sends a form": b"/S /SubmitForm",
    "opens a page of the web": b"/OpenAction << /S /URI /URI (http://example.org) >>",
    "opens something escaped": b"/Open#41ction << /S /URI >>",
    "opens something by reference": b"/OpenAction 8 0 R >> endobj 8 0 obj << /S /URI >> endobj <<",
    "opens something that is not there": b"/OpenAction 99 0 R",
    "opens nothing readable": b"/OpenAction",
}


@pytest.mark.parametrize("act", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_could_act_is_refused(act):
    assert refusal("paper.pdf", pdf(b"3 0 obj << " + act + b" >> endobj")).code == "active"


@pytest.mark.parametrize("act", ACTIVE.values(), ids=ACTIVE)
def test_it_is_refused_when_packed_away(act):
    assert refusal("paper.pdf", object_stream(b"3 0 << " + act + b" >>")).code == "active"


def test_it_is_refused_when_the_packing_is_written_with_escapes():
    content = object_stream(b"3 0 << /S /JavaScript >>", filters=b"[ /FlateDecode ]")
    assert refusal("paper.pdf", content.replace(b"/ObjStm", b"/Obj#53tm")).code == "active"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (object_stream(b"x", filters=b"[/ASCIIHexDecode /FlateDecode]"), "packed"),
        (object_stream(b"x", filters=b"/LZWDecode"), "packed"),
        (object_stream(b"x" * 100, pack=lambda body: zlib.compress(body)[:-8]), "packed"),
        (object_stream(b"x", pack=lambda body: b"nonsense"), "packed"),
        (pdf(b"trailer << /Encrypt 9 0 R >>"), "encrypted"),
        (pdf()[:-8], "incomplete"),
        (pdf() + b" " * 2000, "incomplete"),
        (b"%PDF-1.7", "incomplete"),
        (b"#!/bin/sh\nrm -rf /\n", "type"),
        (b"<script>alert(1)</script>%PDF-1.7\n%%EOF", "type"),
        (b"MZ" + b"\0" * 200, "type"),
        (b"", "empty"),
    ],
)
def test_what_cannot_be_looked_into_is_refused(content, code):
    assert refusal("paper.pdf", content).code == code


def test_a_pdf_that_is_an_archive_too_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("page.html", "<script>")
        archive.comment = b"%%EOF"
    assert refusal("paper.pdf", pdf() + out.getvalue()).code == "polyglot"


def test_packed_bombs_are_not_unpacked(monkeypatch):
    monkeypatch.setattr(pdf_check, "UNPACKED", 1024 * 1024)
    began = time.monotonic()
    assert refusal("bomb.pdf", object_stream(b"\0" * 50 * 1024 * 1024)).code == "packed"
    assert time.monotonic() - began < 2  # seconds


def test_random_bytes_in_a_pdf_are_not_mistaken_for_scripts():
    noise = zlib.compress(bytes(range(256)) * 50_000, 0)
    check("scan.pdf", pdf(b"4 0 obj << /Length 1 >> stream\n" + noise + b"\nendstream endobj"))


@pytest.mark.parametrize(
    ("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_pictures_are_drawn_anew(form, mime):
    checked = check("IMG_0001.bin", picture(form=form))
    assert (checked.content_type, checked.original_name) == (mime, f"IMG_0001.{uploads.EXTENSIONS[mime]}")
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (kept.format, kept.size) == (form, (640, 480))


def test_nothing_hidden_survives():
    exif = Image.Exif()
    exif[0x010E] = "HIDDEN-EXIF"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture(exif=exif, comment=b"HIDDEN-COMMENT", xmp=b"HIDDEN-XMP") + b"HIDDEN-TAIL"
    assert content.count(b"HIDDEN") == 4
    kept = check("photo.jpg", content).content
    assert b"HIDDEN" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()


def test_a_photo_taken_sideways_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(check("photo.jpg", picture((640, 480), exif=exif)).content)) as kept:
        assert kept.size == (480, 640)


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_unusual_colours(mode):
    form = "PNG" if mode == "1" else "JPEG"
    with Image.open(io.BytesIO(check("scan", picture(form=form, mode=mode)).content)) as kept:
        assert kept.mode == "RGB"


def test_what_is_see_through_stays_so():
    with Image.open(io.BytesIO(check("logo.png", picture(form="PNG", mode="RGBA")).content)) as kept:
        assert kept.mode == "RGBA"


def test_large_photos_become_smaller():
    with Image.open(io.BytesIO(check("photo.jpg", picture((6000, 3000))).content)) as kept:
        assert kept.size == (4000, 2000)


def test_the_same_photo_twice_is_the_same_file():
    content = picture()
    assert check("a.jpg", content).sha256 == check("b.jpg", content).sha256


@pytest.mark.parametrize(("mode", "size"), [("1", (30_000, 30_000)), ("L", (9_000, 9_000))])
def test_a_bomb_of_pixels_is_not_opened(mode, size):
    content = picture(size, "PNG", mode)
    assert len(content) < 200_000
    began = time.monotonic()
    assert refusal("bomb.png", content).code == "pixels"
    assert time.monotonic() - began < 2  # seconds


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(form):
    content = picture((1000, 1000), form)
    assert refusal("photo", content[: len(content) // 2]).code == "damaged"


def test_sixty_megabytes_are_refused_unread():
    upload = UploadedFile(file=None, name="photo.jpg", size=60 * 1024 * 1024)  # reading would fail
    with pytest.raises(ValidationError, match="60 MB; at most 20 MB"):
        uploads.check(upload)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("holiday.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "as JPEG"),
        ("list.docx", b"PK\x03\x04" + b"\0" * 60, "send a PDF"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "send a PDF"),
        ("moving.gif", b"GIF89a" + b"\0" * 60, "send a PDF"),
        ("paper.pdf", b"#!/bin/sh", "called PDF but is none"),
    ],
)
def test_other_kinds_are_refused_with_a_way_out(name, content, part):
    error = refusal(name, content)
    assert error.code == "type"
    assert part in error.messages[0]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\anna\\paper.pdf", "paper.pdf"),
        ("photo\u202egpj.exe", "photogpj.pdf"),
        ('a"b;c%0d\r\nSet-Cookie: x', "a b c 0d Set-Cookie  x.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("a\x00b.pdf", "file.pdf"),
        ("Łódź отчёт.pdf", "Łódź отчёт.pdf"),
        ("x" * 400 + ".pdf", "x" * 190 + ".pdf"),
    ],
)
def test_safe_names(name, safe):
    assert uploads.safe_name(name, "application/pdf") == safe


class PaperForm(forms.Form):
    paper = uploads.UploadField()


def test_the_field_gives_a_checked_file():
    form = PaperForm({}, {"paper": SimpleUploadedFile("paper.pdf", pdf())})
    assert form.is_valid()
    assert form.cleaned_data["paper"] == uploads.Checked(pdf(), "paper.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("paper.pdf", b"#!/bin/sh", "called PDF but is none"),
        ("paper.pdf", b"", "empty"),
    ],
)
def test_the_field_says_what_is_wrong(name, content, part):
    form = PaperForm({}, {"paper": SimpleUploadedFile(name, content)})
    assert [part in error for error in form.errors["paper"]] == [True]


@pytest.mark.django_db
def test_kept_privately_and_handed_out_as_an_attachment(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    checked = check("Bestätigung.pdf", pdf())
    stored = uploads.keep(checked, "evidence")
    assert stored.startswith("evidence/")
    assert "Best" not in stored
    kept = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept == [stored]
    with pytest.raises(ValueError, match="private"):
        private_storage().url(stored)
    response = uploads.serve(stored, original_name="Bestätigung.pdf", content_type="application/pdf")
    assert b"".join(response.streaming_content) == pdf()
    response.close()
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Best%C3%A4tigung.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
