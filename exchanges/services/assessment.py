"""How an application stands: every light, the grant with its sentence, and what is still missing.

The same answer is given while somebody types, at submission and at the decision. Facts are read here, with a
bounded number of queries; the judging is done by the pure rules.
"""

import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery

from clusters.models import (
    Membership,
    Organisation,
    ProgrammeRule,
    RegisterEntry,
    Representative,
    SizeDeclaration,
)
from clusters.rules import countries_on
from excite.money import to_cents, to_eur
from excite.sentences import Sentence
from excite.sentences import gettext_noop as _
from missions.models import Mission
from missions.rules import ApplicationWindow, window_state

from .. import rules
from ..models import BudgetLine, Exchange, LumpSumRate, TravelGrant
from ..rules.stays import counted_days


@dataclass(frozen=True)
class Gap:
    """What the applicant has still to fill in: the form field, and the sentence that asks for it."""

    field: str
    sentence: Sentence


@dataclass(frozen=True)
class Assessment:
    """Amounts in cents, distance in km. ``lump_sum`` is None while something it depends on is missing.

    ``budget_line`` and ``left_after_cents`` are None where the line was not looked at, or does not exist.
    ``host_has_account``: somebody with an account speaks for the host.
    """

    lights: tuple[rules.Light, ...]
    lump_sum: rules.LumpSum | None
    distance_km: Decimal | None
    working_days: int | None
    budget_line: BudgetLine | None
    left_after_cents: int | None
    gaps: tuple[Gap, ...]
    host_has_account: bool

    @property
    def stops(self) -> tuple[rules.Light, ...]:
        return rules.stops(self.lights)

    @property
    def waivable(self) -> tuple[rules.Light, ...]:
        return rules.waivable(self.lights)

    @property
    def full_cents(self) -> int | None:
        return None if self.lump_sum is None else to_cents(self.lump_sum.full)

    @property
    def amount_cents(self) -> int | None:
        return None if self.lump_sum is None else to_cents(self.lump_sum.amount)

    @property
    def ready(self) -> bool:
        """Nothing is missing and no hard rule is broken: it may be submitted."""
        return not self.gaps and not self.stops


def assess(
    exchange: Exchange,
    *,
    today: date,
    now: datetime | None = None,
    budget: bool = True,
    declared: bool = False,
) -> Assessment:
    """Judge an exchange as it is on the object, saved or not.

    ``now`` asks for the application window too, which counts at submission only. ``budget`` looks at the line
    of the home cluster for the year of the last working day. ``declared``: the box is ticked in the form.
    """
    terms = rules_on(exchange.partnership, _day_that_counts(exchange, today))
    line, left = _line_of(exchange) if budget else (None, None)
    seats = _seats(exchange)
    application = _application(
        exchange, seats, now=now, declared=declared, left=left, day=_day_that_counts(exchange, today)
    )
    lights = rules.lights(application, rules=terms, today=today)
    granted = rules.estimate(application, rules=terms)
    visitor, host = application.visitor, application.host
    by_account = exchange.host_id in seats and seats[exchange.host_id].has_account
    return Assessment(
        lights=lights,
        lump_sum=granted,
        distance_km=rules.distance_km(visitor, host) if visitor and host else None,
        working_days=counted_days(application.stay, host.country, terms) if host else None,
        budget_line=line,
        left_after_cents=left - to_cents(granted.amount) if line and granted else None,
        gaps=_gaps(exchange, lights, by_account),
        host_has_account=by_account,
    )


def assess_values(
    exchange: Exchange, values: dict, *, today: date, now: datetime, declared: bool
) -> Assessment:
    """Judge an exchange as it would be with these values (field → value) that somebody is typing."""
    typed = copy.copy(exchange)
    for field, value in values.items():
        setattr(typed, field, value)
    return assess(typed, today=today, now=now, budget=False, declared=declared)


def rule_on(partnership, day: date) -> ProgrammeRule:
    """The partnership's numbers on a day; the call's own where none have been entered."""
    rows = partnership.programme_rules.all()  # a handful, and prefetched where it is asked often
    newest_first = sorted(rows, key=lambda row: (row.valid_from, row.pk), reverse=True)
    return rule_in_force(newest_first, partnership, day)


