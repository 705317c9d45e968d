"""What exchanges add to missions: the lump sum of a whole stay, who comes, and how many wait."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db.models import Avg, Count, prefetch_related_objects

from excite.money import to_cents, to_eur
from missions.models import Mission
from missions.registry import Flow, Offer, Participant

from .. import rules, services
from ..models import Exchange, LumpSumRate
from ..rules.stays import counted_days
from .acts import address

S = Exchange.Status
COMING = (S.SUBMITTED, S.RETURNED, S.WAITLISTED, *Exchange.COUNTS_AS_VISIT)
MOST = 500
COORDINATES = ("latitude", "longitude")
MIDDLES = {
    f"{end}_{degrees}": Avg(f"{end}__{degrees}") for end in ("visitor", "host") for degrees in COORDINATES
}


def offers(missions: Iterable[Mission]) -> dict[int, Offer]:
    """For a visitor who stays for the whole mission and comes from far enough: two queries for all."""
    dated = [mission for mission in missions if mission.starts_on and mission.ends_on]
    if not dated:
        return {}
    prefetch_related_objects([mission.partnership for mission in dated], "programme_rules")
    rates = LumpSumRate.objects.filter(
        partnership__in={mission.partnership_id for mission in dated},
        country__in={str(mission.country) for mission in dated},
    )
    rows: dict[int, list] = {}
    for rate in rates:
        row = rules.LumpSumRow(str(rate.country), to_eur(rate.full_cents), rate.valid_from, rate.valid_to)
        rows.setdefault(rate.partnership_id, []).append(row)
    return {mission.pk: _offer(mission, rows.get(mission.partnership_id, [])) for mission in dated}


def _offer(mission, rows) -> Offer:
    numbers = services.rules_on(mission.partnership, mission.starts_on)
    country = str(mission.country)
    stay = rules.Stay(
        format=Exchange.Format.PHYSICAL,
        arrival=mission.starts_on - timedelta(days=1),
        first_working_day=mission.starts_on,
        last_working_day=mission.ends_on,
        departure=mission.ends_on + timedelta(days=1),
    )
    days = counted_days(stay, country, numbers)
    granted = None
    if days is not None and days >= numbers.min_working_days:
        granted = rules.lump_sum(
            country=country,
            full_eur=rules.lump_sum_for(rows, country, mission.starts_on),
            working_days=days,
            distance_km=Decimal(numbers.full_distance_km),
            rules=numbers,
        )
    if granted is None:
        return Offer(days, None, False, None)
    return Offer(days, to_cents(granted.amount), granted.halved, granted.sentence)


def participants(mission: Mission, *, user) -> tuple[Participant, ...]:
    """Exchanges of the mission that this person may see, in the order of submission. One query."""
    seen = Exchange.objects.visible_to(user).filter(mission=mission, status__in=COMING)
    seen = seen.select_related("partnership", "visitor").order_by("submitted_at", "pk")
    return tuple(
        Participant(
            reference=each.reference,
            organisation=str(each.visitor),
            country=str(each.visitor.country),
            record=each,
            url=address("exchange", each),
        )
        for each in seen[:MOST]
    )


def waiting(missions: Iterable[Mission]) -> dict[int, int]:
    """How many are on the waiting list of each mission. One query."""
    listed = Exchange.objects.filter(mission__in=[mission.pk for mission in missions], status=S.WAITLISTED)
    rows = listed.order_by().values("mission").annotate(number=Count("pk"))
    return {row["mission"]: row["number"] for row in rows}


def flows(partnership) -> tuple[Flow, ...]:
    """Completed visits from country to country, drawn between the middles of the seats. One query."""
    visits = Exchange.objects.completed().filter(partnership=partnership).order_by()
    rows = visits.values("visitor__country", "host__country").annotate(number=Count("pk"), **MIDDLES)
    return tuple(
        Flow(
            str(row["visitor__country"]),
            str(row["host__country"]),
            row["number"],
            _middle(row, "visitor"),
            _middle(row, "host"),
        )
        for row in rows.order_by("visitor__country", "host__country")
    )


def _middle(row, end):
    """Degrees north and east; None where no seat is known."""
    north, east = (row[f"{end}_{degrees}"] for degrees in COORDINATES)
    return None if north is None or east is None else (float(north), float(east))
