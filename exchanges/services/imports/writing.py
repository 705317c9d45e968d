"""Writing what a sheet brings, with few statements however long it is. The caller holds the transaction."""

from datetime import datetime

from django.utils.translation import gettext as _

from clusters.models import Cluster
from excite import audit
from excite.intake import Tally
from excite.words import eur
from missions.models import Seat
from missions.services.seats import take_seat

from ...models import Exchange, TravelGrant
from ...workflow import EXCHANGE, GRANT
from ..drafts import PREFIX
from ..money import book, plan_line
from ..seats import free_seat
from .ledger import Ledger
from .plan import BATCH, Change, ImportPlan
from .rows import ENDED, VISITS, Facts, S


def write(plan: ImportPlan, ledger: Ledger, *, tally: Tally, by, now: datetime) -> None:
    """Lines first, then what ends (it frees visits and seats), then what moves on, then the new."""
    _plan_lines(ledger, tally, by=by, now=now)
    for change in sorted(plan.changes, key=lambda change: change.reached not in ENDED):
        _move(change, by=by, now=now)
    made = _create(plan, now=now)
    _write_grants(ledger, made, now=now)
    audit.record_all(made.values(), "import", by=by, now=now, details_of=_details)
    _number(plan)
    moved = sum(1 for change in plan.changes if change.reached)
    filled = len(plan.changes) - moved
    tally.count(_("exchanges"), added=len(made), known=plan.known - moved - filled)
    if moved:
        tally.count(_("exchanges moved forward"), added=moved)
    if filled:
        tally.count(_("exchanges with blanks filled"), added=filled)


def _plan_lines(ledger, tally, *, by, now):
    clusters = {cluster.pk: cluster for cluster in Cluster.objects.filter(partnership=ledger.partnership)}
    for key in sorted(ledger.deltas):
        needed, line = ledger.needed(key), ledger.lines.get(key)
        before = line.planned_cents if line else 0
        if line is None or needed > before:
            cluster, year = clusters[key[0]], key[1]
            ledger.lines[key] = plan_line(
                ledger.partnership, cluster=cluster, year=year, planned_cents=needed, by=None, now=now
            )
            text = _("Budget line %(line)s: planned %(after)s for these grants (before: %(before)s).")
            values = {"line": ledger.lines[key], "after": eur(needed), "before": eur(before)}
            tally.notes.append(text % values)
        book(ledger.lines[key], **ledger.deltas[key])


# --- Known exchanges -----------------------------------------------------------------------------------


def _move(change: Change, *, by, now):
    exchange, values = change.exchange, dict(change.filled)
    if change.extra is not None:
        values["extra"] = change.extra
    status = change.reached or exchange.status
    if change.reached:
        known = {name for name in ("submitted_at", "reported_at") if getattr(exchange, name)}
        moments = {name: moment for name, moment in _moments(status, now).items() if name not in known}
        values |= {"imported": True} | moments
        if status in ENDED and exchange.seat_id:
            free_seat(exchange, by=by, now=now)
    mission = values.get("mission", exchange.mission)
    if status in VISITS and mission and mission.seats is not None and not exchange.seat_id:
        values["seat"] = take_seat(mission, now=now)
    if status == S.COMPLETED and not exchange.counted_kind:
        values |= _counted(change.facts)
    values["version"] = exchange.version + 1
    details = {"filled": sorted(change.filled)} if change.filled else {}
    EXCHANGE.move("import", exchange, by=None, now=now, who=_name(by), to=status, details=details, **values)


def _name(by) -> str:
    return "" if by is None else str(by)


# --- New exchanges -------------------------------------------------------------------------------------


def _create(plan: ImportPlan, *, now) -> dict[str, Exchange]:
    seats = _take_seats(plan, now=now)
    made = [_exchange(facts, plan, seats, now) for facts in plan.new]
    Exchange.objects.bulk_create(made, batch_size=BATCH)
    return {exchange.reference: exchange for exchange in made}


