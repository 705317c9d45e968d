"""The coordinator's two repairs: reopen a completed exchange, and correct a fact.

A corrected fact keeps its old value, its new value and the reason; reports restate. What it does to the
money depends on how far the exchange is:

- before the stay (approved, committed): signatures lapse, and the grant is calculated and reserved again;
- after it (reported, completed) and not yet on its way: calculated again, but never above what was agreed;
- in a batch, paid or under recovery: left as it is, and the answer says so.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from clusters.models import Organisation
from excite.days import day_of
from excite.money import to_eur
from excite.sentences import Money, Sentence
from excite.sentences import gettext_noop as N_
from excite.workflow import Refused

from ..emails import tell_home, tell_visitor
from ..models import Correction, Exchange, TravelGrant
from ..rules import Stay
from ..workflow import EXCHANGE
from . import money
from .assessment import Assessment, assess
from .consent import ask_host, consent_of, stands
from .locks import acting_on
from .reasons import reason_of
from .refusals import NothingToChange, RecoveryNeeded
from .signing import lapse_signatures

DATES = ("arrival", "first_working_day", "last_working_day", "departure")
FIELDS = ("kind", "size", *DATES)
S = Exchange.Status
WITH_THE_HOST = {S.SUBMITTED, S.WAITLISTED, S.APPROVED}
ON_ITS_WAY = {TravelGrant.Status.IN_BATCH, TravelGrant.Status.PAID, TravelGrant.Status.RECOVERING}


def reopen(exchange: Exchange, *, reason: str, by, now: datetime) -> Exchange:
    """Completed → reported: it is no longer counted. Raises RecoveryNeeded once the grant has been paid."""
    words = reason_of(reason, required=True)
    with acting_on(exchange):
        EXCHANGE.check("reopen", exchange, by=by)
        grant = money.grant_of(exchange)
        if grant and grant.status == TravelGrant.Status.PAID:
            raise RecoveryNeeded
        if grant and grant.status == TravelGrant.Status.IN_BATCH:
            raise Refused(_("The grant is in a payment batch: dissolve the batch first."))
        if grant and grant.status == TravelGrant.Status.DUE:
            money.step("suspend", grant, now=now, due_on=None)
        details = {
            "validated_on": exchange.validated_on,
            "counted_kind": exchange.counted_kind,
            "counted_size": exchange.counted_size,
        }
        blank = {"validated_on": None, "counted_kind": "", "counted_size": ""}
        EXCHANGE.move("reopen", exchange, by=by, now=now, reason=words, details=details, **blank)
        tell_home(exchange, "exchange.reopened", by=by, now=now, reason=words)
        tell_visitor(exchange, "exchange.reopened", by=by, now=now, reason=words)
    return exchange


def correct(
    exchange: Exchange,
    *,
    reason: str,
    by,
    now: datetime,
    field: str = "",
    value=None,
    changes: Mapping | None = None,
) -> Sentence | None:
    """Correct one fact, or several dates at once with ``changes`` (field → value, see ``FIELDS``).

    Returns what happened to the money as a sentence, None if there was nothing to do. Raises NothingToChange,
    Refused for values that cannot be, BudgetExceeded where the line does not cover the new amount.
    """
    wanted = dict(changes) if changes is not None else {field: value}
    words = reason_of(reason, required=True)
    with acting_on(exchange):
        EXCHANGE.check("correct", exchange, by=by)
        old = {name: getattr(exchange, _column(name)) for name in wanted}
        new = _checked(exchange, wanted)
        differing = [name for name in wanted if old[name] != new[name]]
        if not differing:
            raise NothingToChange
        for name in differing:
            setattr(exchange, _column(name), new[name])
        note = _consequences(exchange, differing, words, now=now) if set(differing) & set(DATES) else None
        written = {_column(name): new[name] for name in differing}
        _record(exchange, differing, old, new, words, by=by, now=now)
        details = {"changes": {n: [_plain(old[n]), _plain(new[n])] for n in differing}, "money": note}
        EXCHANGE.move(
            "correct",
            exchange,
            by=by,
            now=now,
            reason=words,
            details=details,
            version=exchange.version + 1,
            **written,
        )
        tell_home(exchange, "exchange.corrected", by=by, now=now, reason=words, money=_packed(note))
        tell_visitor(exchange, "exchange.corrected", by=by, now=now, reason=words, money=_packed(note))
    return note


def _column(name):
    if name not in FIELDS:
        raise Refused(_("This fact cannot be corrected here."))
    return f"counted_{name}" if name in ("kind", "size") else name


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _packed(note):
    return note.as_json() if note else None


def _checked(exchange, wanted) -> dict:
    """The wanted values, if they can be: types of the list on a counted exchange, days in order."""
    if set(wanted) & {"kind", "size"} and exchange.status != S.COMPLETED:
        raise Refused(_("It has not been counted yet: change the type or size in the register instead."))
    if "kind" in wanted and wanted["kind"] not in Organisation.Kind.values:
        raise Refused(_("Choose a type from the list."))
    if "size" in wanted and (wanted["size"] or "") not in ["", *Organisation.Size.values]:
        raise Refused(_("Choose a size class from the list."))
    for name in set(wanted) & set(DATES):
        if wanted[name] is not None and not isinstance(wanted[name], date):
            raise Refused(_("Give a date."))
    days = {name: wanted.get(name, getattr(exchange, name)) for name in DATES}
    if set(wanted) & set(DATES) and Stay(format=exchange.format, **days).fault:
        raise Refused(_("The days must follow each other: arrival, first and last working day, departure."))
    if exchange.status not in (S.DRAFT, S.RETURNED) and None in (
        days["first_working_day"],
        days["last_working_day"],
    ):
        raise Refused(_("First and last working day cannot be left out."))
    return {name: wanted[name] or "" if name in ("kind", "size") else wanted[name] for name in wanted}


def _record(exchange, differing, old, new, words, *, by, now):
    Correction.objects.bulk_create(
        Correction(
            exchange=exchange,
            field=name,
            old=_plain(old[name]),
            new=_plain(new[name]),
            reason=words,
            corrected_by=by,
            corrected_at=now,
        )
        for name in differing
    )


def _consequences(exchange, differing, words, *, now) -> Sentence | None:
    """What corrected days do to signatures and money; ``exchange`` carries the new days already."""
    if not {"first_working_day", "last_working_day"} & set(differing) and exchange.status not in (
        S.APPROVED,
        S.COMMITTED,
    ):
        return None
    grant = money.grant_of(exchange)
    before_the_stay = exchange.status in (S.APPROVED, S.COMMITTED)
    if before_the_stay:
        lapse_signatures(exchange, reason=words, now=now)
    consent = consent_of(exchange)
    if consent and not stands(consent, exchange) and exchange.status in WITH_THE_HOST:
        ask_host(exchange, by=None, now=now)
    if grant is None or grant.status in (TravelGrant.Status.RELEASED, TravelGrant.Status.RECOVERED):
        return None
    if grant.status in ON_ITS_WAY:
        return Sentence(
            N_("EUR %(amount)s are on their way or paid, and stay as they are; recover what is too much"),
            amount=Money(to_eur(grant.amount_cents)),
        )
    assessment = assess(exchange, today=day_of(now), budget=False)
    if grant.status == TravelGrant.Status.ESTIMATED:
        money.estimate_again(grant, assessment)
        return None
    return recalculate(exchange, grant, assessment, at_most_agreed=not before_the_stay, now=now)


def recalculate(
    exchange: Exchange, grant: TravelGrant, assessment: Assessment, *, at_most_agreed: bool, now: datetime
) -> Sentence:
    """Book the amount that follows from the facts as they are now, on the line of the year as it is now.

    ``at_most_agreed``: after the stay nothing above the signed amount is paid. Raises BudgetExceeded.
    """
    if assessment.lump_sum is None:
        if at_most_agreed:
            return Sentence(
                N_("With these days no lump sum can be calculated: EUR %(amount)s stay as they are"),
                amount=Money(to_eur(grant.amount_cents)),
            )
        raise Refused(_("With these days there is no lump sum: the stay is too short, too long, or unclear."))
    before, terms = grant.amount_cents, money.terms_of(assessment)
    if at_most_agreed and terms["amount_cents"] > before:
        terms = None
    money.step("recalculate", grant, now=now, line=money.line_for(exchange), terms=terms)
    values = {"old": Money(to_eur(before)), "new": Money(to_eur(grant.amount_cents))}
    if grant.amount_cents == before:
        return Sentence(N_("The grant stays at EUR %(new)s"), new=values["new"])
    return Sentence(N_("The grant was EUR %(old)s and is now EUR %(new)s"), **values)
