"""The step line of an exchange: seven steps from the application to the payment, with their dates."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from excite.days import day_of
from excite.words import short_day, short_stay

from ..models import Exchange, HostConsent, TravelGrant
from .facts import PARTIES, Facts

S = Exchange.Status
STEPS = ("applied", "host", "decision", "commitment", "stay", "report", "paid")
OVER = (S.WITHDRAWN, S.REJECTED, S.CANCELLED)


@dataclass(frozen=True)
class Step:
    """``state`` is done, now, stopped or empty; ``date`` is said in words."""

    label: str
    date: str = ""
    state: str = ""


def step_line(facts: Facts) -> tuple[Step, ...]:
    """The same seven steps for everybody; the one that waits is marked, the one that ended it too."""
    at = STEPS.index(_where(facts))
    stopped = facts.status in OVER
    paid = facts.status == S.COMPLETED and _is_settled(facts)
    steps = []
    for number, name in enumerate(STEPS):
        state = "done" if number < at or paid else ""
        if number == at and not paid:
            state = "stopped" if stopped else "now"
        steps.append(Step(_label(name, facts), _date(name, facts, state), state))
    if stopped:
        steps[at] = replace(steps[at], label=capfirst(facts.exchange.get_status_display()))
    return tuple(steps)


def _where(facts) -> str:
    """The step that an exchange is at."""
    agreed = facts.consent is not None and facts.consent.status == HostConsent.Status.AGREED
    match facts.status:
        case S.DRAFT | S.RETURNED:
            return "applied"
        case S.SUBMITTED | S.WAITLISTED:
            known = agreed or (facts.consent is None and facts.exchange.imported)
            return "decision" if known else "host"
        case S.REJECTED:
            return "decision"
        case S.APPROVED:
            return "commitment"
        case S.COMMITTED:
            return "report" if facts.is_back else "stay"
        case S.REPORTED:
            return "report"
        case S.COMPLETED:
            return "paid"
    return _ended_at(facts, agreed)


def _ended_at(facts, agreed) -> str:
    """Where a withdrawn or cancelled exchange had got to."""
    if facts.exchange.reported_at:
        return "report"
    if facts.exchange.decided_at and facts.status == S.CANCELLED:
        return "stay" if facts.has_left else "commitment"
    return "decision" if agreed else "host" if facts.exchange.submitted_at else "applied"


def _is_settled(facts) -> bool:
    """Nothing more is to be paid: paid, recovered, or an exchange without a grant."""
    over = (TravelGrant.Status.PAID, TravelGrant.Status.RECOVERED, TravelGrant.Status.RELEASED)
    return facts.grant is None or facts.grant.status in over


def _without_grant(facts) -> bool:
    """A virtual exchange, or one that was counted without a grant."""
    virtual = facts.exchange.format == Exchange.Format.VIRTUAL
    return virtual or (facts.grant is None and facts.status == S.COMPLETED)


def _label(name, facts) -> str:
    return {
        "applied": pgettext("step", "Applied"),
        "host": pgettext("step", "Host agreed"),
        "decision": pgettext("step", "Decision"),
        "commitment": pgettext("step", "Commitment"),
        "stay": pgettext("step", "Stay"),
        "report": pgettext("step", "Report"),
        "paid": pgettext("step", "Counted") if _without_grant(facts) else pgettext("step", "Paid"),
    }[name]


def _date(name, facts, state) -> str:
    """When it was done; while it waits, until when or how far it is."""
    exchange = facts.exchange
    if state == "now" and (words := _waits(name, facts)):
        return words
    match name:
        case "applied":
            return _day(exchange.submitted_at)
        case "host":
            consent = facts.consent
            agreed = consent is not None and consent.status == HostConsent.Status.AGREED
            return _day(consent.answered_at) if agreed else ""
        case "decision":
            return _day(exchange.decided_at) if state in ("done", "stopped") else ""
        case "commitment":
            return _day(facts.signatures[-1].signed_at) if state == "done" and facts.signatures else ""
        case "stay":
            return short_stay(exchange.first_working_day, exchange.last_working_day)
        case "report":
            return _day(exchange.reported_at) if state == "done" else ""
    return _paid(facts)


def _waits(name, facts) -> str:
    match name:
        case "applied" if facts.status == S.RETURNED and facts.exchange.returned_at:
            until = facts.exchange.returned_at + timedelta(days=facts.rule.answer_days)
            return _("answer by %(day)s") % {"day": short_day(day_of(until))}
        case "host":
            return _("asked %(day)s") % {"day": _day(facts.consent.asked_at)} if facts.consent else ""
        case "decision" if facts.status == S.WAITLISTED:
            return _("waiting list")
        case "commitment":
            return _("%(number)s of 4 signed") % {"number": len(facts.signed.keys() & set(PARTIES))}
        case "report" if facts.status == S.REPORTED:
            return _("being checked")
    return ""


def _paid(facts) -> str:
    grant = facts.grant
    if grant is None:
        return short_day(facts.exchange.validated_on)
    if grant.paid_on:
        return short_day(grant.paid_on)
    return _("by %(day)s") % {"day": short_day(grant.due_on)} if grant.due_on else ""


def _day(moment) -> str:
    return short_day(day_of(moment)) if moment else ""