def _exchange(facts: Facts, plan, seats, now) -> Exchange:
    mission = facts.mission
    return Exchange(
        partnership=plan.partnership,
        reference=facts.reference,
        visitor=facts.visitor,
        host=facts.host,
        home_cluster=facts.home_cluster,
        host_cluster=facts.host_cluster,
        mission=mission,
        seat=seats[mission.pk].pop(0) if facts.visits and mission and mission.pk in seats else None,
        format=facts.format,
        status=facts.status,
        arrival=facts.arrival,
        first_working_day=facts.first_working_day,
        last_working_day=facts.last_working_day,
        departure=facts.departure,
        validated_on=facts.validated_on,
        started_at=now,
        imported=True,
        extra=facts.row.extra,
        **_moments(facts.status, now),
        **(_counted(facts) if facts.status == S.COMPLETED else {}),
    )


def _moments(status, now) -> dict:
    """What waits for somebody waits since it became known here; earlier moments are not known."""
    names = {
        S.SUBMITTED: ["submitted_at"],
        S.WAITLISTED: ["submitted_at"],
        S.RETURNED: ["submitted_at", "returned_at"],
        S.REPORTED: ["reported_at"],
    }
    return dict.fromkeys(names.get(status, []), now)


def _counted(facts: Facts) -> dict:
    """The type that a record is counted with stays with the record."""
    return {"counted_kind": facts.visitor.kind, "counted_size": facts.visitor.size}


def _take_seats(plan, *, now) -> dict[int, list[Seat]]:
    limited = {each.pk for each in plan.names.missions.values() if each.seats is not None}
    wanted = dict.fromkeys(limited, 0)
    for facts in plan.new:
        if facts.visits and facts.mission and facts.mission.pk in limited:
            wanted[facts.mission.pk] += 1
    taken = {}
    for mission, count in wanted.items():
        taken[mission] = list(Seat.objects.filter(mission=mission).free().order_by("number")[:count])
        Seat.objects.filter(pk__in=[seat.pk for seat in taken[mission]]).update(taken_at=now)
    return taken


def _details(exchange) -> dict:
    days = {"validated_on": exchange.validated_on, "last_working_day": exchange.last_working_day}
    return {"status": exchange.status} | {name: day for name, day in days.items() if day}


def _number(plan):
    """New applications are numbered after the imported ones, whatever other references there are."""
    numbers = [
        facts.reference.removeprefix(PREFIX) for facts in plan.new if facts.reference.startswith(PREFIX)
    ]
    highest = max((int(number) for number in numbers if number.isdigit()), default=0)
    if highest > plan.partnership.exchanges_numbered:
        plan.partnership.exchanges_numbered = highest
        plan.partnership.save(update_fields=["exchanges_numbered"])


# --- Grants --------------------------------------------------------------------------------------------


def _write_grants(ledger: Ledger, made: dict[str, Exchange], *, now):
    new = []
    for entry in ledger.entries:
        line = ledger.lines[entry.facts.home_cluster.pk, entry.year] if entry.slot else None
        values = {
            "line": line,
            "full_cents": entry.full_cents,
            "amount_cents": entry.amount_cents,
            "reason": entry.reason,
            "due_on": entry.due_on,
            "paid_on": entry.facts.paid_on,
        }
        grant = entry.change.grant if entry.change else None
        if grant is None:
            exchange = entry.change.exchange if entry.change else made[entry.facts.reference]
            new.append(TravelGrant(exchange=exchange, status=entry.status, **values))
        else:
            details = {"amount_cents": entry.amount_cents}
            GRANT.move("import", grant, by=None, now=now, to=entry.status, details=details, **values)
    TravelGrant.objects.bulk_create(new, batch_size=BATCH)
    _release_the_rest(ledger, now=now)


def _release_the_rest(ledger, *, now):
    """A grant whose exchange ended, in a sheet that does not state its amount any more."""
    stated = {entry.facts.reference for entry in ledger.entries}
    for change in ledger.plan.changes:
        if change.money and change.grant and change.facts.reference not in stated and change.reached in ENDED:
            GRANT.move("import", change.grant, by=None, now=now, to=TravelGrant.Status.RELEASED)
