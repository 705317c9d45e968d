"""What an exchange costs: the full lump sum, capped, halved once, and the sentence that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from clusters.rules import in_force
from excite.sentences import Country, Money, Sentence
from excite.sentences import gettext_noop as _

from .distances import distance_km, has_place
from .facts import Application, ProgrammeRules
from .stays import counted_days, days_sentence, half, under_days
from .verdicts import Light

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class LumpSum:
    """Amounts in EUR: ``full`` is the table's, ``amount`` what is granted, ``reasons`` why it was halved."""

    full: Decimal
    amount: Decimal
    reasons: tuple[Sentence, ...]
    sentence: Sentence

    @property
    def halved(self) -> bool:
        return bool(self.reasons)


def lump_sum_for(rows: Iterable, country: str, on: date) -> Decimal | None:
    """The full lump sum in EUR of a host country on a day: of the rows in force, the one that began last."""
    valid = [row for row in in_force(rows, on) if str(row.country) == str(country)]
    return max(valid, key=lambda row: row.valid_from).full_eur if valid else None


def lump_sum(
    *,
    country: str,
    full_eur: Decimal | None,
    working_days: int | None,
    distance_km: Decimal | None,
    rules: ProgrammeRules,
    virtual: bool = False,
) -> LumpSum | None:
    """The lump sum in EUR and why. None while the table, the days or the distance are not known.

    The cap holds for the full sum; then it is halved, once, under the working days *or* the distance that
    the full sum asks for, however many of the two are missed. Half a cent is rounded up.
    """
    if virtual:
        nothing = Decimal("0.00")
        return LumpSum(nothing, nothing, (), Sentence(_("A virtual exchange has no grant")))
    if not country or full_eur is None or working_days is None or distance_km is None:
        return None
    full = Decimal(full_eur).quantize(_CENT, ROUND_HALF_UP)
    capped = min(full, Decimal(rules.cap_eur).quantize(_CENT, ROUND_HALF_UP))
    reasons = _reasons(working_days, distance_km, rules)
    amount = (capped / 2).quantize(_CENT, ROUND_HALF_UP) if reasons else capped
    values = {
        "country": Country(str(country)),
        "days": days_sentence(working_days),
        "full": Money(full),
        "capped": Money(capped),
        "amount": Money(amount),
        "reasons": reasons,
    }
    return LumpSum(full, amount, reasons, _explained(values, cut=capped < full, halved=bool(reasons)))


def _reasons(working_days, distance_km, rules):
    reasons = []
    if working_days < rules.full_working_days:
        reasons.append(under_days(rules))
    if distance_km < rules.full_distance_km:
        reasons.append(_under_km(rules))
    return tuple(reasons)


def _under_km(rules) -> Sentence:
    return Sentence(_("under %(least)s km"), least=_plain(rules.full_distance_km))


def _explained(values, *, cut, halved):
    if halved and cut:
        text = _(
            "%(country)s, %(days)s: %(full)s capped at %(capped)s, halved to %(amount)s, because %(reasons)s"
        )
    elif halved:
        text = _("%(country)s, %(days)s: %(full)s halved to %(amount)s, because %(reasons)s")
    elif cut:
        text = _("%(country)s, %(days)s: %(full)s capped at %(amount)s")
    else:
        text = _("%(country)s, %(days)s: %(amount)s, the full lump sum")
    return Sentence(text, **{name: value for name, value in values.items() if f"%({name})s" in text})


def estimate(application: Application, *, rules: ProgrammeRules) -> LumpSum | None:
    """The lump sum of an application as it stands; None while something it depends on is missing or wrong."""
    stay, visitor, host = application.stay, application.visitor, application.host
    if stay.virtual:
        return lump_sum(
            country="", full_eur=None, working_days=None, distance_km=None, rules=rules, virtual=True
        )
    if visitor is None or host is None:
        return None
    days = counted_days(stay, host.country, rules)
    if days is None or days < rules.min_working_days:
        return None
    return lump_sum(
        country=host.country,
        full_eur=lump_sum_for(application.lump_sums, host.country, stay.first_working_day),
        working_days=days,
        distance_km=distance_km(visitor, host),
        rules=rules,
    )


def money_lights(application: Application, *, rules: ProgrammeRules) -> tuple[Light, ...]:
    """Every light about the money; none for a virtual exchange, which has no grant."""
    if application.stay.virtual:
        return ()
    found = [_distance(application, rules), _table(application)]
    if application.money_left is not None:
        found.append(_budget(application, rules))
    return tuple(found)


def _distance(application, rules):
    visitor, host = application.visitor, application.host
    if visitor is None or host is None:
        return Light.unknown("distance", _("The distance is measured once both organisations are known"))
    distance = distance_km(visitor, host)
    if distance is None:
        if not has_place(visitor):
            text = _("The address of %(name)s is not on the map yet: add its place")
            return Light.unknown("distance", text, name=visitor.name, field="visitor")
        # A host's place is for the managers to add: it bars approval, not the applicant.
        text = _("The address of %(name)s is not on the map yet: the managers add its place")
        return Light.unknown("distance", text, name=host.name)
    least = _plain(rules.full_distance_km)
    # Rounded down to the places of the limit, so that what is read agrees with what was judged.
    shown = _plain(distance.quantize(least, ROUND_FLOOR))
    if distance >= rules.full_distance_km:
        text = _("%(km)s km between the two seats, not under %(least)s")
        return Light.holds("distance", text, km=shown, least=least)
    text = _("%(km)s km between the two seats, under %(least)s")
    return Light.holds("distance", text, effect=half(_under_km(rules)), km=shown, least=least)


def _plain(number) -> Decimal:
    """Without noughts behind the point: 200 for Decimal("200.00")."""
    number = Decimal(number)
    return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def _table(application):
    host, first = application.host, application.stay.first_working_day
    if host is None or not host.country or first is None:
        return Light.unknown("lump_sum", _("The lump sum is known once host and first working day are known"))
    full = lump_sum_for(application.lump_sums, host.country, first)
    values = {"country": Country(host.country), "day": first}
    if full is None:
        text = _("No lump sum is set for %(country)s on %(day)s: ask the coordinator to add it")
        return Light.unknown("lump_sum", text, **values)
    text = _("The full lump sum for %(country)s is EUR %(full)s")
    return Light.holds("lump_sum", text, country=values["country"], full=Money(full))


def _budget(application, rules):
    granted = estimate(application, rules=rules)
    if granted is None:
        return Light.unknown("budget", _("The budget line is checked once the amount is known"))
    values = {"amount": Money(granted.amount), "left": Money(application.money_left)}
    if granted.amount <= application.money_left:
        text = _("The budget line covers EUR %(amount)s; EUR %(left)s are left on it")
        return Light.holds("budget", text, **values)
    text = _("The budget line does not cover EUR %(amount)s; only EUR %(left)s are left on it")
    return Light.stop("budget", text, **values)
