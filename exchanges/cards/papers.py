"""The page of the agreement: its text as it is or will be signed, the four signatures, and the paper."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from excite.sentences import Sentence

from .. import services
from ..models import AgreementJob, Exchange, Signature
from .acts import Tried
from .facts import Facts, facts_of
from .record import Signed, signature_dots

PARTY = Signature.Party


@dataclass(frozen=True)
class ToSign:
    """A party that the reader can sign for. ``behalf``: in whose place; ``reason`` is asked for then."""

    party: str
    label: str
    behalf: Sentence | None
    reason: bool
    typed: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class AgreementPage:
    facts: Facts
    text: dict
    digest: str
    locked: bool
    signatures: tuple[Signed, ...]
    to_sign: tuple[ToSign, ...]
    job: AgreementJob | None
    tried: Tried | None

    @property
    def exchange(self) -> Exchange:
        return self.facts.exchange


def agreement_page(
    exchange: Exchange, *, user, today: date, now: datetime, tried: Tried | None = None
) -> AgreementPage | None:
    """None where there is no agreement to read: before the approval, or kept elsewhere.

    ``user`` is None for whoever comes by the host's link: they sign on a page of their own.
    """
    facts = facts_of(exchange, today=today, now=now)
    if facts.agreement is None and exchange.status != Exchange.Status.APPROVED:
        return None
    text = facts.agreement.text if facts.agreement else services.agreement_text(exchange)
    return AgreementPage(
        facts=facts,
        text=text,
        digest=facts.agreement.digest if facts.agreement else services.text_digest(text),
        locked=facts.agreement is not None,
        signatures=signature_dots(facts),
        to_sign=tuple(_to_sign(exchange, party, tried) for party in _parties(exchange, user)),
        job=_job(facts),
        tried=tried,
    )


def _parties(exchange, user):
    return services.parties_to_sign(exchange, user) if user is not None else ()


def _to_sign(exchange, party, tried) -> ToSign:
    mine = tried if tried and tried.name == party else None
    behalf = None
    if party == PARTY.HOME_CLUSTER:
        behalf = services.stands_in_for_home(exchange)
    if party == PARTY.HOST_CLUSTER:
        behalf = services.stands_in_for_host(exchange)
    return ToSign(
        party=party,
        label=str(PARTY(party).label),
        behalf=behalf,
        reason=party == PARTY.HOST_CLUSTER and not exchange.host_cluster_id and not exchange.mission_id,
        typed=mine.posted.get("reason", "") if mine else "",
        refusal=mine.sentence if mine else "",
    )


def _job(facts) -> AgreementJob | None:
    """The paper of the agreement as it stands, if somebody has asked for it in this language."""
    if facts.agreement is None:
        return None
    made = AgreementJob.objects.filter(
        agreement=facts.agreement, signed=len(facts.signatures), language=get_language()
    )
    return made.first()
