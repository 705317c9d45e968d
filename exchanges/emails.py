"""Who is told what about an exchange. The words are in templates/mails, in the reader's language."""

from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from clusters.models import User
from excite import outbox
from excite.sentences import Sentence
from excite.sentences import gettext_noop as _
from excite.words import day, eur

from .models import Exchange, HostConsent, TravelGrant

HOST_LINK = "host_link"  # the name under which the outbox finds the maker of personal links


def tell_visitor(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    """Everybody with an account who speaks for the visiting organisation."""
    _tell(_speaking_for(exchange.visitor_id), exchange, purpose, by=by, now=now, **context)


def tell_host(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    _tell(_speaking_for(exchange.host_id), exchange, purpose, by=by, now=now, **context)


def tell_home(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    """The managers who decide: those of the home cluster, or of the cluster that stands in for it."""
    _tell(_managing(exchange.deciding_cluster_id), exchange, purpose, by=by, now=now, **context)


def tell_host_cluster(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    """The managers who sign for the host's side, unless they are those of the home cluster too."""
    if exchange.hosting_cluster_id != exchange.deciding_cluster_id:
        _tell(_managing(exchange.hosting_cluster_id), exchange, purpose, by=by, now=now, **context)


def tell_finance(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    holders = Q(posts__kind="finance", posts__partnership=exchange.partnership_id, posts__ended_on=None)
    _tell(holders, exchange, purpose, by=by, now=now, **context)


def tell_everyone(exchange: Exchange, purpose: str, *, by, now: datetime, **context) -> None:
    """Both organisations and both clusters, each person once."""
    everyone = (
        _speaking_for(exchange.visitor_id)
        | _speaking_for(exchange.host_id)
        | _managing(exchange.deciding_cluster_id)
        | _managing(exchange.hosting_cluster_id)
    )
    _tell(everyone, exchange, purpose, by=by, now=now, **context)


def tell_contact(consent: HostConsent, purpose: str, *, by, now: datetime) -> None:
    """The host's contact without an account, with a personal link, in the language of whoever writes."""
    outbox.post(
        purpose=purpose,
        address=consent.contact_email,
        name=consent.contact_name,
        language=by.language if by else "",
        subject=consent,
        by=by,
        now=now,
        secret=HOST_LINK,
        context=about(consent.exchange) | {"url": ""},
    )


def _tell(who: Q, exchange, purpose, *, by, now, **context):
    """One mail a person; nobody is told what they have just done themselves."""
    people = User.objects.filter(who, is_active=True).distinct().order_by("pk")
    facts = about(exchange) | context
    for person in people:
        if person != by:
            words = _in_language(facts, person.language)
            outbox.post(purpose=purpose, to=person, subject=exchange, by=by, now=now, context=words)


def _in_language(facts: dict, language: str) -> dict:
    """Days, instants and amounts come as functions, because each reader has them in their own language."""
    with translation.override(language):
        return {name: value() if callable(value) else value for name, value in facts.items()}


def money_of(grant: TravelGrant | None) -> dict:
    """What mails about a payment mention: amount, day by which it is paid, day on which it was."""
    if grant is None:
        return {}
    days = {name: getattr(grant, name) for name in ("due_on", "paid_on")}
    said = {name: partial(day, value) for name, value in days.items() if value}
    return {"amount": partial(eur, grant.amount_cents), **said}


def about(exchange: Exchange) -> dict:
    """What every mail about an exchange may mention."""
    days = None
    if exchange.first_working_day and exchange.last_working_day:
        days = Sentence(
            _("%(first)s to %(last)s"), first=exchange.first_working_day, last=exchange.last_working_day
        ).as_json()
    return {
        "url": address_of(exchange),
        "partnership": exchange.partnership.acronym,
        "visitor": exchange.visitor.name,
        "host": exchange.host.name if exchange.host else "",
        "mission": exchange.mission.name if exchange.mission else "",
        "stay": days,
    }


def address_of(exchange: Exchange) -> str:
    return reverse(
        "exchanges:exchange",
        kwargs={"partnership": exchange.partnership.slug, "reference": exchange.reference},
    )


def _speaking_for(organisation_id) -> Q:
    return Q(representations__organisation=organisation_id, representations__ended_on=None)


def _managing(cluster_id) -> Q:
    return Q(posts__kind="manager", posts__cluster=cluster_id, posts__ended_on=None)
