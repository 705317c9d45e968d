"""Filters as pills: the address holds the filters, so what a person sees can be sent to a colleague."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_filters.fields import DateRangeField

from excite.words import listing, short_day

LISTED = 14  # more choices than this are picked from a box instead of a list of links


@dataclass(frozen=True)
class Choice:
    """A way to set a filter: a link, or a box to tick."""

    label: str
    value: str
    url: str = ""
    on: bool = False


@dataclass(frozen=True)
class End:
    """One end of a range."""

    label: str
    name: str
    value: str


@dataclass(frozen=True)
class Pill:
    """One filter: set (`on` says to what, `clear` is the address without it), or the ways to set it."""

    name: str
    label: str
    on: str
    clear: str
    kept: tuple[tuple[str, str], ...]
    field: forms.BoundField
    search: bool = False
    links: tuple[Choice, ...] = ()
    boxes: tuple[Choice, ...] = ()
    ends: tuple[End, ...] = ()
    ends_type: str = "number"


def for_filterset(filterset, query: QueryDict) -> list[Pill]:
    """A pill for each field of the filter form. `sort` is set by the heads of the table."""
    form = filterset.form
    form.is_valid()
    valid = getattr(form, "cleaned_data", {})
    shown = [field for field in form.visible_fields() if field.name != "sort"]
    return [_pill(field, valid.get(field.name), query) for field in shown]


def _pill(field, value, query) -> Pill:
    ends = _ends(field, query)
    own = [field.html_name, *(end.name for end in ends)]
    search = type(field.field) is forms.CharField
    on = "" if search or _empty(value) else f"{field.label}: {_words(field, value)}"
    many = isinstance(field.field.widget, forms.SelectMultiple)
    choices = () if ends or search else _choices(field, query, own)
    return Pill(
        name=field.html_name,
        label=str(field.label),
        on=on,
        clear=_address(query, without=own),
        kept=_kept(query, without=own),
        field=field,
        search=search,
        links=choices if not many and len(choices) <= LISTED else (),
        boxes=choices if many else (),
        ends=ends,
        ends_type="date" if isinstance(field.field, DateRangeField) else "number",
    )


def _ends(field, query) -> tuple[End, ...]:
    """The two boxes of a range, each with a label of its own."""
    labels = (pgettext("start of a range", "From"), pgettext("end of a range", "Until"))
    names = [f"{field.html_name}_{suffix}" for suffix in getattr(field.field.widget, "suffixes", ())]
    return tuple(End(label, name, query.get(name, "")) for label, name in zip(labels, names, strict=False))


def _choices(field, query, own) -> tuple[Choice, ...]:
    chosen = query.getlist(field.html_name)
    found = list(iter(getattr(field.field, "choices", ())))  # iter: a list would ask for the length first
    if found:
        field.field.widget.choices = found  # the rows of a table are read once, here and for the menu
    options = [(value, label) for value, label in found if str(value)]
    if any(isinstance(label, list | tuple) for _value, label in options):
        return ()
    return tuple(
        Choice(
            str(label),
            str(value),
            _address(query, {field.html_name: str(value)}, without=own),
            str(value) in chosen,
        )
        for value, label in options
    )


def _address(query, added=(), without=()) -> str:
    rest = query.copy()
    for name in [*without, "page"]:
        rest.pop(name, None)
    rest.update(dict(added))
    return f"?{rest.urlencode()}"


def _kept(query, without) -> tuple[tuple[str, str], ...]:
    gone = {*without, "page"}
    return tuple((name, value) for name, values in query.lists() if name not in gone for value in values)


def _empty(value) -> bool:
    return value is None or value == "" or (hasattr(value, "__len__") and len(value) == 0)


def _words(field, value) -> str:
    """What a filter is set to, as its choices call it."""
    if isinstance(value, slice):
        return f"{_end(value.start)} – {_end(value.stop)}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "isoformat"):
        return short_day(value)
    names = {str(key): str(label) for key, label in getattr(field.field, "_choices", None) or ()}
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return listing(names.get(str(each), str(each)) for each in values)


def _end(value) -> str:
    if value is None:
        return "…"
    return short_day(value) if hasattr(value, "isoformat") else str(value)
