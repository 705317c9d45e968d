"""Missions, earlier events and voices out of a programme file: what is new is added, the rest left alone."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clusters.models import Cluster, Organisation
from excite.countries import country_codes, zone_of
from excite.intake import Node, Tally
from missions.models import Mission, MissionPlace, MissionSite, PastEvent, Seat, Testimonial

STATES = {"open": Mission.Status.PUBLISHED} | {str(status): status for status in Mission.Status}
KINDS = {str(kind): kind for kind in Mission.Kind}
DAY_BEGINS, DAY_ENDS = time(0, 0, 0), time(23, 59, 59)


@dataclass
class MissionEntry:
    """One mission as the file has it: clusters by code, places and sites by name."""

    node: Node
    mission: Mission
    organiser: str
    host_cluster: str
    co_organisers: list[str]
    places: list[str]
    sites: list[str]


@dataclass
class MissionsPart:
    """What a programme file says about missions; testimonials name theirs."""

    missions: list[MissionEntry]
    past_events: list[PastEvent]
    testimonials: list[tuple[Testimonial, str]]


def read(file: Node, *, clusters: frozenset[str], acronym: str) -> MissionsPart:
    """The part as unsaved records; ``clusters`` are the codes that may be named."""
    missions = [_mission(node, clusters) for node in file.nodes("missions")]
    _named_once(missions)
    known = Mission.objects.filter(partnership__acronym=acronym).values_list("name", flat=True)
    names = {entry.mission.name for entry in missions} | set(known)
    voices = file.nodes("testimonials")
    if one := file.node("testimonial"):
        voices.append(one)
    return MissionsPart(
        missions=missions,
        past_events=[_past_event(node) for node in file.nodes("past_matchmaking_events")],
        testimonials=[_testimonial(node, names) for node in voices],
    )


def add(part: MissionsPart, partnership, *, tally: Tally) -> None:
    clusters = {cluster.code: cluster for cluster in Cluster.objects.filter(partnership=partnership)}
    missions = {mission.name: mission for mission in Mission.objects.filter(partnership=partnership)}
    slugs = {mission.slug for mission in missions.values()}
    for entry in part.missions:
        here = missions.get(entry.mission.name)
        tally.count(_("missions"), added=int(here is None), known=int(here is not None))
        if here is None:
            entry.mission.slug = _free_slug(entry.mission, slugs)
            missions[entry.mission.name] = _add_mission(entry, partnership, clusters)
        else:
            fields = ("kind", "country", "starts_on", "ends_on", "seats", "apply_from", "apply_until")
            there = {name: getattr(entry.mission, name) for name in fields}
            tally.note_kept(here.name, there, lambda name, here=here: getattr(here, name))
    _add_past_events(part, partnership, tally)
    _add_testimonials(part, partnership, missions, tally)
    place_on_map(partnership)


def place_on_map(partnership) -> int:
    """Give places without coordinates those of the organisations in the same town; the number placed."""
    places = MissionPlace.objects.filter(mission__partnership=partnership, latitude=None)
    wanted = list(places.select_related("mission").order_by("pk"))
    if not wanted:
        return 0
    towns = Organisation.objects.filter(
        city__in={place.name for place in wanted}, latitude__isnull=False, longitude__isnull=False
    )
    found = {
        (city, str(country)): (latitude, longitude)
        for city, country, latitude, longitude in towns.order_by(F("pk").desc()).values_list(
            "city", "country", "latitude", "longitude"
        )
    }
    placed = [place for place in wanted if (place.name, str(place.mission.country)) in found]
    for place in placed:
        place.latitude, place.longitude = found[place.name, str(place.mission.country)]
    MissionPlace.objects.bulk_update(placed, ["latitude", "longitude"])
    return len(placed)


def _mission(node: Node, clusters) -> MissionEntry:
    country = node.choice("country", country_codes(), required=True) or ""
    zones = {zone: zone for zone in available_timezones()}
    zone = node.choice("time_zone", zones, default=zone_of(country))
    mission = Mission(
        name=node.text("name", required=True),
        kind=node.choice("kind", KINDS, required=True),
        status=node.choice("state", STATES, required=True),
        summary=node.text("summary", most=400),
        programme=node.text("programme", most=8000, lines=True),
        anchor_event=node.text("anchor_event"),
        ecosystem=node.text("ecosystem", most=80),
        country=country,
        time_zone=zone,
        starts_on=node.day("starts_on"),
        ends_on=node.day("ends_on"),
        planned_for=node.text("planned_for", most=40),
        seats=node.whole("seats", least=1, most=2000),
        apply_from=node.instant("apply_from", ZoneInfo(zone), of_day=DAY_BEGINS),
        apply_until=node.instant("apply_until", ZoneInfo(zone), of_day=DAY_ENDS),
        printed_dates=node.text("printed", most=80),
        note=node.text("note", most=5000, lines=True),
    )
    place = node.text("place", most=120)
    entry = MissionEntry(
        node=node,
        mission=mission,
        organiser=_code(node, "organiser", clusters, required=True),
        host_cluster=_code(node, "host_cluster", clusters),
        co_organisers=node.texts("co_organisers", most=60),
        places=node.texts("places", most=120) or ([place] if place else []),
        sites=node.texts("sites"),
    )
    for position, code in enumerate(entry.co_organisers):
        if code not in clusters:
            node.fault(f"co_organisers[{position}]", _none_of(code))
    _check_days(node, mission)
    mission.extra = node.rest()
    return entry


def _code(node, name, clusters, *, required=False) -> str:
    code = node.text(name, most=60, required=required)
    if code and code not in clusters:
        node.fault(name, _none_of(code))
    return code


def _none_of(code):
    return _("“%(code)s” is none of the clusters.") % {"code": code}


def _check_days(node, mission):
    if mission.starts_on and mission.ends_on and mission.ends_on < mission.starts_on:
        text = _("the mission ends on %(end)s, before it starts on %(start)s.")
        node.fault("ends_on", text % {"end": mission.ends_on, "start": mission.starts_on})
    if node.value.get("starts_on") is None and mission.ends_on:
        node.fault("starts_on", _("is missing, though ends_on is given."))
    elif node.value.get("starts_on") is None and mission.status not in (None, *WITHOUT_DAYS):
        node.fault("starts_on", _("is missing; only drafts and announced or cancelled missions go without."))
    if mission.apply_from and mission.apply_until and mission.apply_until < mission.apply_from:
        node.fault("apply_until", _("lies before apply_from."))


WITHOUT_DAYS = (Mission.Status.DRAFT, Mission.Status.ANNOUNCED, Mission.Status.CANCELLED)


def _named_once(missions):
    seen = {}
    for entry in missions:
        first = seen.setdefault(entry.mission.name, entry)
        if first is not entry and entry.mission.name:
            text = _("“%(name)s” stands in %(place)s already.")
            entry.node.fault("name", text % {"name": entry.mission.name, "place": first.node.place})


def _past_event(node: Node) -> PastEvent:
    event = PastEvent(
        name=node.text("name", required=True),
        place=node.text("place", most=120, required=True),
        country=node.choice("country", country_codes(), required=True) or "",
        starts_on=node.day("starts_on"),
        ends_on=node.day("ends_on"),
        month=node.text("month", most=7),
    )
    if event.starts_on and event.ends_on and event.ends_on < event.starts_on:
        node.fault("ends_on", _("lies before starts_on, %(day)s.") % {"day": event.starts_on})
    event.figures = node.rest()
    return event


def _testimonial(node: Node, missions) -> tuple[Testimonial, str]:
    mission = node.text("mission")
    if mission and mission not in missions:
        node.fault("mission", _("“%(name)s” is none of the missions.") % {"name": mission})
    voice = Testimonial(
        quote=node.text("quote", most=4000, required=True, lines=True), said_by=node.text("by", required=True)
    )
    return voice, mission


def _free_slug(mission, taken) -> str:
    """A slug that no mission of the partnership has, and that is taken from now on."""
    year = f"-{mission.starts_on.year}" if mission.starts_on else ""
    wanted = slugify(mission.name)[:70] or f"mission{year}"
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    slug = next(slug for slug in candidates if slug not in taken)
    taken.add(slug)
    return slug


def _add_mission(entry, partnership, clusters):
    mission = entry.mission
    mission.partnership = partnership
    mission.organiser = clusters[entry.organiser]
    mission.host_cluster = clusters.get(entry.host_cluster)
    mission.save(force_insert=True)
    mission.co_organisers.set([clusters[code] for code in entry.co_organisers])
    for rows, names in ((MissionPlace, entry.places), (MissionSite, entry.sites)):
        rows.objects.bulk_create(
            rows(mission=mission, position=position, name=name) for position, name in enumerate(names, 1)
        )
    Seat.objects.bulk_create(Seat(mission=mission, number=number + 1) for number in range(mission.seats or 0))
    return mission


def _add_past_events(part, partnership, tally):
    known = set(PastEvent.objects.filter(partnership=partnership).values_list("name", "place"))
    new = {(event.name, event.place): event for event in part.past_events}
    new = [event for key, event in new.items() if key not in known]
    for event in new:
        event.partnership = partnership
    PastEvent.objects.bulk_create(new)
    tally.count(_("past events"), added=len(new), known=len(part.past_events) - len(new))


def _add_testimonials(part, partnership, missions, tally):
    known = set(Testimonial.objects.filter(partnership=partnership).values_list("said_by", flat=True))
    for voice, mission in part.testimonials:
        new = voice.said_by not in known
        tally.count(_("testimonials"), added=int(new), known=int(not new))
        if new:
            known.add(voice.said_by)
            voice.partnership, voice.mission = partnership, missions.get(mission)
            voice.save(force_insert=True)
