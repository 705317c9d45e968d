"""What the home manager decides about an application: approve, ask for more, reject."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from excite.days import day_of
from excite.words import say
from excite.workflow import ReasonMissing, Refused
from missions.models import Mission

from ..emails import tell_contact, tell_everyone, tell_visitor
from ..models import Exchange, HostConsent, RejectionReason, Waiver
from ..rules import Light, Verdict, blocking
from ..workflow import EXCHANGE
from . import money, seats
from .assessment import Assessment, assess
from .consent import consent_of, stands
from .locks import acting_on
from .reasons import reason_of
from .refusals import AlreadyVisited, BudgetExceeded, HostHasNotAgreed, RuleBroken, WaiverMissing, visits_once


def approve(exchange: Exchange, *, by, now: datetime, waivers: Mapping[str, str] | None = None) -> Exchange:
    """Approve: the host has agreed, the rules hold or are waived, the line covers it, a seat is free.

    ``waivers`` gives a reason for each waivable rule that is set aside. Raises HostHasNotAgreed, RuleBroken,
    WaiverMissing, AlreadyVisited, BudgetExceeded or MissionFull; nothing is kept of a refused approval.
    """
    with acting_on(exchange) as held, visits_once():
        EXCHANGE.check("approve", exchange, by=by)
        if held.mission and held.mission.status == Mission.Status.CANCELLED:
            raise Refused(_("The mission has been cancelled."))
        consent = require_consent(exchange)
        assessment = assess(exchange, today=day_of(now))
        require_rules(exchange, assessment, waivers or {}, by=by, now=now)
        seat = seats.seat_for(exchange, held.mission, now=now)
        grant = money.reserve(exchange, assessment, now=now)
        details = {"amount_cents": grant.amount_cents, "reason": grant.reason} if grant else {}
        EXCHANGE.move("approve", exchange, by=by, now=now, details=details, seat=seat, decided_at=now)
        tell_everyone(exchange, "exchange.approved", by=by, now=now)
        if consent.nonce:
            tell_contact(consent, "exchange.host_sign", by=by, now=now)
    return exchange


def require_consent(exchange: Exchange) -> HostConsent:
    """The host has agreed to what the application says now. Raises HostHasNotAgreed with what to do."""
    consent = consent_of(exchange)
    if consent is None or not stands(consent, exchange):
        raise HostHasNotAgreed(_("The host has not been asked about this stay yet. Ask the host first."))
    if consent.status == HostConsent.Status.DECLINED:
        raise HostHasNotAgreed(_("The host has declined. Ask the applicant to find another host."))
    if consent.status != HostConsent.Status.AGREED:
        raise HostHasNotAgreed
    return consent


def require_rules(
    exchange: Exchange, assessment: Assessment, waivers: Mapping[str, str], *, by, now: datetime
) -> None:
    """Every rule holds, or is waivable and waived with a reason that is put on record."""
    known = set(exchange.waivers.values_list("rule", flat=True))
    reasons = {rule: words for rule, reason in waivers.items() if (words := reason_of(reason))}
    barred = blocking(assessment.lights, waived=known | set(reasons))
    _refuse([light for light in barred if light.verdict is not Verdict.WAIVABLE])
    if barred:
        raise WaiverMissing(barred)
    for light in assessment.waivable:
        if light.rule in reasons:
            Waiver.objects.update_or_create(
                exchange=exchange,
                rule=light.rule,
                defaults={"reason": reasons[light.rule], "waived_by": by, "waived_at": now},
            )


def _refuse(lights: list[Light]) -> None:
    """The failure that has a name, if one of these rules has one."""
    rules = {light.rule: light for light in lights}
    if "visits_once" in rules and rules["visits_once"].verdict is Verdict.STOP:
        raise AlreadyVisited
    if list(rules) == ["budget"]:
        raise BudgetExceeded(say(rules["budget"].sentence))
    if lights:
        raise RuleBroken(lights)


def return_for_more(exchange: Exchange, *, reason: str, by, now: datetime) -> Exchange:
    """Ask the applicant for more, with a reason; unanswered, the application lapses after some days."""
    words = reason_of(reason)
    with acting_on(exchange):
        EXCHANGE.move("return", exchange, by=by, now=now, reason=words, returned_at=now)
        tell_visitor(exchange, "exchange.returned", by=by, now=now, reason=words)
    return exchange


def reject(exchange: Exchange, *, reason_code: str, reason: str = "", by, now: datetime) -> Exchange:
    """Reject with a reason from the partnership's list, and own words beside it."""
    with acting_on(exchange):
        EXCHANGE.check("reject", exchange, by=by)
        reasons = RejectionReason.objects.filter(partnership=exchange.partnership_id)
        listed = next((row for row in reasons if row.code == reason_code), None)
        if listed is None:
            raise ReasonMissing(_("Choose a reason from the list."))
        words = reason_of(reason) or listed.label
        details = {"code": listed.code, "label": listed.label}
        seats.free_seat(exchange, by=by, now=now)
        money.release(exchange, now=now)
        EXCHANGE.move("reject", exchange, by=by, now=now, reason=words, details=details, decided_at=now)
        tell_visitor(exchange, "exchange.rejected", by=by, now=now, label=listed.label, reason=words)
    return exchange
