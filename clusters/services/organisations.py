"""Organisations: registered by a person, kept by who looks after them and by who speaks for them."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from excite import audit
from excite.names import fold
from excite.numbering import highest_number
from excite.workflow import NotAllowed, Refused

from ..models import Membership, Organisation, Partnership, RegisterEntry
from .memberships import open_membership

MOST_OPEN = 3  # organisations that one person has registered and nobody has confirmed yet
# Facts that decide whether an organisation may visit, and for how much: the cluster keeps them.
KEPT_BY_CLUSTER = ("name", "kind", "country", "city", "latitude", "longitude", "ecosystem", "pic")
KEPT_BY_BOTH = ("street", "postcode", "website", "description")
# Words that say the legal form: they do not tell two organisations apart.
_FORMS = {
    "gmbh",
    "ag",
    "sas",
    "sa",
    "sarl",
    "ltd",
    "sl",
    "srl",
    "uab",
    "ood",
    "eood",
    "ev",
    "kg",
    "co",
    "spa",
}


class PicTaken(Refused):
    default = _("Another organisation in the portal has this PIC. Please check the nine digits.")


class TooManyOpen(Refused):
    default = _("Three organisations that you registered still wait for an answer. Please wait for it first.")


@transaction.atomic
def register_organisation(
    partnership: Partnership, *, name, kind, country, city, home_cluster, by, now, today
) -> Membership:
    """A new organisation in the register, and its wish to be a member of the cluster that looks after it.

    The person speaks for it when that cluster's manager has confirmed. Raises TooManyOpen.
    """
    partnership = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if home_cluster.partnership_id != partnership.pk:
        raise NotAllowed
    if Membership.objects.asked().filter(speaker=by).count() >= MOST_OPEN:
        raise TooManyOpen
    organisation = Organisation.objects.create(name=name, kind=kind, country=country, city=city)
    entry = RegisterEntry.objects.create(
        partnership=partnership,
        organisation=organisation,
        home_cluster=home_cluster,
        code=_next_code(partnership),
        added_on=today,
    )
    audit.record(entry, "register", by=by, now=now)
    return open_membership(entry, speaker=by, now=now, today=today)


@transaction.atomic
def edit_organisation(entry: RegisterEntry, *, changes: dict, by, now) -> Organisation:
    """Change what is on file. Raises NotAllowed for a field that somebody else keeps, and PicTaken."""
    if not set(changes) <= set(editable_by(entry, by)):
        raise NotAllowed
    organisation = Organisation.objects.select_for_update().get(pk=entry.organisation_id)
    before = {name: getattr(organisation, name) for name in changes}
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return organisation
    for name, value in changed.items():
        setattr(organisation, name, value)
    try:
        with transaction.atomic():
            organisation.save(update_fields=[*changed, "search", "sort_key"])
    except IntegrityError:
        raise PicTaken from None
    facts = {name: [str(before[name]), str(changed[name])] for name in changed if name in KEPT_BY_CLUSTER}
    audit.record(entry, "edit", by=by, now=now, details={"changed": sorted(changed), "facts": facts})
    return organisation


@transaction.atomic
def approve_hosting(entry: RegisterEntry, *, by, now, today) -> RegisterEntry:
    """Record in advance that an SME without a cluster may host (domain: who may take part)."""
    roles = entry.roles_of(by)
    if "looks_after" not in roles or "representative" in roles:
        raise NotAllowed
    seen = RegisterEntry.objects.filter(pk=entry.pk, hosting_approved_on=None)
    if seen.update(hosting_approved_on=today, hosting_approved_by=by):
        audit.record(entry, "approve hosting", by=by, now=now)
    entry.refresh_from_db(fields=["hosting_approved_on", "hosting_approved_by"])
    return entry


def editable_by(entry: RegisterEntry, user) -> tuple[str, ...]:
    """Nobody keeps the decisive facts of an organisation that they represent."""
    roles = entry.roles_of(user)
    if "representative" in roles:
        return KEPT_BY_BOTH
    return KEPT_BY_CLUSTER + KEPT_BY_BOTH if "looks_after" in roles else ()


def alike(partnership: Partnership, name: str, *, besides=None) -> list[RegisterEntry]:
    """At most five entries whose name holds all telling words of this one, whatever the case and accents."""
    words = _telling(name)
    if not words:
        return []
    entries = RegisterEntry.objects.filter(partnership=partnership)
    for word in words[:8]:
        entries = entries.filter(organisation__search__contains=word)
    if besides is not None:
        entries = entries.exclude(organisation=besides)
    return list(entries.for_list()[:5])


def is_on_file(partnership: Partnership, name: str) -> bool:
    """Whether the register has an organisation of just these telling words.

    Said to anybody who registers: so no part of a name finds anything, and no other name is told.
    """
    words = set(_telling(name))
    return any(set(_telling(entry.organisation.name)) == words for entry in alike(partnership, name))


def known_elsewhere(entry: RegisterEntry) -> bool:
    """Whether the scheme has an organisation of this name in this country that this register has not.

    Yes or no only: nobody sees across partnerships.
    """
    here = RegisterEntry.objects.filter(partnership=entry.partnership_id).values("organisation")
    same = Organisation.objects.filter(
        sort_key=entry.organisation.sort_key, country=entry.organisation.country
    )
    return same.exclude(pk__in=here).exists()


def _telling(name):
    return [word for word in re.findall(r"\w+", fold(name)) if word not in _FORMS]


def _next_code(partnership) -> str:
    entries = RegisterEntry.objects.filter(partnership=partnership)
    return f"ORG-{highest_number(entries, 'code', 'ORG-') + 1:03d}"
