"""What waits for whom on exchanges, derived from the same tables as the acts: statuses and roles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, Exists, OuterRef, Q, When, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from excite.days import day_of
from excite.waiting import Task

from ..models import (
    Agreement,
    ChangeRequest,
    Exchange,
    HostConsent,
    PaymentBatch,
    SeatOffer,
    Signature,
    TravelGrant,
)
from ..services.assessment import rule_on
from ..workflow import CHANGE, CONSENT, EXCHANGE, PAYMENT_BATCH, SEAT_OFFER

S = Exchange.Status
MOST = 200  # rows: a desk that is fuller than that says so by its length


@dataclass(frozen=True)
class Kind:
    """One kind of thing to do: whose, on which rows, said how, done where."""

    name: str
    title: str  # lazy, with %(who)s and %(host)s
    view: str
    rows: Callable[..., Q]
    since: str
    due_by: tuple[str, ...] = ()  # what must be read to know until when


def _applicant(user, table, verb) -> Q:
    return Q(visitor__in=user.standing.represents, status__in=table.actions[verb].when)


def _decider(user, verb) -> Q:
    decided = Exchange.objects.decided_by(user).values("pk")
    return Q(pk__in=decided, status__in=EXCHANGE.actions[verb].when)


def _unsigned(party) -> Q:
    signed = Signature.objects.filter(
        agreement__exchange=OuterRef("pk"), agreement__status__in=_IN_FORCE, party=party
    )
    return Q(status__in=EXCHANGE.actions["sign"].when) & ~Exists(signed)


_IN_FORCE = (Agreement.Status.OPEN, Agreement.Status.FINANCIAL, Agreement.Status.SIGNED)
Party = Signature.Party


def _signs(user, *, now) -> Q:
    held = user.standing
    deciding = Exchange.objects.decided_by(user).values("pk")
    hosting = Exchange.objects.hosted_by(user).values("pk")
    return (
        (Q(visitor__in=held.represents) & _unsigned(Party.VISITOR))
        | (Q(host__in=held.represents) & _unsigned(Party.HOST))
        | (Q(pk__in=deciding) & _unsigned(Party.HOME_CLUSTER))
        | (Q(pk__in=hosting) & _unsigned(Party.HOST_CLUSTER))
    )


def _decides(user, *, now) -> Q:
    """Submitted ones the host has answered, or that were imported; and taken seats that wait for approval."""
    taken = SeatOffer.objects.filter(exchange=OuterRef("pk"), status=SeatOffer.Status.ACCEPTED)
    ready = (Q(status=S.SUBMITTED) & ~Exists(_unanswered())) | (Q(status=S.WAITLISTED) & Exists(taken))
    return _decider(user, "approve") & ready


def _looks_at(user, *, now) -> Q:
    """Not to be approved before the host answers; but to be read, and returned or rejected if need be."""
    return _decider(user, "return") & Exists(_unanswered())


def _unanswered():
    return HostConsent.objects.filter(exchange=OuterRef("pk"), status__in=CONSENT.actions["agree"].when)


def _is_over(user, *, now) -> Q:
    today = day_of(now)
    over = Q(departure__lt=today) | Q(departure=None, last_working_day__lt=today)
    return _applicant(user, EXCHANGE, "report") & over


def _is_asked(user, *, now) -> Q:
    asked = CONSENT.actions["agree"].when
    deciding = (S.SUBMITTED, S.RETURNED, S.WAITLISTED, S.APPROVED)
    return Q(host__in=user.standing.represents, consent__status__in=asked, status__in=deciding)


def _is_offered(user, *, now) -> Q:
    offers = SeatOffer.objects.filter(
        exchange=OuterRef("pk"), status__in=SEAT_OFFER.actions["accept"].when, expires_at__gte=now
    )
    return Q(visitor__in=user.standing.represents, status=S.WAITLISTED) & Exists(offers)


def _changes(user, *, now) -> Q:
    asked = ChangeRequest.objects.filter(exchange=OuterRef("pk"), status__in=CHANGE.actions["agree"].when)
    return _decider(user, "cancel") & Exists(asked)


def _to_check(user, *, now) -> Q:
    """New evidence before the report is in is looked at when it comes; what counts is the report."""
    return _decider(user, "validate")


def _returned(user, *, now) -> Q:
    return _applicant(user, EXCHANGE, "submit") & Q(status=S.RETURNED)


def _drafts(user, *, now) -> Q:
    return _applicant(user, EXCHANGE, "delete")


KINDS = (
    Kind("decide", _("Decide on %(who)s"), "decide", _decides, "submitted_at"),
    Kind("look", _("Look at %(who)s while the host is asked"), "decide", _looks_at, "submitted_at"),
    Kind("change", _("Answer the change that %(who)s asks for"), "exchange", _changes, "decided_at"),
    Kind("validate", _("Check the report of %(who)s"), "evidence", _to_check, "reported_at"),
    Kind("sign", _("Sign the agreement: %(who)s to %(host)s"), "sign", _signs, "decided_at"),
    Kind("consent", _("Answer %(who)s, who would like to visit"), "host_answer", _is_asked, "submitted_at"),
    Kind(
        "returned",
        _("Answer your cluster's question"),
        "application",
        _returned,
        "returned_at",
        due_by=("partnership__programme_rules",),
    ),
    Kind("draft", _("Finish your application"), "application", _drafts, "started_at"),
    Kind(
        "seat", _("Take the seat that became free"), "exchange", _is_offered, "submitted_at", ("seat_offers",)
    ),
    Kind("report", _("Hand in your report"), "report", _is_over, "decided_at"),
)


def waits_for(user, *, now: datetime) -> Q:
    """Exchanges on which this person has something to do, for a filter."""
    return reduce(or_, (kind.rows(user, now=now) for kind in KINDS))


def tasks(user, *, today: date, now: datetime) -> list[Task]:
    """For ``excite.waiting``: all kinds of things in one query, whatever the number of rows."""
    return _on_exchanges(user, now=now) + _batches(user) + _due_grants(user)


def _may_have(kind, user) -> bool:
    """Those who hold no such role at all are not asked about."""
    held = user.standing
    if kind.name in ("decide", "look", "change", "validate"):
        return bool(held.manages)
    if kind.name == "sign":
        return bool(held.manages or held.represents)
    return bool(held.represents)


def _on_exchanges(user, *, now) -> list[Task]:
    """One exchange may wait for several things: each row says for which."""
    kinds = [kind for kind in KINDS if _may_have(kind, user)]
    if not kinds:
        return []
    asked = {kind.name: kind.rows(user, now=now) for kind in kinds}
    waits = {f"waits_{name}": Case(When(rows, then=True), default=False) for name, rows in asked.items()}
    found = Exchange.objects.visible_to(user).annotate(**waits).filter(reduce(or_, asked.values()))
    rows = list(found.select_related("partnership", "visitor", "host").order_by("pk")[:MOST])
    waiting = {kind: [each for each in rows if getattr(each, f"waits_{kind.name}")] for kind in kinds}
    for kind, some in waiting.items():
        prefetch_related_objects(some, *kind.due_by)
    return [_task(kind, each, now) for kind, some in waiting.items() for each in some]


def _task(kind, exchange, now) -> Task:
    return Task(
        kind=f"exchange.{kind.name}",
        title=str(kind.title) % {"who": exchange.visitor, "host": exchange.host},
        url=_url(kind.view, exchange.partnership, reference=exchange.reference),
        since=getattr(exchange, kind.since),
        due=_due(kind.name, exchange, now),
        record=exchange.reference,
    )


def _due(name, exchange, now):
    if name == "seat":
        open_offers = [each for each in exchange.seat_offers.all() if each.status == SeatOffer.Status.OFFERED]
        return open_offers[0].expires_at if open_offers else None
    if name == "returned" and exchange.returned_at:
        days = rule_on(exchange.partnership, day_of(now)).answer_days
        return exchange.returned_at + timedelta(days=days)
    return None


def _batches(user) -> list[Task]:
    """Drafts for whoever authorises, authorised ones for finance, but never for the one who authorised."""
    held = user.standing
    authorise, confirm = PAYMENT_BATCH.actions["authorise"], PAYMENT_BATCH.actions["confirm"]
    mine = Q(cluster__in=held.manages) & Q(status__in=authorise.when)
    to_confirm = Q(partnership__in=held.finances, status__in=confirm.when) & ~Q(authorised_by=user)
    if not (held.manages or held.finances):
        return []
    rows = PaymentBatch.objects.filter(mine | to_confirm).select_related(
        "partnership", "cluster__organisation"
    )
    found = []
    for batch in rows.order_by("made_at", "pk")[:MOST]:
        drafted = batch.status in authorise.when
        title = str(_("Authorise %(batch)s") if drafted else _("Confirm the payment of %(batch)s"))
        found.append(
            Task(
                kind="batch.authorise" if drafted else "batch.confirm",
                title=title % {"batch": f"{batch.reference}, {batch.cluster}"},
                url=_url("batch", batch.partnership, uuid=batch.uuid),
                since=batch.made_at if drafted else batch.authorised_at,
                record=batch.reference,
            )
        )
    return found


def _due_grants(user) -> list[Task]:
    """Grants whose days are counted, for those who put them into batches: one task for each partnership."""
    held = user.standing
    if not (held.manages or held.finances):
        return []
    mine = Q(exchange__home_cluster__in=held.manages) | Q(exchange__partnership__in=held.finances)
    rows = TravelGrant.objects.due().filter(mine).exclude(exchange__visitor__in=held.represents)
    rows = rows.select_related("exchange__partnership").order_by("due_on", "pk")
    by_partnership: dict = {}
    for grant in rows[:MOST]:
        by_partnership.setdefault(grant.exchange.partnership, []).append(grant)
    return [
        Task(
            kind="grant.due",
            title=str(_("Put grants that are due into a batch: %(number)s")) % {"number": len(grants)},
            url=_url("budget", partnership) + "#due",
            due=grants[0].due_on,
            record=str(partnership),
        )
        for partnership, grants in by_partnership.items()
    ]


def _url(view, partnership, **parts) -> str:
    return reverse(f"exchanges:{view}", kwargs={"partnership": partnership.slug, **parts})
