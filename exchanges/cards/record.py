"""The record page of an exchange: facts, people, papers, money, timeline, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusters.models import Post
from excite.days import day_of
from excite.history import Entry
from excite.names import clean_line
from excite.words import say, short_day

from .. import services
from ..models import Agreement, Correction, Evidence, Exchange, Waiver
from ..rules import RULES, working_days
from .acts import Act, Tried, acts_on, acts_on_parts, address, note_act
from .facts import PARTIES, Facts, facts_of
from .money import Clock, pay_clock
from .next import Next, next_box
from .steps import Step, step_line
from .timeline import events_of, field_label, shown, timeline

S = Exchange.Status
STAFF = frozenset({"home_manager", "host_manager", "coordinator", "finance", "auditor"})
READS_PRIVATE = frozenset({"applicant", "home_manager", "coordinator", "finance", "auditor"})
# Acts that the Next box or other pages of the same exchange offer already.
ELSEWHERE = ("approve", "return", "waitlist", "reject", "validate", "ask_again", "refuse")


@dataclass(frozen=True)
class Person:
    """Somebody or some organisation with a part in the exchange."""

    part: str
    name: str
    under: str = ""
    country: str = ""
    url: str = ""


@dataclass(frozen=True)
class Paper:
    """One line of the checklist of papers (components/checklist)."""

    label: str
    state: str
    note: str = ""
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class Signed:
    """One of the four dots (components/signatures)."""

    label: str
    state: str
    note: str


@dataclass(frozen=True)
class Difference:
    """A fact as it is, and as it shall be."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RecordCard:
    facts: Facts
    roles: frozenset
    staff: bool
    steps: tuple[Step, ...]
    next: Next
    people: tuple[Person, ...]
    papers: tuple[Paper, ...]
    signatures: tuple[Signed, ...]
    clock: Clock | None
    entries: tuple[Entry, ...]
    acts: tuple[Act, ...]
    offer_acts: tuple[Act, ...]
    change_acts: tuple[Act, ...]
    grant_acts: tuple[Act, ...]
    note: Act | None
    tried: Tried | None

    @property
    def exchange(self) -> Exchange:
        return self.facts.exchange

    @property
    def sees_private(self) -> bool:
        """Money, motivation and evidence are not for the host."""
        return bool(self.roles & READS_PRIVATE)

    @cached_property
    def working_days(self) -> int | None:
        exchange = self.exchange
        first, last = exchange.first_working_day, exchange.last_working_day
        if not (first and last and exchange.host) or last < first:
            return None
        return working_days(first, last, country=str(exchange.host.country))

    @cached_property
    def corrections(self) -> list[Correction]:
        found = list(Correction.objects.filter(exchange=self.exchange).order_by("pk"))
        for row in found:
            row.label = field_label(row.field)
            row.was, row.now = shown(row.field, row.old) or "–", shown(row.field, row.new) or "–"
        return found

    @cached_property
    def waivers(self) -> list[Waiver]:
        found = list(Waiver.objects.filter(exchange=self.exchange).select_related("waived_by").order_by("pk"))
        for row in found:
            row.label = _(RULES[row.rule]) if row.rule in RULES else row.rule
        return found

    @property
    def difference(self) -> tuple[Difference, ...]:
        """What the open change request would change."""
        return change_difference(self.facts.change)


def change_difference(change) -> tuple[Difference, ...]:
    if change is None:
        return ()
    return tuple(
        Difference(field_label(name), shown(name, old) or "–", shown(name, new) or "–")
        for name, (old, new) in services.differences(change).items()
    )


def record_card(
    exchange: Exchange, *, user, today: date, now: datetime, tried: Tried | None = None
) -> RecordCard:
    """A fixed number of queries, whatever hangs on the exchange."""
    facts = facts_of(exchange, today=today, now=now)
    roles = exchange.roles_of(user)
    staff = exchange.partnership_id in user.standing.staffs and not roles & {"applicant", "host"}
    following = next_box(facts, user)
    return RecordCard(
        facts=facts,
        roles=roles,
        staff=staff,
        steps=step_line(facts),
        next=following,
        people=_people(facts),
        papers=papers_of(facts, roles),
        signatures=signature_dots(facts),
        clock=pay_clock(facts.grant, today=today),
        entries=timeline(events_of(exchange, roles=roles, staff=staff)),
        acts=acts_on(facts, user, tried=tried, without=_offered(facts, following)),
        offer_acts=acts_on_parts(facts, user, part="offer", tried=tried),
        change_acts=acts_on_parts(facts, user, part="change", tried=tried),
        grant_acts=acts_on_parts(facts, user, part="grant", tried=tried),
        note=note_act(facts, tried=tried) if services.may_note(exchange, user) else None,
        tried=tried,
    )


def _offered(facts, following):
    """What the Next box says needs no second button."""
    hidden = [*ELSEWHERE]
    for name in ("edit", "submit", "sign", "report"):
        view = {"edit": "application", "submit": "application"}.get(name, name)
        if following.url == address(view, facts.exchange) or name == "submit":
            hidden.append(name)
    return hidden


