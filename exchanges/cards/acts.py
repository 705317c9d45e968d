"""The acts that a page offers: the workflow tables say which, this says how each is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from excite.workflow import Action, Refused

from ..models import RejectionReason
from ..workflow import CHANGE, EXCHANGE, GRANT, SEAT_OFFER
from .facts import Facts

# Acts with a page of their own; all others are done where they stand.
PAGES = {
    "edit": "exchanges:application",
    "submit": "exchanges:application",
    "delete": "exchanges:delete",
    "withdraw": "exchanges:withdraw",
    "sign": "exchanges:sign",
    "change": "exchanges:change",
    "report": "exchanges:report",
    "correct": "exchanges:correct",
}
KEYS = {"approve": "a", "return": "r", "reject": "x", "waitlist": "w"}
DECISIONS = ("approve", "return", "waitlist", "reject")
CHECKS = ("validate", "ask_again", "refuse")
NOTES = {
    "return": gettext_lazy("They read this, and have some days to answer."),
    "reject": gettext_lazy("They read the reason, and your own words below it."),
    "ask_again": gettext_lazy("They read this, and can hand in the report again."),
    "refuse": gettext_lazy("The exchange is cancelled and its grant released. They read this."),
    "cancel": gettext_lazy("Seat and money are free for others. Everybody concerned reads this."),
    "reopen": gettext_lazy("It is no longer counted until it is validated again. They read this."),
    "bounce": gettext_lazy("The grant is due again, and the days to pay begin anew."),
    "open_recovery": gettext_lazy("The visiting organisation is asked for the money. They read this."),
    "decline-change": gettext_lazy("The exchange stays as it was agreed. They read this."),
}
# Parts of an exchange whose acts stand on its page: the name in the address → the act of the part's table.
PARTS = {
    "take-seat": ("offer", SEAT_OFFER, "accept"),
    "let-seat-go": ("offer", SEAT_OFFER, "decline"),
    "agree-change": ("change", CHANGE, "agree"),
    "decline-change": ("change", CHANGE, "decline"),
    "take-back-change": ("change", CHANGE, "take_back"),
    "bounce": ("grant", GRANT, "bounce"),
    "open_recovery": ("grant", GRANT, "open_recovery"),
    "recover": ("grant", GRANT, "recover"),
}


@dataclass(frozen=True)
class Tried:
    """An act that was refused: why, and what had been typed."""

    name: str
    sentence: str
    posted: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, refusal: Refused, posted: Mapping[str, str]) -> "Tried":
        return cls(name, str(refusal), posted)


@dataclass(frozen=True)
class Act:
    """A button, a link to the act's own page (``page``), or a small form that opens in place."""

    name: str
    label: str
    style: str
    url: str
    page: bool = False
    key: str = ""
    reason: bool = False
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    waivers: tuple["Waived", ...] = ()
    typed: str = ""
    chosen: str = ""
    refusal: str = ""

    @property
    def opens(self) -> bool:
        return self.reason or bool(self.choices) or bool(self.waivers)

    @property
    def is_open(self) -> bool:
        """A refused form stays open, with what was typed."""
        return bool(self.refusal)


@dataclass(frozen=True)
class Waived:
    """A rule that may be set aside, with the reason as typed."""

    rule: str
    sentence: object
    typed: str = ""


def address(view: str, exchange, **parts) -> str:
    kwargs = {"partnership": exchange.partnership.slug, "reference": exchange.reference, **parts}
    return reverse(f"exchanges:{view}", kwargs=kwargs)


def act_of(action: Action, exchange, *, name: str = "", tried: Tried | None = None, **more) -> Act:
    """How an action of a table is asked for; ``name`` in the address, where it is another one."""
    name = name or action.name
    mine = tried if tried and tried.name == name else None
    page = PAGES.get(name)
    return Act(
        name=name,
        label=str(more.pop("label", "") or action.label),
        style=action.style,
        url=address(page.partition(":")[2], exchange) if page else address("act", exchange, name=name),
        page=bool(page),
        key=KEYS.get(name, ""),
        reason=action.reason,
        note=str(NOTES.get(name, "")),
        typed=mine.posted.get("reason", "") if mine else "",
        chosen=mine.posted.get("reason_code", "") if mine else "",
        refusal=mine.sentence if mine else "",
        **more,
    )


def acts_on(facts: Facts, user, *, tried: Tried | None = None, only=(), without=()) -> tuple[Act, ...]:
    """What this person may do with the exchange now, in the order of the table."""
    actions = [
        action
        for action in EXCHANGE.open_to(user, facts.exchange)
        if action.name not in without and (not only or action.name in only)
    ]
    return tuple(act_of(action, facts.exchange, tried=tried, **_more(action, facts)) for action in actions)


def _more(action, facts) -> dict:
    if action.name != "reject":
        return {}
    listed = RejectionReason.objects.filter(partnership=facts.exchange.partnership_id)
    rows = listed.order_by("position", "pk").values_list("code", "label")
    return {"choices": tuple((code, _(label)) for code, label in rows)}


def acts_on_parts(facts: Facts, user, *, part: str, tried: Tried | None = None) -> tuple[Act, ...]:
    """Acts on the seat offer, the change request or the grant of this exchange."""
    record = getattr(facts, part)
    if record is None:
        return ()
    found = []
    for name, (of, table, verb) in PARTS.items():
        if of == part and any(action.name == verb for action in table.open_to(user, record)):
            found.append(act_of(table.actions[verb], facts.exchange, name=name, tried=tried))
    return tuple(found)


def note_act(facts: Facts, *, tried: Tried | None = None) -> Act:
    """Add an internal note: staff alone read it."""
    mine = tried if tried and tried.name == "note" else None
    return Act(
        name="note",
        label=pgettext("exchange", "Add a note"),
        style="secondary",
        url=address("act", facts.exchange, name="note"),
        reason=True,
        note=_("Only staff of the partnership read this."),
        typed=mine.posted.get("reason", "") if mine else "",
        refusal=mine.sentence if mine else "",
    )
