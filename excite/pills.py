"""Filters as pills: the address holds the filters, so what a person sees can be sent to a colleague."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from excite.words import listing, short_day

LISTED = 14  # more choices than this are picked from a box instead of a list of links


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    on: bool = False


@dataclass(frozen=True)
class Pill:
    """One filter. `on` holds what it is set to in words; `clear` is the address without it."""

    name: str
    label: str
    on: str = ""
    clear: str = ""
    choices: tuple[Choice, ...] = ()
    field: forms.BoundField | None = None
    kept: tuple[tuple[str, str], ...] = ()
    search: bool = False


def for_filterset(filterset, query: QueryDict) -> list[Pill]:
    """A pill for each field of the filter form, text search first as a box of its own."""
    form = filterset.form
    valid = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    shown = [field for field in form.visible_fields() if field.name != "sort"]
    return [_pill(field, valid.get(field.name), query) for field in shown]


def _pill(field, value, query) -> Pill:
    parts = _parts(field)
    on = "" if _empty(value) else f"{field.label}: {_words(field, value)}"
    search = isinstance(field.field.widget, forms.TextInput) and type(field.field) is forms.CharField
    choices = () if on else _choices(field, query)
    return Pill(
        name=field.html_name,
        label=str(field.label),
        on="" if search else on,
        clear=_address(query, without=parts),
        choices=choices,
        field=None if choices else field,
        kept=_kept(query, without=parts),
        search=search,
    )


def _parts(field) -> list[str]:
    """The names that a field uses in the address; a range has two."""
    ends = getattr(field.field.widget, "suffixes", ())
    return [field.html_name, *(f"{field.html_name}_{end.strip('_')}" for end in ends if end)]


def _choices(field, query) -> tuple[Choice, ...]:
    widget = field.field.widget
    if not isinstance(widget, forms.Select) or widget.allow_multiple_selected:
        return ()
    options = [(value, label) for value, label in field.field.choices if str(value)]
    if not options or len(options) > LISTED or any(isinstance(label, list | tuple) for _v, label in options):
        return ()
    return tuple(
        Choice(str(label), _address(query, {field.html_name: str(value)}, without=[field.html_name]))
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


def _end(day) -> str:
    return short_day(day) if day else "…"
