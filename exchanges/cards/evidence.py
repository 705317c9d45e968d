"""Evidence and closing report: what there is of each kind, and what may be done with it."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import services
from ..models import Evidence, EvidenceKind, Exchange
from ..workflow import EVIDENCE, EXCHANGE
from .acts import CHECKS, Act, Tried, acts_on, address
from .facts import Facts, facts_of
from .record import READS_PRIVATE
from .steps import Step, step_line

E = Evidence.Status


@dataclass(frozen=True)
class ItemAct:
    name: str
    label: str
    style: str
    url: str
    reason: bool
    typed: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Item:
    evidence: Evidence
    url: str
    acts: tuple[ItemAct, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of evidence with its items. ``state`` is done, wait (to be checked), again or open."""

    kind: EvidenceKind
    items: tuple[Item, ...]
    state: str
    form: object = None  # the upload form, where this person may add a file


@dataclass(frozen=True)
class EvidencePage:
    facts: Facts
    kinds: tuple[Kind, ...]
    steps: tuple[Step, ...]
    acts: tuple[Act, ...]
    gaps: tuple[tuple[str, str], ...]
    may_add: bool
    from_day: date | None  # the report can be handed in from here on
    tried: Tried | None

    @property
    def exchange(self) -> Exchange:
        return self.facts.exchange

    @property
    def unchecked(self) -> int:
        return sum(item.status == E.OFFERED for item in self.facts.items)


def may_read_evidence(exchange: Exchange, user) -> bool:
    return bool(exchange.roles_of(user) & READS_PRIVATE)


def evidence_page(
    exchange: Exchange,
    *,
    user,
    today: date,
    now: datetime,
    tried: Tried | None = None,
    upload=None,
) -> EvidencePage:
    """``upload(kind)`` makes the form for one kind of file."""
    facts = facts_of(exchange, today=today, now=now)
    may_add = any(action.name == "report" for action in EXCHANGE.open_to(user, exchange))
    return EvidencePage(
        facts=facts,
        kinds=tuple(_kind(facts, kind, user, tried, upload if may_add else None) for kind in facts.kinds),
        steps=step_line(facts),
        acts=acts_on(facts, user, tried=tried, only=CHECKS),
        gaps=tuple(services.report_gaps(exchange)) if may_add else (),
        may_add=may_add,
        from_day=services.reportable_from(exchange) if may_add and not facts.is_back else None,
        tried=tried,
    )


def _kind(facts, kind, user, tried, upload) -> Kind:
    items = tuple(_item(item, user, tried) for item in facts.items if item.kind_id == kind.pk)
    states = {item.evidence.status for item in items}
    state = "open"
    if E.ACCEPTED in states:
        state = "done"
    elif E.OFFERED in states:
        state = "wait"
    elif E.ASKED_AGAIN in states:
        state = "again"
    return Kind(kind, items, state, upload(kind) if upload else None)


def _item(item, user, tried) -> Item:
    acts = []
    for action in EVIDENCE.open_to(user, item):
        mine = tried if tried and tried.name == f"{action.name}:{item.uuid}" else None
        acts.append(
            ItemAct(
                name=action.name,
                label=str(action.label),
                style=action.style or "secondary",
                url=address("evidence_act", item.exchange, uuid=item.uuid, name=action.name),
                reason=action.reason,
                typed=mine.posted.get("reason", "") if mine else "",
                refusal=mine.sentence if mine else "",
            )
        )
    return Item(item, address("evidence_file", item.exchange, uuid=item.uuid), tuple(acts))
