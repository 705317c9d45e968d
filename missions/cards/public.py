"""What missions add to the public page of a partnership: voices, and what happened before it."""

from datetime import date

from clusters.registry import Happening, Voice

from ..models import PastEvent, Testimonial

MOST = 12


def voices(partnership) -> tuple[Voice, ...]:
    rows = Testimonial.objects.filter(partnership=partnership).order_by("pk")[:3]
    return tuple(Voice(row.quote, row.said_by) for row in rows)


def happenings(partnership) -> tuple[Happening, ...]:
    rows = PastEvent.objects.filter(partnership=partnership).order_by("month", "starts_on", "pk")[:MOST]
    return tuple(_happening(row) for row in rows)


def _happening(row) -> Happening:
    month = date.fromisoformat(f"{row.month}-01") if row.month else None
    return Happening(row.name, row.place, str(row.country), row.starts_on, row.ends_on, month)