def _people(facts) -> tuple[Person, ...]:
    exchange = facts.exchange
    posts = Post.objects.current().filter(
        kind=Post.Kind.MANAGER, cluster__in=[exchange.deciding_cluster_id, exchange.hosting_cluster_id]
    )
    managers = {}
    for post in posts.select_related("user").order_by("pk"):
        managers.setdefault(post.cluster_id, []).append(str(post.user))
    home = ", ".join(managers.get(exchange.deciding_cluster_id, []))
    away = ", ".join(managers.get(exchange.hosting_cluster_id, []))
    found = [_organisation(_("Visits"), exchange.visitor, exchange.traveller_name)]
    if exchange.host:
        found.append(_organisation(_("Hosts"), exchange.host, exchange.host_contact_name))
    found.append(Person(_("Home cluster"), str(exchange.home_cluster), home))
    name = str(exchange.host_cluster) if exchange.host_cluster else _in_place(exchange)
    found.append(Person(_("Host cluster"), name, away))
    return tuple(found)


def _organisation(part, organisation, person):
    kind = organisation.get_kind_display()
    under = " · ".join(word for word in (organisation.city, str(kind), clean_line(person)) if word)
    return Person(part, organisation.name, under, str(organisation.country))


def _in_place(exchange):
    sentence = services.stands_in_for_host(exchange)
    return say(sentence) if sentence else ""


# --- Papers --------------------------------------------------------------------------------------------


def signature_dots(facts: Facts) -> tuple[Signed, ...]:
    """Four dots, in the order of the paper."""
    found = []
    for party in PARTIES:
        signature = facts.signed.get(party)
        note = ""
        if signature:
            note = f"{signature.signed_name}, {short_day(day_of(signature.signed_at))}"
        elif facts.exchange.imported and facts.status not in (S.APPROVED, S.SUBMITTED, S.WAITLISTED):
            note = _("kept elsewhere")
        found.append(Signed(capfirst(party.label), "signed" if signature else "", note or _("not signed")))
    return tuple(found)


def papers_of(facts: Facts, roles: frozenset) -> tuple[Paper, ...]:
    """Agreement, evidence, closing report: what there is and what is missing."""
    exchange = facts.exchange
    if facts.status in (S.DRAFT, S.SUBMITTED, S.RETURNED, S.WAITLISTED, S.REJECTED):
        return ()
    papers = [_agreement(facts)]
    if not roles & READS_PRIVATE:
        return tuple(papers)
    if facts.kept_elsewhere and facts.status in (S.REPORTED, S.COMPLETED):
        return (
            *papers,
            Paper(_("Closing report and evidence"), "done", _("Kept elsewhere: imported history")),
        )
    if facts.status in (S.COMMITTED, S.REPORTED, S.COMPLETED):
        url = address("evidence", exchange)
        papers.append(_closing(facts, roles))
        papers += [_kind(facts, kind, url, "applicant" in roles) for kind in facts.kinds]
    return tuple(papers)


def _agreement(facts):
    label, exchange = _("Commitment to quality and financial agreement"), facts.exchange
    agreement = facts.agreement
    if agreement is None:
        if exchange.imported and facts.status != S.APPROVED:
            return Paper(label, "done", _("Kept elsewhere: imported history"))
        return Paper(label, "open", _("Nobody has signed yet"), address("sign", exchange), _("Read"))
    done = agreement.status == Agreement.Status.SIGNED
    note = _("%(number)s of 4 signed") % {"number": len(facts.signatures)}
    return Paper(label, "done" if done else "open", note, address("sign", exchange), _("Read"))


def _closing(facts, roles):
    report, exchange = facts.report, facts.exchange
    if facts.status == S.COMMITTED:
        note = _("Begun") if report else _("Not begun")
        if "applicant" not in roles:
            return Paper(_("Closing report"), "open", note)
        return Paper(_("Closing report"), "open", note, address("report", exchange), _("Open"))
    return Paper(_("Closing report"), "done", "", address("evidence", exchange), _("Read"))


def _kind(facts, kind, url, mine):
    items = [item for item in facts.items if item.kind_id == kind.pk]
    states = {item.status for item in items}
    number = _("%(number)s files") % {"number": len(items)} if len(items) > 1 else ""
    if Evidence.Status.ACCEPTED in states:
        return Paper(_(kind.label), "done", number or _("Accepted"), url, _("Look"))
    if Evidence.Status.OFFERED in states:
        return Paper(_(kind.label), "done", number or _("To be checked"), url, _("Look"))
    if Evidence.Status.ASKED_AGAIN in states:
        return Paper(_(kind.label), "again", _("Asked again"), url, _("Look"))
    note = _("Missing") if kind.required else _("Not required")
    if not mine or facts.status != S.COMMITTED:
        return Paper(_(kind.label), "open", note)
    return Paper(_(kind.label), "open", note, address("report", facts.exchange), _("Add"))
