"""What the search finds: the few best of each kind of record, as far as this person may see them."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.models import Organisation, RegisterEntry
from exchanges.models import Exchange
from excite.names import clean_line, fold
from missions.models import Mission
from tandems.models import Tandem

MOST = 10
LONGEST = 200


@dataclass(frozen=True)
class Found:
    """One record: what it is called, what helps to tell it apart, and its country for the flag."""

    title: str
    detail: str
    url: str
    country: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    found: tuple[Found, ...]


def search(words: str, *, user) -> tuple[Group, ...]:
    """Groups with at least one hit. At most seven queries, ten rows a kind."""
    words = clean_line(words)[:LONGEST]
    if not fold(words):
        return ()
    kinds = (
        (_("Exchanges"), _exchanges),
        (_("Organisations"), _organisations),
        (_("Missions"), _missions),
        (_("Tandems"), _tandems),
    )
    groups = (Group(label, tuple(find(words, user))) for label, find in kinds)
    return tuple(group for group in groups if group.found)


def _exchanges(words, user):
    named = Q()
    for word in fold(words).split():
        named &= Q(visitor__search__contains=word) | Q(host__search__contains=word)
    by_reference = Q(reference__icontains=words)
    for exchange in Exchange.objects.visible_to(user).filter(by_reference | named).for_list()[:MOST]:
        yield Found(
            title=f"{exchange.reference} · {exchange.visitor.name}",
            detail=exchange.get_status_display(),
            url=reverse("exchanges:exchange", args=[exchange.partnership.slug, exchange.reference]),
            country=str(exchange.visitor.country),
        )


def _organisations(words, user):
    found = list(Organisation.objects.visible_to(user).matching(words).for_list()[:MOST])
    entries = RegisterEntry.objects.filter(organisation__in=found, partnership__in=user.standing.staffs)
    slug = dict(entries.values_list("organisation", "partnership__slug"))
    for organisation in found:
        if organisation.pk in slug:
            yield Found(
                title=organisation.name,
                detail=f"{organisation.get_kind_display()}, {organisation.city}",
                url=reverse("clusters:organisation", args=[slug[organisation.pk], organisation.uuid]),
                country=str(organisation.country),
            )


def _missions(words, user):
    for mission in Mission.objects.visible_to(user).matching(words).for_list()[:MOST]:
        yield Found(
            title=mission.name,
            detail=f"{mission.partnership.acronym} · {mission.get_status_display()}",
            url=reverse("missions:mission", args=[mission.partnership.slug, mission.slug]),
            country=str(mission.country),
        )


def _tandems(words, user):
    for tandem in Tandem.objects.visible_to(user).matching(words).for_list()[:MOST]:
        yield Found(
            title=f"{tandem.reference} · {tandem.topic.name}",
            detail=f"{tandem.first_cluster.name} + {tandem.second_cluster.name}",
            url=reverse("tandems:tandem", args=[tandem.partnership.slug, tandem.reference]),
        )
