"""The decision card: everything that a home manager needs to say yes, more or no, on one page."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from clusters.models import Organisation
from excite import charts
from excite.history import Entry
from excite.names import fold
from excite.words import eur

from .. import services
from ..models import Exchange, HostConsent
from ..rules import Light, Verdict, blocking
from .acts import DECISIONS, Act, Tried, Waived, acts_on, note_act
from .facts import Facts, facts_of
from .money import line_bar
from .queue import Queue, queue_of
from .steps import Step, step_line
from .timeline import changed_since_returned, events_of, timeline

S = Exchange.Status
ORDER = (Verdict.STOP, Verdict.UNKNOWN, Verdict.WAIVABLE, Verdict.HOLDS)
READERS = frozenset({"home_manager", "coordinator", "auditor"})
FORMS = "gmbh ug ag kg ev mbh uab mb vsi sp zoo sa sas sarl sl slu srl ltd limited ood eood ad inc oy bv nv"
LEGAL_FORMS = re.compile(rf"\b({'|'.join(FORMS.split())}|z o o|e v)\b")
TURNS_ON = ("visitor_type", "self_declaration", "membership", "visits_once", "working_days")
EARLIER = 5  # applications that the card names
ALIKE = 0.86  # of 1; from here on two names may be the same organisation


@dataclass(frozen=True)
class History:
    """What the partnership knows about the visiting organisation."""

    hosted: int
    earlier: tuple[Exchange, ...]
    recoveries: int
    doubles: tuple[Organisation, ...]


@dataclass(frozen=True)
class DecisionCard:
    facts: Facts
    assessment: services.Assessment
    lights: tuple[Light, ...]
    bar: charts.MoneyBar | None
    steps: tuple[Step, ...]
    obstacles: tuple[str, ...]
    seats: str
    changed: tuple[str, ...]
    history: History
    entries: tuple[Entry, ...]
    acts: tuple[Act, ...]
    note: Act | None
    queue: Queue
    tried: Tried | None

    @property
    def exchange(self) -> Exchange:
        return self.facts.exchange

    @property
    def told(self) -> tuple[Light, ...]:
        """What is not settled, and the rules that a decision turns on even when they hold."""
        return tuple(light for light in self.lights if _is_told(light))

    @property
    def formal(self) -> tuple[Light, ...]:
        """The rules that hold and need no second look."""
        return tuple(light for light in self.lights if not _is_told(light))


def decision_card(
    exchange: Exchange, *, user, today: date, now: datetime, tried: Tried | None = None
) -> DecisionCard:
    """A fixed number of queries for any exchange, which came ``for_decision``."""
    facts = facts_of(exchange, today=today, now=now, brief=True)
    assessment = services.assess(exchange, today=today)
    roles = exchange.roles_of(user)
    acts = acts_on(facts, user, tried=tried, only=DECISIONS)
    events = events_of(exchange, roles=roles, staff=True)
    return DecisionCard(
        facts=facts,
        assessment=assessment,
        lights=tuple(sorted(assessment.lights, key=lambda light: ORDER.index(light.verdict))),
        bar=_bar(facts, assessment),
        steps=step_line(facts),
        obstacles=_obstacles(facts, assessment),
        seats=_seats(exchange),
        changed=tuple(changed_since_returned(events)),
        history=_history(exchange),
        entries=timeline(events),
        acts=tuple(_dressed(act, assessment, tried) for act in acts if _sensible(act, exchange)),
        note=note_act(facts, tried=tried) if services.may_note(exchange, user) else None,
        queue=queue_of(user, exchange),
        tried=tried,
    )


def _is_told(light) -> bool:
    return light.verdict is not Verdict.HOLDS or light.rule in TURNS_ON


def _sensible(act, exchange):
    """A waiting list needs a mission with a limit of seats."""
    return act.name != "waitlist" or (exchange.mission is not None and exchange.mission.seats is not None)


def _dressed(act, assessment, tried):
    """Approve names the amount, and asks a reason for each rule that is set aside."""
    if act.name != "approve":
        return act
    if assessment.amount_cents:
        label = _("Approve, %(amount)s") % {"amount": eur(assessment.amount_cents)}
    else:
        label = act.label
    typed = tried.posted if tried and tried.name == "approve" else {}
    return replace(
        act,
        label=label,
        waivers=tuple(
            Waived(light.rule, light.sentence, typed.get(f"waive-{light.rule}", ""))
            for light in assessment.waivable
        ),
    )


def _bar(facts, assessment):
    line = assessment.budget_line
    if line is None:
        return None
    return line_bar(line, this=facts.grant, this_cents=assessment.amount_cents or 0)


def _obstacles(facts, assessment) -> tuple[str, ...]:
    """Sentences for what bars an approval whatever one types, beside the broken rules, which have lights."""
    if facts.status not in (S.SUBMITTED, S.WAITLISTED):
        return ()
    found = []
    consent = facts.consent
    if consent is None:
        found.append(_("The host has not been asked yet."))
    elif consent.status == HostConsent.Status.ASKED:
        found.append(_("%(host)s has not answered yet.") % {"host": facts.exchange.host})
    elif consent.status == HostConsent.Status.DECLINED:
        found.append(
            _("%(host)s has declined: ask the applicant for another host.") % {"host": facts.exchange.host}
        )
    hard = [light for light in blocking(assessment.lights) if light.verdict is not Verdict.WAIVABLE]
    if hard:
        found.append(_("A hard rule is broken: see the list."))
    if facts.exchange.seat_held:
        found.append(_("A seat is held for them, but they have not taken it yet."))
    return tuple(found)


def _seats(exchange) -> str:
    mission = exchange.mission
    if mission is None or mission.seats is None:
        return ""
    values = {"free": exchange.seats_free, "seats": mission.seats}
    return _("%(free)s of %(seats)s seats left.") % values


def _history(exchange) -> History:
    """What is only counted came with the exchange: a cluster may have hosted hundreds."""
    visits = Exchange.objects.filter(partnership=exchange.partnership_id, visitor=exchange.visitor_id)
    earlier = visits.exclude(status=S.DRAFT).exclude(pk=exchange.pk).order_by("-started_at", "-pk")
    return History(
        hosted=exchange.hosted,
        earlier=tuple(earlier[:EARLIER]),
        recoveries=exchange.recoveries,
        doubles=_doubles(exchange),
    )


def bare(name: str) -> str:
    """A name without legal form, signs and accents: "Neris Photonics, UAB" → "neris photonics"."""
    plain = re.sub(r"[^\w ]+", " ", fold(name).replace(".", ""))
    return " ".join(LEGAL_FORMS.sub(" ", plain).split()) or plain


def _doubles(exchange) -> tuple[Organisation, ...]:
    """Others in the register with nearly the same name: the same organisation entered twice, perhaps."""
    name = bare(exchange.visitor.name)
    words = [word for word in name.split() if len(word) > 3] or name.split()
    if not words:
        return ()
    others = Organisation.objects.in_partnership(exchange.partnership.slug).exclude(pk=exchange.visitor_id)
    near = others.filter(search__contains=max(words, key=len)).for_list()[:30]
    return tuple(each for each in near if SequenceMatcher(None, name, bare(each.name)).ratio() >= ALIKE)[:3]
