"""Organisations out of a coordinator's sheet: into the register of one partnership, all or nothing.

A known code may get blanks filled; any other difference is a fault that names both values. An organisation
that another partnership has registered is the same row here, so that it visits once in the whole scheme.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clusters.models import Cluster, Membership, Organisation, Partnership, RegisterEntry
from excite.countries import country_codes
from excite.intake import Tally, shown
from excite.names import fold
from excite.tables import Row, Table

COLUMNS = (
    "code",
    "name",
    "pic",
    "type",
    "size",
    "staff",
    "turnover_eur",
    "country",
    "city",
    "latitude",
    "longitude",
    "home_cluster",
    "member_of",
    "outside_cluster",
    "ecosystem",
)
# The columns that are facts of the organisation itself, and the fields that hold them.
FACTS = {
    "name": "name",
    "pic": "pic",
    "type": "kind",
    "size": "size",
    "staff": "staff",
    "turnover_eur": "turnover_eur",
    "country": "country",
    "city": "city",
    "latitude": "latitude",
    "longitude": "longitude",
    "ecosystem": "ecosystem",
}
PROOF = gettext_noop("Imported with the coordinator's sheet; the proof is kept there.")
BATCH = 500
KINDS = {str(kind): str(kind) for kind in Organisation.Kind}
SME_SIZES = {str(size): str(size) for size in Organisation.Size if size != Organisation.Size.LARGE}
SIZES = SME_SIZES | {"large": "large"}


@dataclass
class OrganisationsPlan:
    """What would be written, and every organisation of the register by its code (saved or not yet)."""

    by_code: dict[str, Organisation]
    new: list[Organisation] = field(default_factory=list)
    filled: dict[int, tuple[Organisation, set]] = field(default_factory=dict)
    entries: list[RegisterEntry] = field(default_factory=list)
    entries_filled: list[RegisterEntry] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    known: int = 0


class Register:
    """The register as it stands, read in a fixed number of queries however long it is."""

    def __init__(self, partnership: Partnership):
        self.partnership = partnership
        # In order, as a fault tells the codes that are known.
        clusters = (
            Cluster.objects.filter(partnership=partnership).select_related("organisation").order_by("pk")
        )
        self.clusters = {cluster.code: cluster for cluster in clusters}
        entries = RegisterEntry.objects.filter(partnership=partnership)
        self.entries = {entry.code: entry for entry in entries.select_related("organisation", "home_cluster")}
        self.code_of = {entry.organisation_id: code for code, entry in self.entries.items()}
        self.memberships = {}
        for membership in Membership.objects.filter(
            home_cluster__partnership=partnership, status__in=["asked", "confirmed"]
        ).select_related("cluster"):
            self.memberships.setdefault(membership.organisation_id, []).append(membership)

    def codes(self) -> dict[str, str]:
        return {code: code for code in self.clusters}


class Elsewhere:
    """Organisations of the whole installation that a row may turn out to be."""

    def __init__(self, rows: list[Row], register: Register):
        self.by_pic, self.by_name = {}, {}
        for organisation in _in_batches("pic", {row["pic"] for row in rows} - {""}):
            self.by_pic[organisation.pic] = organisation
        new = [row for row in rows if row["code"] not in register.entries]
        for organisation in _in_batches("name", {row["name"] for row in new} - {""}):
            self.by_name.setdefault(_seat(organisation), []).append(organisation)

    def same_as(self, organisation: Organisation) -> Organisation | None:
        """By PIC; else by name, town and country, unless two different PICs tell them apart."""
        if organisation.pic in self.by_pic:
            return self.by_pic[organisation.pic]
        alike = self.by_name.get(_seat(organisation), [])
        alike = [each for each in alike if not (each.pic and organisation.pic)]
        return alike[0] if len(alike) == 1 else None


def plan(partnership: Partnership, table: Table, *, today: date) -> OrganisationsPlan:
    """Judge every row; faults and warnings go to the table."""
    register = Register(partnership)
    elsewhere = Elsewhere(table.rows, register)
    found = OrganisationsPlan({code: entry.organisation for code, entry in register.entries.items()})
    seen = {"code": {}, "pic": {}, "seat": {}}
    for row in table.rows:
        organisation, places = _read(row, register)
        if not _first_of_its_kind(row, organisation, seen):
            continue
        entry = register.entries.get(row["code"])
        if entry is not None:
            _keep_pic_apart(row, organisation, entry, elsewhere)
            _compare(row, organisation, places, entry, register, found, today)
        elif row["code"]:
            _plan_new(row, organisation, places, elsewhere, register, found, today)
    return found


def apply(found: OrganisationsPlan, *, tally: Tally) -> None:
    """Write the plan with a handful of statements, however many rows it has."""
    Organisation.objects.bulk_create(found.new, batch_size=BATCH)
    for entry in found.entries:
        entry.organisation_id = entry.organisation.pk
    for membership in found.memberships:
        membership.organisation_id = membership.organisation.pk
    RegisterEntry.objects.bulk_create(found.entries, batch_size=BATCH)
    Membership.objects.bulk_create(found.memberships, batch_size=BATCH)
    for organisation, names in found.filled.values():
        organisation.save(update_fields=sorted(names))
    RegisterEntry.objects.bulk_update(found.entries_filled, ["home_cluster", "extra"], batch_size=BATCH)
    changed = len(found.filled.keys() | {entry.organisation_id for entry in found.entries_filled})
    tally.count(_("organisations"), added=len(found.entries), known=found.known - changed)
    if changed:
        tally.count(_("organisations with blanks filled"), added=changed)
    if found.memberships:
        tally.count(_("memberships"), added=len(found.memberships))


@dataclass(frozen=True)
class Places:
    """Where an organisation belongs: codes of clusters, or the name of one outside."""

    home: str
    member_of: str
    outside: str


def _read(row: Row, register: Register) -> tuple[Organisation, Places]:
    row.text("code", most=40, required=True)
    organisation = Organisation(
        name=row.text("name", required=True),
        kind=row.choice("type", KINDS, required=True) or "",
        size=row.choice("size", SIZES) or "",
        pic=row.text("pic", most=9),
        staff=row.whole("staff"),
        turnover_eur=row.amount("turnover_eur", most=10**12),
        country=row.choice("country", country_codes(), required=True) or "",
        city=row.text("city", most=120),
        latitude=row.degrees("latitude", 90),
        longitude=row.degrees("longitude", 180),
        ecosystem=row.text("ecosystem", most=80),
    )
    if organisation.pic and not re.fullmatch("[0-9]{9}", organisation.pic):
        row.fault("pic", _("“%(value)s” is no PIC; it has nine digits.") % {"value": shown(row["pic"])})
        organisation.pic = ""
    if organisation.kind == Organisation.Kind.SME and organisation.size == Organisation.Size.LARGE:
        row.fault("size", _("an SME is micro, small or medium, not large."))
    if (organisation.latitude is None) != (organisation.longitude is None) and not (
        row.faulty & {"latitude", "longitude"}
    ):
        empty = "latitude" if organisation.latitude is None else "longitude"
        row.fault(empty, _("is empty, though the other coordinate is given."))
    codes = register.codes()
    places = Places(
        home=row.choice("home_cluster", codes) or "",
        member_of=row.choice("member_of", codes) or "",
        outside=row.text("outside_cluster"),
    )
    if places.member_of and places.outside:
        row.fault("outside_cluster", _("is given beside member_of; only one of them can hold."))
    return organisation, places


def _first_of_its_kind(row, organisation, seen) -> bool:
    """False for a code that an earlier line has; a PIC twice is a fault, too, the same name a warning."""
    first = seen["code"].setdefault(row["code"], row.line)
    given = _("“%(value)s” is given in line %(line)s already.")
    if row["code"] and first != row.line:
        row.fault("code", given % {"value": row["code"], "line": first})
        return False
    first = seen["pic"].setdefault(organisation.pic, row.line) if organisation.pic else row.line
    if first != row.line:
        row.fault("pic", given % {"value": organisation.pic, "line": first})
    first = seen["seat"].setdefault(_seat(organisation), row.line) if organisation.name else row.line
    if first != row.line:
        text = _("the same name and town as in line %(line)s: is it the same organisation?")
        row.warn("name", text % {"line": first})
    return True


def _seat(organisation):
    return fold(organisation.name), fold(organisation.city), str(organisation.country)


def _in_batches(column, values):
    values = sorted(values)
    for start in range(0, len(values), BATCH):
        batch = {f"{column}__in": values[start : start + BATCH]}
        yield from Organisation.objects.filter(**batch).order_by("pk").iterator()


def _keep_pic_apart(row, organisation, entry, elsewhere):
    holder = elsewhere.by_pic.get(organisation.pic)
    if holder is not None and holder.pk != entry.organisation_id and not entry.organisation.pic:
        row.fault("pic", _("another organisation in the portal has this PIC."))


def _compare(row, organisation, places, entry, register, found, today):
    """A known code: equal, blanks to fill, or a difference that is a fault."""
    here = entry.organisation
    found.known += 1
    fill = set()
    for column, name in FACTS.items():
        old, new = getattr(here, name), getattr(organisation, name)
        if not _agree(row, column, old, new) and column not in row.faulty:
            fill.add(name)
            setattr(here, name, new)
    if fill:
        found.filled[here.pk] = (here, fill | ({"search", "sort_key"} if fill & {"name", "city"} else set()))
    old, extra = entry.home_cluster.code if entry.home_cluster else "", row.filled_extra(entry.extra)
    home_is_new = not _agree(row, "home_cluster", old, places.home)
    if home_is_new or extra is not None:
        entry.home_cluster = register.clusters[places.home] if home_is_new else entry.home_cluster
        entry.extra = entry.extra if extra is None else extra
        found.entries_filled.append(entry)
    held = register.memberships.get(here.pk, [])
    inside = [membership.cluster.code for membership in held if membership.cluster]
    outside = [membership.outside_cluster for membership in held if not membership.cluster]
    new = [
        not _agree(row, "member_of", _among(places.member_of, inside), places.member_of),
        not _agree(row, "outside_cluster", _among(places.outside, outside), places.outside),
    ]
    if any(new) and not row.faulty & {"member_of", "outside_cluster"}:
        _add_membership(row, here, places, register, found, today)


def _among(value, values):
    return value if value in values else next(iter(values), "")


def _agree(row, column, old, new) -> bool:
    """True when there is nothing to fill: equal, or a fault that has just been noted."""
    old, new = (None if value in ("", None) else value for value in (old, new))
    if old == new or column in row.faulty:
        return True
    if old is None:
        return False
    values = {"old": shown(old), "new": shown("–" if new is None else new)}
    row.fault(column, _("the portal has “%(old)s”, the file “%(new)s”; mend whichever is wrong.") % values)
    return True


def _plan_new(row, organisation, places, elsewhere, register, found, today):
    same = elsewhere.same_as(organisation)
    if same is not None and same.pk in register.code_of:
        values = {"code": register.code_of[same.pk]}
        if same.pic and same.pic == organisation.pic:
            row.fault(
                "pic", _("the register has this PIC under the code “%(code)s”; use that code.") % values
            )
        else:
            row.warn("name", _("the same name and town as “%(code)s”: is it the same organisation?") % values)
            same = None
    elif same is not None and fold(same.name) != fold(organisation.name):
        row.fault("pic", _("the portal knows this PIC for an organisation of another name."))
    elif same is not None:
        row.warn("name", _("the portal knows this organisation already; its facts there are kept."))
    if same is None:
        found.new.append(organisation)
    organisation = same or organisation
    found.by_code[row["code"]] = organisation
    found.entries.append(
        RegisterEntry(
            partnership=register.partnership,
            organisation=organisation,
            code=row["code"],
            home_cluster=register.clusters.get(places.home),
            added_on=today,
            extra=row.extra,
        )
    )
    _add_membership(row, organisation, places, register, found, today)


def _add_membership(row, organisation, places, register, found, today):
    """Confirmed on the day it became known; by the coordinator where no cluster of ours looks after it."""
    if not (places.member_of or places.outside):
        return
    home = places.home or places.member_of
    vouching = register.clusters.get(home) or register.partnership.coordinator
    if vouching is None:
        row.fault("home_cluster", _("is empty, and the partnership has no coordinator who could vouch."))
        return
    found.memberships.append(
        Membership(
            organisation=organisation,
            home_cluster=vouching,
            cluster=register.clusters.get(places.member_of),
            outside_cluster=places.outside,
            proof=PROOF,
            status=Membership.Status.CONFIRMED,
            asked_on=today,
            confirmed_on=today,
        )
    )
