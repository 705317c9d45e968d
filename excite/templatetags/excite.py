"""Tags and filters that every template has without loading them. They show values; they decide nothing."""

from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from excite import pills, words

register = template.Library()

for _filter in [words.say, words.eur, words.country]:
    register.filter(_filter.__name__, _filter)
for _filter in [words.day, words.short_day]:  # of an instant, the day on the clock of the portal
    register.filter(_filter.__name__, _filter, expects_localtime=True)
for _filter in [words.moment, words.short_moment]:
    register.filter(_filter.__name__, _filter)


@register.filter
def stay(first, last):
    """`{{ arrival|stay:departure }}` → "Tue 20 to Thu 22 June 2023"."""
    return words.stay(first, last)


@register.filter(expects_localtime=True)
def at(instant):
    """`{{ event.at|at }}` → "14 May 2023, 10:21", on the clock of the portal; `moment` names the zone too."""
    return f"{words.short_day(instant)}, {instant:%H:%M}" if instant else ""


@register.filter
def number(value, places=0):
    """`{{ 31315|number }}` → "31,315", with the separators of the reader's language."""
    return "" if value is None else words.number(value, places)


@register.simple_tag
def icon(name, label=""):
    """A picture from our sprite. Without `label` it is decoration: the words beside it say it all."""
    sprite = static("vendor/icons/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def flag(country, decorative=False, large=False):
    """A country's flag. `decorative=True` where its name stands beside it."""
    code = str(getattr(country, "code", country) or "").upper()
    name = "" if decorative else words.country(code)
    css = "flag flag-large" if large else "flag"
    if code.lower() not in _flags():
        return format_html('<span class="{} flag-missing" title="{}">{}</span>', css, name, code or "–")
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="40" height="30">',
        css,
        static(f"vendor/flags/{code.lower()}.svg"),
        name,
    )


@cache
def _flags():
    return frozenset(path.stem for path in Path(settings.BASE_DIR, "static/vendor/flags").glob("*.svg"))


@register.simple_tag
def status(record, field="status"):
    """The badge of a record's status: word, colour and shape."""
    return format_html(
        '<span class="status" data-status="{}" data-of="{}">{}</span>',
        getattr(record, field),
        record._meta.model_name,
        getattr(record, f"get_{field}_display")(),
    )


@register.simple_tag
def badge(kind, label):
    """A badge for anything that has a kind with a colour: `{% badge "waivable" "Your call" %}`."""
    return format_html('<span class="status" data-status="{}">{}</span>', kind, label)


@register.filter
def verdict(kind):
    """What a rule's light says in a word."""
    words_of = {"holds": _("Holds"), "stop": _("Hard stop"), "waivable": _("Can be waived")}
    return words_of.get(str(kind), _("Not known yet"))


@register.simple_tag
def pill(label, url, on=False):
    """One filter pill. One that is on takes its own filter away: give it the address without the filter."""
    if not on:
        return format_html('<a class="pill" href="{}">{}</a>', url, label)
    return format_html(
        '<a class="pill pill-on" href="{}"><span class="visually-hidden">{} </span>{} {}</a>',
        url,
        _("Remove filter:"),
        label,
        icon("x-lg"),
    )


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context, filterset):
    """The row of pills for a django-filter FilterSet: what is on, and a small menu for the rest."""
    return {"pills": pills.for_filterset(filterset, context["request"].GET)}


@register.simple_tag(takes_context=True)
def sort_head(context, name, label, css=""):
    """A table head that sorts by `?sort=name`, and back by `?sort=-name`."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{name}" if now == name else name
    query.pop("page", None)
    direction = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
    arrow = {"ascending": icon("arrow-up"), "descending": icon("arrow-down")}.get(direction, "")
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="?{}">{} {}</a></th>',
        css,
        direction,
        query.urlencode(),
        label,
        arrow,
    )


@register.simple_tag
def crumb(label, url=""):
    """One step of the breadcrumb; the last has no address."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)
