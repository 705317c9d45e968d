"""What everybody may know of a partnership, and what its people see of its clusters."""

from dataclasses import dataclass
from datetime import date

from excite import history, map
from excite.audit.models import Event

from .. import registry, rules
from ..models import Cluster, EligibleCountry, Membership, Partnership, Post, ProgrammeRule

MOST = 50


@dataclass(frozen=True)
class About:
    partnership: Partnership
    partners: tuple[Cluster, ...]
    map: map.Europe
    figures: tuple[registry.Figure, ...]
    voices: tuple[registry.Voice, ...]
    happenings: tuple[registry.Happening, ...]
    contact: str


def about(partnership: Partnership, *, today: date) -> About:
    """At most five queries beside those of the figures."""
    partners = tuple(Cluster.objects.filter(partnership=partnership).for_list())
    coordinators = [partner for partner in partners if partner.pk == partnership.coordinator_id]
    return About(
        partnership=partnership,
        partners=partners,
        map=_map(partnership, partners, today),
        figures=registry.ask("figures", partnership, today=today),
        voices=registry.ask("voices", partnership),
        happenings=registry.ask("happenings", partnership),
        contact=partnership.contact_email or next((each.contact_email for each in coordinators), ""),
    )


@dataclass(frozen=True)
class ClusterPage:
    cluster: Cluster
    managers: tuple[Post, ...]
    members: tuple[Membership, ...]
    member_count: int
    waiting: int
    timeline: tuple


def cluster_page(cluster: Cluster) -> ClusterPage:
    """Five queries."""
    members = Membership.objects.filter(cluster=cluster).confirmed().with_people()
    return ClusterPage(
        cluster=cluster,
        managers=tuple(Post.objects.current().filter(cluster=cluster).for_list()[:MOST]),
        members=tuple(members.order_by("organisation__sort_key", "pk")[:MOST]),
        member_count=members.count(),
        waiting=Membership.objects.asked().filter(home_cluster=cluster).count(),
        timeline=history.entries(Event.objects.of(cluster).with_people().newest_first()[:MOST]),
    )


@dataclass(frozen=True)
class RulesPage:
    """``rules`` newest first; ``now`` is the row in force; countries by name with their dates."""

    rules: tuple[ProgrammeRule, ...]
    now: ProgrammeRule | None
    countries: tuple[EligibleCountry, ...]


def rules_page(partnership: Partnership, *, today: date) -> RulesPage:
    """Two queries."""
    rows = tuple(ProgrammeRule.objects.filter(partnership=partnership).order_by("-valid_from", "-pk"))
    countries = EligibleCountry.objects.filter(partnership=partnership).order_by(
        "country", "valid_from", "pk"
    )
    return RulesPage(
        rules=rows,
        now=next((row for row in rows if row.valid_from <= today), None),
        countries=tuple(sorted(countries, key=lambda row: (row.country.name, row.valid_from))),
    )


def _map(partnership, partners, today):
    seats = [partner.organisation for partner in partners]
    places = [
        map.Place(seat.city or seat.name, float(seat.latitude), float(seat.longitude), "", "open")
        for seat in seats
        if seat.latitude is not None and seat.longitude is not None
    ]
    eligible = rules.countries_on(EligibleCountry.objects.filter(partnership=partnership), today)
    return map.europe(places, [], members=eligible)
