"""What a sheet of exchanges would change: new rows, and known ones that move forward or get blanks filled."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.models import Cluster, Organisation, Partnership
from excite.intake import shown
from excite.money import to_eur
from excite.tables import Row, Table
from missions.models import Mission, Seat

from ...models import Agreement, ChangeRequest, Exchange, SeatOffer, TravelGrant
from .rows import ENDED, Facts, Names, S, read

BATCH = 500
DECIDED = {S.APPROVED, S.COMMITTED, S.REPORTED, S.COMPLETED}
# To which statuses a later sheet may bring an exchange. What has ended, and what is completed, stays.
FORWARD = {
    S.DRAFT: set(S) - {S.DRAFT},
    S.SUBMITTED: {S.RETURNED, S.WAITLISTED} | DECIDED | ENDED,
    S.RETURNED: {S.SUBMITTED, S.WAITLISTED} | DECIDED | ENDED,
    S.WAITLISTED: DECIDED | ENDED,
    S.APPROVED: {S.COMMITTED, S.REPORTED, S.COMPLETED, S.WITHDRAWN, S.CANCELLED},
    S.COMMITTED: {S.REPORTED, S.COMPLETED, S.WITHDRAWN, S.CANCELLED},
    S.REPORTED: {S.COMPLETED, S.CANCELLED},
}
# The columns that are compared and filled, and the fields that hold them.
FIELDS = {
    "visiting_organisation": "visitor",
    "host_organisation": "host",
    "home_cluster": "home_cluster",
    "host_cluster": "host_cluster",
    "mission": "mission",
    "format": "format",
    "arrival": "arrival",
    "first_working_day": "first_working_day",
    "last_working_day": "last_working_day",
    "departure": "departure",
    "report_validated_on": "validated_on",
}
G = TravelGrant.Status


@dataclass
class Change:
    """A known exchange with the fields to fill, the status to reach, and its grant as it stands."""

    exchange: Exchange
    facts: Facts
    grant: TravelGrant | None
    filled: dict = field(default_factory=dict)
    extra: dict | None = None
    reached: str = ""
    money: bool = False

    @property
    def any(self) -> bool:
        return bool(self.filled or self.reached or self.money or self.extra is not None)


class ImportPlan:
    """Reads what the portal knows in a bounded number of queries, then judges line by line."""

    def __init__(self, partnership: Partnership, organisations: dict[str, Organisation], *, whole: bool):
        self.partnership = partnership
        # In order, as a fault tells the codes and names that are known.
        clusters = (
            Cluster.objects.filter(partnership=partnership).select_related("organisation").order_by("pk")
        )
        missions = Mission.objects.filter(partnership=partnership).order_by("pk")
        self.names = Names(
            organisations=organisations,
            clusters={cluster.code: cluster for cluster in clusters},
            missions={mission.name: mission for mission in missions},
            whole=whole,
        )
        self.new: list[Facts] = []
        self.changes: list[Change] = []
        self.known = 0
        self.taken: Counter = Counter()  # seats by mission

    def judge(self, table: Table) -> None:
        known = self._known(table)
        first_lines: dict[str, int] = {}
        lines: list[Facts] = []
        for row in table.rows:
            facts = read(row, self.names)
            first = first_lines.setdefault(facts.reference, row.line)
            if facts.reference and first != row.line:
                values = {"reference": facts.reference, "line": first}
                row.fault("reference", _("“%(reference)s” is given in line %(line)s already.") % values)
                continue
            lines.append(facts)
            if facts.reference in known:
                self._compare(facts, known[facts.reference])
            elif facts.reference:
                self.new.append(facts)
        self._visit_once(lines)
        self._seat(known)

    # --- Known exchanges -------------------------------------------------------------------------------

    def _known(self, table) -> dict[str, Exchange]:
        found = {}
        references = sorted({row["reference"] for row in table.rows} - {""})
        rows = Exchange.objects.filter(partnership=self.partnership).select_related("grant__batch", "seat")
        for start in range(0, len(references), BATCH):
            for exchange in rows.filter(reference__in=references[start : start + BATCH]).order_by("pk"):
                found[exchange.reference] = exchange
        self._busy = self._under_way([exchange.pk for exchange in found.values()])
        self._names_of = {
            "visitor": {each.pk: code for code, each in self.names.organisations.items() if each.pk},
            "home_cluster": {each.pk: code for code, each in self.names.clusters.items()},
            "mission": {each.pk: name for name, each in self.names.missions.items()},
        }
        self._names_of |= {
            "host": self._names_of["visitor"],
            "host_cluster": self._names_of["home_cluster"],
        }
        return found

    def _under_way(self, keys) -> set[int]:
        """Exchanges with papers that people are signing or answering in the portal right now."""
        busy, offered = set(), [SeatOffer.Status.OFFERED, SeatOffer.Status.ACCEPTED]
        for start in range(0, len(keys), BATCH):
            batch = {"exchange__in": keys[start : start + BATCH]}
            for rows in (
                Agreement.objects.filter(**batch).exclude(status=Agreement.Status.LAPSED),
                ChangeRequest.objects.filter(status=ChangeRequest.Status.ASKED, **batch),
                SeatOffer.objects.filter(status__in=offered, **batch),
            ):
                busy |= set(rows.values_list("exchange_id", flat=True))
        return busy

    def _compare(self, facts: Facts, exchange: Exchange) -> None:
        self.known += 1
        row, grant = facts.row, getattr(exchange, "grant", None)
        change = Change(exchange, facts, grant)
        for column, name in FIELDS.items():
            old, new = self._old(exchange, name), row[column]
            if column not in row.faulty and not _agree(row, column, old, new):
                change.filled[name] = getattr(facts, name)
        change.extra = row.filled_extra(exchange.extra)
        if "status" not in row.faulty and facts.status != exchange.status:
            self._move_on(change)
        self._compare_money(change)
        if change.any:
            self.changes.append(change)

    def _old(self, exchange, name) -> str:
        if name in self._names_of:
            key = getattr(exchange, f"{name}_id")
            return "" if key is None else self._names_of[name].get(key, "?")
        value = getattr(exchange, name)
        return "" if value is None else str(value)

    def _move_on(self, change):
        exchange, row = change.exchange, change.facts.row
        values = {"old": str(exchange.status), "new": row["status"]}
        if change.facts.status not in FORWARD.get(exchange.status, ()):
            text = _("the portal has “%(old)s”, the file “%(new)s”; a status only moves forward.")
            row.fault("status", text % values)
        elif exchange.pk in self._busy:
            text = _("“%(new)s”, but people are signing or answering in the portal; finish it there.")
            row.fault("status", text % values)
        else:
            change.reached = change.facts.status

    def _compare_money(self, change):
        row, grant, facts = change.facts.row, change.grant, change.facts
        if row.faulty & {"lump_sum_eur", "paid_on", "status"}:
            return
        old = "" if grant is None else str(to_eur(grant.amount_cents))
        new = "" if facts.amount is None else str(facts.amount)
        # An estimate is no fact yet; with its exchange a grant ends, and the sheet may have forgotten it.
        vague = grant is None or grant.status == G.ESTIMATED or (facts.status in ENDED and not new)
        fill = not vague and not _agree(row, "lump_sum_eur", old, new)
        old_day = str(grant.paid_on) if grant and grant.paid_on else ""
        pays = not _agree(row, "paid_on", old_day, row["paid_on"])
        change.money = bool(change.reached or fill or pays or (vague and new and old != new))
        if change.money and grant and grant.status in (G.IN_BATCH, G.RECOVERING):
            batch = grant.batch.reference if grant.batch else ""
            text = _("the grant is being paid or recovered in the portal %(batch)s; finish it there.")
            row.fault("paid_on", text % {"batch": batch})

    # --- Across lines ----------------------------------------------------------------------------------

    def _visit_once(self, lines: list[Facts]) -> None:
        """Approved through completed block a second visit, in the whole scheme."""
        stated = {facts.reference: facts.row.line for facts in lines}
        standing = self._standing(lines, without=stated)
        for facts in lines:
            if facts.visitor is None or not facts.visits or "visiting_organisation" in facts.row.faulty:
                continue
            first = standing.setdefault(facts.visitor.uuid, facts.reference)
            if first == facts.reference:
                continue
            if first is None:
                text = _("has visited already, or is about to; each organisation visits once in the scheme.")
            elif first in stated:
                text = _("visits already as %(first)s in line %(line)s; each organisation visits once.")
            else:
                text = _("visits already as %(first)s; each organisation visits once.")
            values = {"first": first, "line": stated.get(first)}
            facts.row.fault("visiting_organisation", text % values)

    def _standing(self, lines, *, without) -> dict:
        """Who visits already: the reference here, None for elsewhere. Stated lines speak for themselves."""
        visitors = {facts.visitor.pk: facts.visitor for facts in lines if facts.visitor and facts.visitor.pk}
        keys, found = sorted(visitors), {}
        for start in range(0, len(keys), BATCH):
            rows = Exchange.objects.standing_visits().filter(visitor__in=keys[start : start + BATCH])
            for visitor, reference, partnership in rows.values_list("visitor", "reference", "partnership"):
                ours = partnership == self.partnership.pk
                if not (ours and reference in without):
                    found[visitors[visitor].uuid] = reference if ours else None
        return found

    def _seat(self, known) -> None:
        """Approved ones take a seat where the mission counts seats; never more than there are."""
        limited = {each.pk: each for each in self.names.missions.values() if each.seats is not None}
        free = Counter(Seat.objects.filter(mission__in=limited).free().values_list("mission", flat=True))
        for change in self.changes:
            if change.reached in ENDED and change.exchange.seat_id:
                free[change.exchange.mission_id] += 1
        for facts in [*self.new, *(change.facts for change in self.changes)]:
            exchange = known.get(facts.reference)
            seated = exchange is not None and exchange.seat_id is not None
            if not facts.visits or facts.mission is None or facts.mission.pk not in limited or seated:
                continue
            mission = facts.mission
            self.taken[mission.pk] += 1
            if self.taken[mission.pk] > free[mission.pk]:
                text = _("all %(seats)s seats of “%(mission)s” are taken; give the mission more seats first.")
                facts.row.fault("mission", text % {"seats": mission.seats, "mission": mission.name})


def _agree(row: Row, column: str, old: str, new: str) -> bool:
    """True when there is nothing to fill: equal, or a fault that is noted here, with both values."""
    if old == new:
        return True
    if not old:
        return False
    text = _("the portal has “%(old)s”, the file “%(new)s”; mend whichever is wrong.")
    row.fault(column, text % {"old": shown(old), "new": shown(new or "–")})
    return True
