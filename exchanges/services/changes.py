"""Other days or another host after the approval: asked by the applicant, agreed by the home manager.

Agreeing lets the signatures lapse, returns the grant to reserved, calculates it again, and asks the host
again. The four sign anew; the host's consent to the new facts is needed for that.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from clusters.models import Organisation
from excite.days import day_of
from excite.workflow import Refused, WrongStatus

from ..emails import tell_everyone, tell_home, tell_visitor
from ..models import ChangeRequest, Exchange
from ..rules import Stay
from ..workflow import CHANGE, EXCHANGE
from . import money
from .assessment import assess, has_account
from .consent import NobodyToAsk, ask_host
from .corrections import recalculate
from .decisions import require_rules
from .drafts import cluster_for
from .locks import acting_on, acting_on_part
from .reasons import reason_of
from .refusals import NothingToChange
from .signing import lapse_signatures

CONTACT = ("host_contact_name", "host_contact_email")


def ask_for_change(exchange: Exchange, *, changes: Mapping, reason: str, by, now: datetime) -> ChangeRequest:
    """Ask for another host or other days. ``changes`` holds some of ``ChangeRequest.FIELDS``, and a contact.

    One request at a time, and only before the stay begins. Raises NothingToChange or Refused.
    """
    words = reason_of(reason, required=True)
    with acting_on(exchange):
        EXCHANGE.check("change", exchange, by=by)
        _before_the_stay(exchange, now)
        if exchange.changes.asked().exists():
            raise WrongStatus(_("A change has been asked for already. Take it back to ask for another one."))
        wanted = {field: changes.get(field, getattr(exchange, field)) for field in ChangeRequest.FIELDS}
        before = {field: getattr(exchange, field) for field in ChangeRequest.FIELDS}
        if wanted == before:
            raise NothingToChange
        _possible(exchange, wanted, day_of(now))
        contact = {field: changes.get(field, "") for field in CONTACT}
        _somebody_to_ask(exchange, wanted["host"], contact["host_contact_email"])
        change = ChangeRequest.objects.create(
            exchange=exchange,
            **wanted,
            **contact,
            before={field: _plain(value) for field, value in before.items()},
            reason=words,
            asked_by=by,
            asked_at=now,
        )
        EXCHANGE.move("change", exchange, by=by, now=now, reason=words, details=differences(change))
        tell_home(exchange, "exchange.change_asked", by=by, now=now, reason=words)
    return change


def _before_the_stay(exchange, now):
    begins = exchange.arrival or exchange.first_working_day
    if begins <= day_of(now):
        raise Refused(_("The stay has begun, so it can no longer be changed."))


def _possible(exchange, wanted, today):
    days = {field: wanted[field] for field in ChangeRequest.FIELDS if field != "host"}
    if wanted["host"] is None or wanted["host"].pk == exchange.visitor_id:
        raise Refused(_("Choose a host."))
    stay = Stay(format=exchange.format, **days)
    if not stay.counts:
        raise Refused(_("The days must follow each other: arrival, first and last working day, departure."))
    if stay.begins <= today:
        raise Refused(_("Choose days that lie ahead."))


def _somebody_to_ask(exchange, host, email):
    """The host is asked again, so somebody there must be known."""
    known = exchange.host_contact_email if host.pk == exchange.host_id else ""
    if not (email or known or has_account(host.pk)):
        raise NobodyToAsk


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def differences(change: ChangeRequest) -> dict[str, list[str]]:
    """Field → [old, new], only where they differ; days as ISO, hosts by name."""
    now = {field: _plain(getattr(change, field)) for field in ChangeRequest.FIELDS}
    return {field: [change.before[field], now[field]] for field in now if change.before[field] != now[field]}


def agree_to_change(
    change: ChangeRequest, *, by, now: datetime, waivers: Mapping[str, str] | None = None
) -> ChangeRequest:
    """Make the exchange what was asked for: the rules hold or are waived, and the line covers it."""
    with acting_on_part(change):
        exchange = change.exchange
        CHANGE.check("agree", change, by=by)
        _before_the_stay(exchange, now)
        _apply(exchange, change)
        assessment = assess(exchange, today=day_of(now))
        require_rules(exchange, assessment, waivers or {}, by=by, now=now)
        lapse_signatures(exchange, reason=change.reason, now=now)
        grant = money.grant_of(exchange)
        if grant is not None and grant.status == grant.Status.RESERVED:
            recalculate(exchange, grant, assessment, at_most_agreed=False, now=now)
        CHANGE.move(
            "agree", change, by=by, now=now, details=differences(change), answered_by=by, answered_at=now
        )
        ask_host(exchange, by=None, now=now)
        tell_everyone(exchange, "exchange.change_agreed", by=by, now=now)
    return change


def _apply(exchange, change):
    """Write the new facts. The signatures under the old ones lapse in the same transaction."""
    host: Organisation = change.host
    facts = {field: getattr(change, field) for field in ChangeRequest.FIELDS}
    if host.pk != exchange.host_id:
        facts["host_cluster"] = cluster_for(exchange.partnership, host)
    if change.host_contact_email:
        facts |= {field: getattr(change, field) for field in CONTACT}
    facts["version"] = exchange.version + 1
    Exchange.objects.filter(pk=exchange.pk).update(**facts)
    for field, value in facts.items():
        setattr(exchange, field, value)


def decline_change(change: ChangeRequest, *, reason: str, by, now: datetime) -> ChangeRequest:
    """Leave the exchange as it was agreed, and say why."""
    words = reason_of(reason, required=True)
    with acting_on_part(change):
        CHANGE.move("decline", change, by=by, now=now, reason=words, answered_by=by, answered_at=now)
        tell_visitor(change.exchange, "exchange.change_declined", by=by, now=now, reason=words)
    return change


def take_back_change(change: ChangeRequest, *, by, now: datetime) -> ChangeRequest:
    with acting_on_part(change):
        CHANGE.move("take_back", change, by=by, now=now, answered_by=by, answered_at=now)
    return change
