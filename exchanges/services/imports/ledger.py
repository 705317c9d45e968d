"""The money of a sheet: the grant of each line, compared with the rule, and what the budget lines must hold.

A line that is missing or too small is planned at what history needs, within the partnership's grant; above
that it is a fault, because money that was never there cannot have been spent.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from clusters.models import Partnership
from excite.money import to_cents, to_eur
from excite.sentences import Money, Sentence
from excite.sentences import gettext_noop as __
from excite.words import eur, money, say

from ... import rules
from ...models import BudgetLine, LumpSumRate, TravelGrant
from ...rules.stays import counted_days
from ..assessment import judged_by, rule_in_force
from ..money import SLOT
from .plan import Change, ImportPlan
from .rows import ENDED, Facts, S

G = TravelGrant.Status
GRANT_OF = {
    S.APPROVED: G.RESERVED,
    S.COMMITTED: G.AGREED,
    S.REPORTED: G.AGREED,
    S.COMPLETED: G.DUE,
}


@dataclass
class GrantEntry:
    """The grant that a line of the sheet stands for; ``change`` where the exchange is known."""

    facts: Facts
    status: str
    full_cents: int
    amount_cents: int
    reason: dict
    due_on: date | None
    year: int | None
    change: Change | None = None

    @property
    def slot(self) -> str | None:
        return SLOT.get(self.status)


class Ledger:
    """Reads lines and dated tables once; ``judge`` makes the entries and checks them against the ceiling."""

    def __init__(self, partnership: Partnership, plan: ImportPlan):
        self.partnership, self.plan = partnership, plan
        self.terms = list(partnership.programme_rules.order_by("-valid_from", "-pk"))
        self.rates = [
            rules.LumpSumRow(str(rate.country), to_eur(rate.full_cents), rate.valid_from, rate.valid_to)
            for rate in LumpSumRate.objects.filter(partnership=partnership)
        ]
        self.lines = {
            (line.cluster_id, line.year): line for line in BudgetLine.objects.filter(partnership=partnership)
        }
        self.entries: list[GrantEntry] = []
        self.deltas: dict[tuple, Counter] = {}

    def judge(self) -> None:
        for facts in self.plan.new:
            self._enter(facts, None)
        for change in self.plan.changes:
            if change.money:
                self._enter(change.facts, change)
        self._keep_within_grant()

    def needed(self, key) -> int:
        """Cents that must be planned on a line for everything that will stand on it."""
        line, delta = self.lines.get(key), sum(self.deltas.get(key, Counter()).values())
        used, planned = (line.used_cents, line.planned_cents) if line else (0, 0)
        return max(planned, used + delta)

    # --- Entries ---------------------------------------------------------------------------------------

    def _enter(self, facts, change):
        self._take_off(change)
        if facts.row.faulty:
            return
        granted = self._by_the_rules(facts)
        if facts.amount is None:
            if granted and facts.status in GRANT_OF and not facts.virtual:
                text = _("is empty; the rules would give %(amount)s. No grant is booked.")
                facts.row.warn("lump_sum_eur", text % {"amount": money(granted.amount)})
            return
        entry = GrantEntry(
            facts=facts,
            status=self._status(facts),
            full_cents=max(to_cents(granted.full if granted else 0), to_cents(facts.amount)),
            amount_cents=to_cents(facts.amount),
            reason=self._reason(facts, granted).as_json(),
            due_on=self._due_on(facts),
            year=facts.last_working_day.year if facts.last_working_day else None,
            change=change,
        )
        self.entries.append(entry)
        if entry.slot:
            self._put(facts.home_cluster.pk, entry.year, entry.slot, entry.amount_cents)

    def _status(self, facts):
        if facts.paid_on:
            return G.PAID
        if facts.status in ENDED:
            return G.RELEASED
        return GRANT_OF.get(facts.status, G.ESTIMATED)

    def _due_on(self, facts):
        if facts.status != S.COMPLETED:
            return None
        days = rule_in_force(self.terms, self.partnership, facts.validated_on).payment_days
        return facts.validated_on + timedelta(days=days)

    def _by_the_rules(self, facts) -> rules.LumpSum | None:
        first, last = facts.first_working_day, facts.last_working_day
        if not (facts.visitor and facts.host and first and last) or last < first:
            return None
        terms = judged_by(rule_in_force(self.terms, self.partnership, first))
        stay = rules.Stay(format=facts.format, first_working_day=first, last_working_day=last)
        country = str(facts.host.country)
        return rules.lump_sum(
            country=country,
            full_eur=rules.lump_sum_for(self.rates, country, first),
            working_days=counted_days(stay, country, terms),
            distance_km=rules.distance_km(facts.visitor, facts.host),
            rules=terms,
            virtual=facts.virtual,
        )

    def _reason(self, facts, granted) -> Sentence:
        """The rule's own sentence where the amount is the rule's; else that it was imported."""
        if granted and granted.amount == facts.amount:
            return granted.sentence
        amount = Money(facts.amount)
        if granted is None:
            return Sentence(__("EUR %(amount)s, as imported"), amount=amount)
        if facts.status not in ENDED:
            text = _("%(amount)s contradicts the rules, which give: %(rule)s.")
            values = {"amount": money(facts.amount), "rule": say(granted.sentence)}
            facts.row.warn("lump_sum_eur", text % values)
        text = __("EUR %(amount)s, as imported; the rules give EUR %(rule)s")
        return Sentence(text, amount=amount, rule=Money(granted.amount))

    # --- Lines -----------------------------------------------------------------------------------------

    def _take_off(self, change):
        grant = change.grant if change else None
        if grant is not None and grant.line_id and (slot := SLOT.get(grant.status)):
            key = next(key for key, line in self.lines.items() if line.pk == grant.line_id)
            self._put(*key, slot, -grant.amount_cents)

    def _put(self, cluster, year, slot, cents):
        self.deltas.setdefault((cluster, year), Counter())[slot] += cents

    def _keep_within_grant(self):
        """One fault, at the line of the sheet with which the grant is used up."""
        ceiling, planned = self.partnership.grant_ceiling_cents, self.partnership.planned_cents
        room = ceiling - planned
        wanted = sum(self.needed(key) - self._planned(key) for key in self.deltas)
        if wanted <= room:
            return
        so_far = Counter()
        for entry in self.entries:
            if not entry.slot:
                continue
            key = entry.facts.home_cluster.pk, entry.year
            so_far[key] += entry.amount_cents
            extra = sum(max(0, cents - self._left(each)) for each, cents in so_far.items())
            if extra > room:
                text = _(
                    "with this line the budget lines would exceed the partnership's grant of %(ceiling)s; "
                    "%(planned)s are planned, and the file needs %(wanted)s more."
                )
                values = {"ceiling": eur(ceiling), "planned": eur(planned), "wanted": eur(wanted)}
                entry.facts.row.fault("lump_sum_eur", text % values)
                return

    def _planned(self, key):
        return self.lines[key].planned_cents if key in self.lines else 0

    def _left(self, key):
        return self.lines[key].left_cents if key in self.lines else 0
