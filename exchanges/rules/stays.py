"""When and how: the lights about the dates of a stay."""

from datetime import date, timedelta

from excite.sentences import Country, Sentence, ngettext
from excite.sentences import gettext_noop as _
from missions.rules import WindowState

from .days import has_calendar, plus_months, public_holidays, within_months, working_days
from .facts import Application, MissionTerms, ProgrammeRules, Stay
from .verdicts import Light


def counted_days(stay: Stay, country: str, rules: ProgrammeRules) -> int | None:
    """Working days of a stay whose dates can hold; None while they are missing, out of order or too long."""
    if not (country and stay.counts):
        return None
    if not within_months(stay.first_working_day, stay.last_working_day, months=rules.max_months):
        return None
    return working_days(stay.first_working_day, stay.last_working_day, country=country)


def days_sentence(days: int) -> Sentence:
    return ngettext("%(days)s working day", "%(days)s working days", days, days=days)


def stay_lights(application: Application, *, rules: ProgrammeRules, today: date) -> tuple[Light, ...]:
    """Every light about when and how, in the order of the form; what has nothing to say is left out."""
    stay, mission = application.stay, application.mission
    country = application.host.country if application.host else ""
    found = [
        _format(stay, rules),
        *_dates(stay),
        _future(stay, today),
        _one_month(stay, rules),
        _working_days(stay, country, rules),
    ]
    if mission is not None:
        found += [_window(mission), _mission_dates(stay, mission)]
    return tuple(light for light in found if light is not None)


def _format(stay, rules):
    if not stay.virtual:
        return None
    if rules.virtual_allowed:
        effect = Sentence(_("A virtual exchange has no grant"))
        return Light.holds("format", _("This partnership allows virtual exchanges"), effect=effect)
    text = _("This partnership does not allow virtual exchanges: plan a stay on site")
    return Light.stop("format", text, field="format")


_MISSING = {
    "arrival": _("The day of arrival is missing"),
    "first_working_day": _("The first working day is missing"),
    "last_working_day": _("The last working day is missing"),
    "departure": _("The day of departure is missing"),
}


def _dates(stay):
    """One gap for every missing day, or a single one while there is none at all."""
    if stay.fault:
        return [_disorder(stay)]
    needed = ["first_working_day", "last_working_day"]
    if not stay.virtual:
        needed = ["arrival", *needed, "departure"]
    missing = [name for name in needed if getattr(stay, name) is None]
    if missing == needed:
        return [Light.unknown("dates", _("The dates of the stay are missing"), field=needed[0])]
    if missing:
        return [Light.unknown("dates", _MISSING[name], field=name) for name in missing]
    return [Light.holds("dates", _("The dates follow each other"))]


def _disorder(stay):
    first, last = stay.first_working_day, stay.last_working_day
    match stay.fault:
        case "last_working_day":
            text = _("The stay ends before it starts: its last working day is %(last)s, its first %(first)s")
            return Light.stop("dates", text, first=first, last=last, field="last_working_day")
        case "arrival":
            text = _("The day of arrival does not count as a working day: arrive before %(first)s")
            return Light.stop("dates", text, first=first or last, field="arrival")
    text = _("The day of departure does not count as a working day: leave after %(last)s")
    return Light.stop("dates", text, last=last or first or stay.arrival, field="departure")


def _future(stay, today):
    begins = stay.begins
    if begins is None:
        return None
    if begins > today:
        return Light.holds("future", _("The stay lies ahead"))
    field = "first_working_day" if begins == stay.first_working_day else "arrival"
    text = _("The stay would begin on %(day)s: choose days after today, %(today)s")
    return Light.stop("future", text, day=begins, today=today, field=field)


def _one_month(stay, rules):
    if not stay.counts:
        return None
    latest = plus_months(stay.first_working_day, rules.max_months) - timedelta(days=1)
    length = ngettext(
        "%(months)s calendar month", "%(months)s calendar months", rules.max_months, months=rules.max_months
    )
    if within_months(stay.first_working_day, stay.last_working_day, months=rules.max_months):
        return Light.holds("one_month", _("Not longer than %(length)s"), length=length)
    text = _("Longer than %(length)s: the last working day can be %(latest)s at the latest")
    return Light.stop("one_month", text, length=length, latest=latest, field="last_working_day")


def _working_days(stay, country, rules):
    days = counted_days(stay, country, rules)
    if days is None:
        return Light.unknown("working_days", _("Working days are counted once host and dates are known"))
    note = _left_out(stay, country)
    if days == 0:
        text = _("No working day in the stay: weekends and public holidays in %(country)s do not count")
        there = Country(country)
        return Light.stop("working_days", text, note=note, country=there, field="last_working_day")
    values = {"days": days_sentence(days), "least": rules.min_working_days}
    if days < rules.min_working_days:
        text = _("%(days)s; at least %(least)s are needed, without arrival and departure: stay longer")
        return Light.stop("working_days", text, note=note, field="last_working_day", **values)
    effect = None
    if days < rules.full_working_days and not stay.virtual:
        effect = half(under_days(rules))
    text = _("%(days)s; at least %(least)s are needed")
    return Light.holds("working_days", text, note=note, effect=effect, **values)


def under_days(rules: ProgrammeRules) -> Sentence:
    """The reason "under 5 working days"."""
    least = rules.full_working_days
    return ngettext("under %(least)s working day", "under %(least)s working days", least, least=least)


def half(reason: Sentence) -> Sentence:
    """The effect of a reason on the money. Two reasons do not halve it twice."""
    return Sentence(_("Half the lump sum: %(reason)s"), reason=reason)


def _left_out(stay, country):
    """The public holidays inside the stay, or that they could not be looked up."""
    there = Country(country)
    if not has_calendar(country):
        text = _("Public holidays in %(country)s are not known here; only weekends are left out")
        return Sentence(text, country=there)
    off = public_holidays(stay.first_working_day, stay.last_working_day, country=country)
    if not off:
        return None
    return ngettext(
        "%(days)s is a public holiday in %(country)s and does not count",
        "%(days)s are public holidays in %(country)s and do not count",
        len(off),
        days=off,
        country=there,
    )


def _window(mission: MissionTerms):
    match mission.window:
        case None:
            return None
        case WindowState.OPEN:
            return Light.holds("window", _("Applications for this mission are open"))
        case WindowState.NOT_YET:
            return Light.stop("window", _("Applications for this mission are not open yet"), field="mission")
    text = _("Applications for this mission are closed: choose another one, or apply without a mission")
    return Light.stop("window", text, field="mission")


def _mission_dates(stay, mission: MissionTerms):
    starts, ends = mission.starts_on, mission.ends_on
    if not (starts and ends and stay.counts):
        return None
    first, last = stay.first_working_day, stay.last_working_day
    if starts <= first and last <= ends:
        return Light.holds("mission_dates", _("The stay lies within the mission"))
    if last < starts or first > ends:
        text = _("The stay misses the mission, which takes place from %(starts)s to %(ends)s")
    else:
        text = _("The stay goes beyond the mission, which takes place from %(starts)s to %(ends)s")
    return Light.waive("mission_dates", text, starts=starts, ends=ends, field="first_working_day")
