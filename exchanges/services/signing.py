"""Four signatures under one text. The text is locked from the first signature; a change lets them lapse.

When visitor and home cluster have signed, the financial agreement stands and the grant is agreed. The fourth
signature commits the exchange. Imported history was signed elsewhere: an exchange that was imported as
committed or later has no agreement here, and needs none; one imported as approved is signed here.
"""

import hashlib
import json
from datetime import datetime

from django.utils.translation import gettext as _

from excite import audit
from excite.sentences import Sentence
from excite.sentences import gettext_noop as N_
from excite.words import Encoder
from excite.workflow import NotAllowed, ReasonMissing

from ..emails import tell_everyone
from ..models import Agreement, Exchange, HostConsent, Signature, TravelGrant
from ..rules import working_days
from ..workflow import AGREEMENT, EXCHANGE
from . import money
from .assessment import rule_on
from .decisions import require_consent
from .locks import acting_on
from .reasons import name_of, reason_of
from .refusals import AlreadySigned, TextChanged

Party = Signature.Party
ROLE_OF = {
    Party.VISITOR: "applicant",
    Party.HOST: "host",
    Party.HOME_CLUSTER: "home_manager",
    Party.HOST_CLUSTER: "host_manager",
}


def agreement_of(exchange: Exchange) -> Agreement | None:
    """The agreement in force, with its signatures; None before the first signature."""
    in_force = exchange.agreements.exclude(status=Agreement.Status.LAPSED)
    return in_force.prefetch_related("signatures").first()


def parties_to_sign(exchange: Exchange, user) -> list[str]:
    """For which parties this person can sign now, in the order of the paper."""
    if exchange.status != Exchange.Status.APPROVED:
        return []
    roles, agreement = exchange.roles_of(user), agreement_of(exchange)
    signed = {signature.party for signature in agreement.signatures.all()} if agreement else set()
    return [party for party, role in ROLE_OF.items() if role in roles and party not in signed]


def sign(
    exchange: Exchange, *, party: str, by, now: datetime, behalf_reason: str = "", seen: str = ""
) -> Agreement:
    """Sign for one party. One manager signs for both clusters where they are the same.

    ``behalf_reason`` is needed where the coordinator signs for want of a host cluster. ``seen`` is the digest
    of the text that the person read; TextChanged is raised if it is another by now.
    """
    with acting_on(exchange):
        EXCHANGE.check("sign", exchange, by=by)
        if by is None or ROLE_OF.get(party) not in exchange.roles_of(by):
            raise NotAllowed
        return _sign(exchange, party, by=by, name=str(by), now=now, behalf_reason=behalf_reason, seen=seen)


def sign_by_link(consent: HostConsent, *, name: str, now: datetime, seen: str = "") -> Agreement:
    """The host signs by the personal link, without an account. The door has checked the link."""
    exchange = consent.exchange
    name = name_of(name)
    with acting_on(exchange):
        EXCHANGE.check("sign", exchange, by=None)
        return _sign(exchange, Party.HOST, by=None, name=name, now=now, behalf_reason="", seen=seen)


def _sign(exchange, party, *, by, name, now, behalf_reason, seen):
    if not exchange.imported or HostConsent.objects.filter(exchange=exchange).exists():
        require_consent(exchange)
    agreement = _agreement_to_sign(exchange, now=now, seen=seen)
    signed = set(agreement.signatures.values_list("party", flat=True))
    if party in signed:
        raise AlreadySigned
    reason = reason_of(behalf_reason)
    for each in _signed_together(exchange, party, signed):
        behalf = _on_behalf(exchange, each, reason)
        Signature.objects.create(
            agreement=agreement,
            party=each,
            signed_by=by,
            signed_name=name,
            on_behalf=behalf.as_json() if behalf else {},
            signed_at=now,
            digest=_digest_of({"text": agreement.digest, "party": each, "name": name, "at": now.isoformat()}),
        )
        signed.add(each)
        details = {"party": str(each), "version": agreement.version, "in_place": behalf is not None}
        who = name if by is None else ""
        audit.record(exchange, "sign", by=by, who=who, now=now, reason=reason, details=details)
    _follow(exchange, agreement, signed, now=now)
    return agreement


def _agreement_to_sign(exchange, *, now, seen):
    agreement = agreement_of(exchange)
    if agreement is None:
        text = agreement_text(exchange)
        agreement = Agreement(
            exchange=exchange,
            version=exchange.agreements.count() + 1,
            text=text,
            digest=text_digest(text),
            made_at=now,
        )
    if seen and seen != agreement.digest:
        raise TextChanged
    if agreement._state.adding:
        agreement.save(force_insert=True)
    return agreement


def _signed_together(exchange, party, signed):
    """Where home and host cluster are the same, one manager signs for both (domain)."""
    both = (Party.HOME_CLUSTER, Party.HOST_CLUSTER)
    if party in both and exchange.host_cluster_id == exchange.deciding_cluster_id:
        return [each for each in both if each not in signed]
    return [party]