def rule_in_force(rows, partnership, day: date) -> ProgrammeRule:
    """``rule_on`` from rows that were read before, the newest first."""
    found = next((row for row in rows if row.valid_from <= day), None)
    return found or ProgrammeRule(partnership=partnership, valid_from=day)


def rules_on(partnership, day: date) -> rules.ProgrammeRules:
    """The numbers that the rules judge by on a day."""
    return judged_by(rule_on(partnership, day))


def judged_by(row: ProgrammeRule) -> rules.ProgrammeRules:
    return rules.ProgrammeRules(
        min_working_days=row.min_working_days,
        full_working_days=row.full_working_days,
        full_distance_km=Decimal(row.full_distance_km),
        cap_eur=to_eur(row.cap_cents),
        max_months=row.max_months,
        virtual_allowed=row.virtual_allowed,
        declaration_months=row.declaration_months,
    )


def _day_that_counts(exchange, today):
    """Dated tables hold for the first working day; before it is known, for today."""
    return exchange.first_working_day or today


# --- Facts ---------------------------------------------------------------------------------------------


def _seats(exchange) -> dict[int, Organisation]:
    """Visitor and host as they are now, with what else is known of them, in one query."""
    partnership = exchange.partnership
    entries = RegisterEntry.objects.filter(partnership=partnership, organisation=OuterRef("pk"))
    declared = SizeDeclaration.objects.filter(organisation=OuterRef("pk")).order_by("-declared_on", "-pk")
    visits = Exchange.objects.standing_visits().filter(visitor=OuterRef("pk")).exclude(pk=exchange.pk)
    speaking = Representative.objects.filter(organisation=OuterRef("pk"), ended_on=None, user__is_active=True)
    found = Organisation.objects.filter(pk__in=[exchange.visitor_id, exchange.host_id]).annotate(
        preapproved=Exists(entries.exclude(hosting_approved_on=None)),
        declared_on=Subquery(declared.values("declared_on")[:1]),
        declared_year=Subquery(declared.values("accounting_year")[:1]),
        has_visited=Exists(visits),
        has_account=Exists(speaking),
    )
    return {organisation.pk: organisation for organisation in found}


def _application(exchange, seats, *, now, declared, left, day) -> rules.Application:
    partnership = exchange.partnership
    memberships = _memberships(partnership, list(seats))
    visitor, host = seats.get(exchange.visitor_id), seats.get(exchange.host_id)
    return rules.Application(
        visitor=_party(visitor, memberships),
        host=_party(host, memberships),
        stay=rules.Stay(
            format=exchange.format,
            arrival=exchange.arrival,
            first_working_day=exchange.first_working_day,
            last_working_day=exchange.last_working_day,
            departure=exchange.departure,
        ),
        mission=mission_terms(exchange.mission, now) if exchange.mission else None,
        already_visited=visitor.has_visited if visitor else None,
        declaration_signed=_is_declared(exchange, declared),
        eligible_countries=countries_on(partnership.eligible_countries.all(), day),
        lump_sums=_lump_sums(partnership, host),
        money_left=None if left is None else to_eur(left),
    )


def _is_declared(exchange, ticked):
    """It is signed anew at each submission. Imported history was signed elsewhere."""
    if exchange.status in Exchange.EDITABLE:
        return ticked
    return exchange.declared_at is not None or exchange.imported


def mission_terms(mission: Mission, now: datetime | None) -> rules.MissionTerms:
    """What a mission asks of an exchange; with ``now`` also how its application window stands."""
    return rules.MissionTerms(
        name=mission.name,
        starts_on=mission.starts_on,
        ends_on=mission.ends_on,
        window=None if now is None else window_state(window_of(mission), now),
    )


def window_of(mission: Mission) -> ApplicationWindow:
    return ApplicationWindow(mission.apply_from, mission.apply_until, mission.time_zone, mission.status)


def _memberships(partnership, organisations) -> dict[int, Membership]:
    """The membership that serves each organisation best, among those that this partnership keeps."""
    found = Membership.objects.filter(organisation__in=organisations, home_cluster__partnership=partnership)
    best = {}
    for row in found.select_related("cluster__organisation").order_by("pk"):
        held = best.get(row.organisation_id)
        if held is None or _strength(row) > _strength(held):
            best[row.organisation_id] = row
    return best


