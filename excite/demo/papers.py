"""Invented papers: pages that look scanned, and a photo, drawn on the spot so that no file is in the tree."""

import io
from datetime import date

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from excite.uploads import Checked

PAGE = (827, 1169)  # A4 at 100 dpi
INK, PAPER = 30, 250


def paper(name: str, title: str, lines: list[str]) -> Checked:
    """One page as PDF, with a heading and lines of text in any alphabet."""
    page = Image.new("L", PAGE, PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((90, 110), title, font=_font("SemiBold", 34), fill=INK)
    for position, line in enumerate(lines):
        draw.text((90, 210 + position * 44), line, font=_font("Regular", 22), fill=INK)
    draw.line((90, 1000, 430, 1000), fill=INK, width=2)
    draw.text((90, 1012), "Invented for the demonstration", font=_font("Regular", 18), fill=110)
    out = io.BytesIO()
    page.save(out, format="PDF", resolution=100)
    return Checked(out.getvalue(), name, "application/pdf")


def photo(name: str, words: str, *, hue: int) -> Checked:
    """A picture with a sky, a floor and some words in it."""
    picture = Image.new("RGB", (1200, 800), (70, 110, 60 + hue))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, 1200, 800), fill=(190, 190, 200))
    for step in range(6):
        left = 90 + step * 180
        draw.rectangle((left, 300 + step % 3 * 40, left + 120, 560), fill=(240, 240 - step * 12, 250))
    draw.text((60, 60), words, font=_font("SemiBold", 44), fill=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=80)
    return Checked(out.getvalue(), name, "image/jpeg")


def attendance(visitor, host, first: date, last: date) -> Checked:
    lines = [str(visitor), "stayed at", str(host), f"from {first:%d.%m.%Y} to {last:%d.%m.%Y}."]
    return paper("attendance.pdf", "Confirmation of attendance", lines)


def travel(visitor, city: str, arrival: date, departure: date) -> Checked:
    lines = [str(visitor), f"to {city} on {arrival:%d.%m.%Y}", f"back on {departure:%d.%m.%Y}"]
    return paper("tickets.pdf", "Railway tickets", lines)


def _font(weight, size):
    return ImageFont.truetype(settings.BASE_DIR / "static/vendor/inter" / f"Inter-{weight}.ttf", size)
