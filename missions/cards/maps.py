"""The map of Europe beside the missions: a pin a place, an arc for visits between countries."""

from dataclasses import replace

from django.urls import reverse

from excite import map as europe_map

from .. import registry

MOST_ARCS = 8  # more than that and nobody can tell them apart; all are in the matrix of the scoreboard


def mission_map(cards, *, partnership, with_flows=True) -> europe_map.Europe:
    """Open missions stand out with their names. Flows come from whoever counts them."""
    flows = registry.ask("flows", partnership) if with_flows else ()
    members = {str(card.mission.country) for card in cards}
    members |= {code for flow in flows for code in (flow.visitor_country, flow.host_country)}
    drawn = [flow for flow in flows if flow.start and flow.end]
    busiest = sorted(drawn, key=lambda flow: (-flow.visits, flow.visitor_country, flow.host_country))
    arcs = [(*flow.start, *flow.end, flow.visits) for flow in busiest[:MOST_ARCS]]
    return europe_map.europe(_places(cards), arcs, members=members)


def _places(cards):
    for card in cards:
        mission = card.mission
        url = reverse("missions:mission", args=[mission.partnership.slug, mission.slug])
        kind = "open" if card.open else "held" if mission.status == mission.Status.HELD else "plain"
        places = [place for place in mission.places.all() if place.latitude is not None]
        for place in places:
            pin = europe_map.Place(mission.name, float(place.latitude), float(place.longitude), url, kind)
            # The name stands once on the map; further towns of the same mission are named by themselves.
            yield pin if place is places[0] else replace(pin, label=place.name)