_STATUS_STRENGTH = {"refused": 1, "ended": 2, "asked": 3, "confirmed": 4}
_ECCP_STRENGTH = {"applied": 1, "registered": 2}


def _strength(membership):
    return _STATUS_STRENGTH.get(membership.status, 0), _ECCP_STRENGTH.get(_eccp(membership), 0)


def _eccp(membership):
    return membership.cluster.eccp if membership.cluster else membership.outside_eccp or "none"


def _party(organisation, memberships) -> rules.Party | None:
    if organisation is None:
        return None
    membership, facts = memberships.get(organisation.pk), {}
    if membership:
        facts = {
            "membership_status": membership.status,
            "membership_confirmed_on": membership.confirmed_on,
            "cluster": str(membership.cluster or membership.outside_cluster),
            "cluster_eccp": _eccp(membership),
        }
    return rules.Party(
        name=organisation.name,
        kind=organisation.kind,
        country=str(organisation.country),
        latitude=organisation.latitude,
        longitude=organisation.longitude,
        size_class=organisation.size,
        staff=organisation.staff,
        turnover_eur=organisation.turnover_eur,
        declared_on=organisation.declared_on,
        declared_year=organisation.declared_year,
        preapproved=organisation.preapproved,
        **facts,
    )


def _lump_sums(partnership, host):
    if host is None:
        return ()
    rates = LumpSumRate.objects.filter(partnership=partnership, country=host.country)
    return tuple(
        rules.LumpSumRow(str(rate.country), to_eur(rate.full_cents), rate.valid_from, rate.valid_to)
        for rate in rates
    )


def _line_of(exchange) -> tuple[BudgetLine | None, int | None]:
    """The line that would pay, and the cents on it that this exchange may use; a missing line has none."""
    if exchange.last_working_day is None:
        return None, None
    year = exchange.last_working_day.year
    booked = TravelGrant.objects.filter(
        exchange=exchange.pk, line=OuterRef("pk"), status__in=BudgetLine.STATES
    )
    lines = BudgetLine.objects.filter(cluster=exchange.home_cluster_id, year=year)
    line = lines.annotate(own_cents=Subquery(booked.values("amount_cents"))).first()
    return (None, 0) if line is None else (line, line.left_cents + (line.own_cents or 0))


# --- Gaps ----------------------------------------------------------------------------------------------

FORM_ORDER = (
    "visitor",
    "mission",
    "format",
    "host",
    "host_contact_name",
    "host_contact_email",
    "arrival",
    "first_working_day",
    "last_working_day",
    "departure",
    "traveller_name",
    "traveller_email",
    "motivation",
    "expected_outcome",
    "wanted_meetings",
    "declaration_signed",
)
# Whom the applicant would like to meet may stay open.
_ASKED = {
    "traveller_name": _("Name the person who travels"),
    "traveller_email": _("Give the e-mail address of the person who travels"),
    "motivation": _("Say why you want to go"),
    "expected_outcome": _("Say what you expect to come of it"),
}
_ASKED_OF_HOST = {
    "host_contact_name": _("Name a contact at the host: nobody there has an account yet"),
    "host_contact_email": _(
        "Give the contact's e-mail address: the host is asked there whether you are welcome"
    ),
}


def _gaps(exchange, lights, by_account) -> tuple[Gap, ...]:
    """What the applicant still has to fill in, in the order of the form; after submission, rules only."""
    judged = [Gap(light.field, light.sentence) for light in rules.gaps(lights)]
    if exchange.status not in Exchange.EDITABLE:
        return tuple(judged)
    asked = dict(_ASKED)
    if exchange.host_id and not by_account:
        asked |= _ASKED_OF_HOST
    found = [Gap(name, Sentence(text)) for name, text in asked.items() if not getattr(exchange, name)]
    return tuple(sorted([*judged, *found], key=lambda gap: FORM_ORDER.index(gap.field)))


def has_account(organisation_id: int | None) -> bool:
    """Whether somebody with an account speaks for the organisation."""
    speaking = Representative.objects.filter(organisation=organisation_id, ended_on=None)
    return speaking.filter(user__is_active=True).exists()