def _on_behalf(exchange, party, reason) -> Sentence | None:
    """In whose place somebody signs, as the paper says it. Raises ReasonMissing where a reason is due."""
    if party == Party.HOME_CLUSTER:
        return stands_in_for_home(exchange)
    if party != Party.HOST_CLUSTER:
        return None
    if exchange.host_cluster_id and exchange.host_cluster_id == exchange.deciding_cluster_id:
        return Sentence(N_("Home and host cluster are the same: one manager signs for both"))
    if exchange.host_cluster_id or exchange.mission_id:
        return stands_in_for_host(exchange)
    if not reason:
        raise ReasonMissing(_("There is no host cluster: say why the coordinator signs in its place."))
    text = N_("No host cluster: the coordinator signs in its place. Reason: %(reason)s")
    return Sentence(text, reason=reason)


def stands_in_for_home(exchange: Exchange) -> Sentence | None:
    """A cluster's own exchange is signed by the coordinator, the coordinator's own by the named partner."""
    if exchange.deciding_cluster_id == exchange.home_cluster_id:
        return None
    partnership = exchange.partnership
    deciding = partnership.coordinator
    if exchange.deciding_cluster_id != partnership.coordinator_id:
        deciding = partnership.stand_in
    text = N_("%(home)s is the visitor itself: %(cluster)s signs in its place")
    return Sentence(text, home=str(exchange.home_cluster), cluster=str(deciding))


def stands_in_for_host(exchange: Exchange) -> Sentence | None:
    """Without a host cluster the mission's organiser signs, else the coordinator, who gives a reason."""
    if exchange.host_cluster_id:
        return None
    if exchange.mission_id:
        text = N_("No host cluster: the mission's organiser, %(cluster)s, signs in its place")
        return Sentence(text, cluster=str(exchange.mission.organiser))
    return Sentence(N_("No host cluster: the coordinator signs in its place"))


def _follow(exchange, agreement, signed, *, now):
    """What the signatures bring about: the grant is agreed, the exchange committed."""
    grant = money.grant_of(exchange)
    if {Party.VISITOR, Party.HOME_CLUSTER} <= signed and agreement.status == Agreement.Status.OPEN and grant:
        AGREEMENT.move("agree_grant", agreement, by=None, now=now)
        if grant.status == TravelGrant.Status.RESERVED:
            money.step("agree", grant, now=now)
    if signed >= set(Party):
        AGREEMENT.move("complete", agreement, by=None, now=now)
        EXCHANGE.move("commit", exchange, by=None, now=now)
        tell_everyone(exchange, "exchange.committed", by=None, now=now)


def lapse_signatures(exchange: Exchange, *, reason: str, now: datetime) -> bool:
    """A signed fact has changed: the signatures lapse, the grant is reserved again, the exchange approved.

    False if nothing had been signed. The exchange is held by the caller.
    """
    agreement, grant = agreement_of(exchange), money.grant_of(exchange)
    if agreement is not None:
        AGREEMENT.move("lapse", agreement, by=None, now=now, reason=reason)
    if grant is not None and grant.status == TravelGrant.Status.AGREED:
        money.step("lapse", grant, now=now)
    if exchange.status == Exchange.Status.COMMITTED:
        EXCHANGE.move("lapse_signatures", exchange, by=None, now=now)
    return agreement is not None


# --- The text --------------------------------------------------------------------------------------------


def agreement_text(exchange: Exchange) -> dict:
    """The facts that the four sign, as they are now: plain JSON, sentences packed."""
    partnership = exchange.partnership
    text = {
        "reference": exchange.reference,
        "partnership": {
            "acronym": partnership.acronym,
            "name": partnership.name,
            "call": partnership.call,
            "programme": partnership.programme,
            "grant_agreement": partnership.grant_agreement,
            "statement": partnership.eu_statement,
        },
        "visitor": _organisation(exchange.visitor),
        "host": _organisation(exchange.host),
        "home_cluster": {"name": str(exchange.home_cluster), "stands_in": stands_in_for_home(exchange)},
        "host_cluster": {
            "name": str(exchange.host_cluster) if exchange.host_cluster else "",
            "stands_in": stands_in_for_host(exchange),
        },
        "mission": exchange.mission.name if exchange.mission else "",
        "format": exchange.format,
        "arrival": exchange.arrival,
        "first_working_day": exchange.first_working_day,
        "last_working_day": exchange.last_working_day,
        "departure": exchange.departure,
        "working_days": working_days(
            exchange.first_working_day, exchange.last_working_day, country=str(exchange.host.country)
        ),
        "traveller": exchange.traveller_name,
        "expected_outcome": exchange.expected_outcome,
        "wanted_meetings": exchange.wanted_meetings,
        "grant": _grant(exchange),
    }
    return json.loads(json.dumps(text, cls=Encoder))


def _organisation(organisation):
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "city": organisation.city,
        "country": str(organisation.country),
        "pic": organisation.pic,
    }


def _grant(exchange):
    grant = money.grant_of(exchange)
    if grant is None or grant.status == TravelGrant.Status.RELEASED:
        return None
    return {
        "full_cents": grant.full_cents,
        "amount_cents": grant.amount_cents,
        "reason": grant.reason,
        "payment_days": rule_on(exchange.partnership, exchange.first_working_day).payment_days,
    }


def text_digest(text: dict) -> str:
    """What a reader has seen, in 64 signs; given back to ``sign`` as ``seen``."""
    return _digest_of(text)


def _digest_of(facts):
    packed = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()
