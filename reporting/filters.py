"""What the scoreboard shows, as the address says it: cut-off, cluster, country, and what was known when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from excite.pills import Choice, Pill
from excite.words import country, short_day
from reporting.figures import Scope

from .forms import ScopeForm

ELSE = "else"  # any country without a partner cluster


@dataclass(frozen=True)
class Asked:
    """The filters of one address. What cannot be understood is left out, and said in ``problems``."""

    form: ScopeForm
    values: dict = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def scope(self, partnership, *, today: date) -> Scope:
        return Scope.of(
            partnership,
            until=self.values.get("until") or today,
            clusters=[self.values["cluster"]] if "cluster" in self.values else None,
            countries=[self.values["country"]] if "country" in self.values else None,
            known_on=self.values.get("known"),
        )

    def query(self, without: Iterable[str] = (), **more) -> str:
        """The address with these filters and some more or fewer."""
        kept = {name: value for name, value in self.values.items() if name not in without} | more
        return f"?{urlencode(kept)}" if kept else "?"


def asked(query: QueryDict) -> Asked:
    form = ScopeForm(query)
    form.is_valid()
    values = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    problems = tuple(f"{form.fields[name].label}: {' '.join(faults)}" for name, faults in form.errors.items())
    return Asked(form, values, problems)


def pills(given: Asked, *, periods, clusters, countries: Iterable[str], today: date) -> list[Pill]:
    """Reporting period or day, cluster, country of the visitor, and "as known on"."""
    names = {cluster.code: cluster.name for cluster in clusters}
    found = [*_until(given, periods, today), _choice(given, "cluster", _("All clusters"), names)]
    named = sorted((country(code), code) for code in countries)
    if named or "country" in given.values:
        found.append(_choice(given, "country", _("All countries"), {code: name for name, code in named}))
    return [*found, _day(given, "known", _("As known on …"), _("As known on %(day)s")), *_ways(given)]


def _until(given, periods, today) -> Iterable[Pill]:
    if "until" in given.values:
        yield _day(given, "until", "", _("Until %(day)s"))
        return
    words = _("Period %(number)s, until %(day)s")
    choices = [
        (words % {"number": one.number, "day": short_day(one.ends_on)}, one.ends_on)
        for one in periods
        if one.starts_on <= today
    ]
    if choices:
        yield _menu(given, "until", _("Until today"), choices)
    yield _day(given, "until", _("Until another day …"), "")


def _ways(given: Asked) -> Iterable[Pill]:
    """One field of the matrix: from a country, to a country, each possibly "all others"."""
    for name, words in (("home", _("From %(place)s")), ("away", _("To %(place)s"))):
        if name in given.values:
            code = given.values[name]
            on = words % {"place": _("other countries") if code == ELSE else country(code)}
            yield _set(given, name, on)


def _day(given, name, label, words) -> Pill:
    if name in given.values:
        return _set(given, name, words % {"day": short_day(given.values[name])})
    kept = tuple((key, str(value)) for key, value in given.values.items())
    return Pill(name=name, label=label, on="", clear="", kept=kept, field=given.form[name])


def _choice(given, name, label, names: dict[str, str]) -> Pill:
    if name in given.values:
        value = given.values[name]
        return _set(given, name, names.get(value) or (country(value) if name == "country" else value))
    return _menu(given, name, label, [(text, value) for value, text in names.items()])


def _set(given, name, on) -> Pill:
    """A filter that is on; pressing it takes it away."""
    return Pill(name=name, label=on, on=on, clear=given.query(without=[name]), kept=(), field=None)


def _menu(given, name, label, choices) -> Pill:
    """A small menu of links; ``choices`` are (label, value)."""
    links = tuple(Choice(text, str(value), given.query(**{name: value})) for text, value in choices)
    return Pill(name=name, label=label, on="", clear="", kept=(), field=None, links=links)
