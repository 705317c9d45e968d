"""The partnership, its clusters and its dated rules out of a programme file.

What is new is added; what is known stays as it is here, because people have edited it since.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _

from clusters.models import (
    Cluster,
    EligibleCountry,
    Organisation,
    Partnership,
    ProgrammeRule,
    RegisterEntry,
)
from excite.countries import country_codes
from excite.intake import Node, Tally
from excite.money import to_cents

MOST_GRANT_EUR = Decimal(10**12)


@dataclass
class ClusterEntry:
    """One cluster as the file has it."""

    node: Node
    cluster: Cluster
    organisation: Organisation


@dataclass
class ClustersPart:
    """What a programme file says about the partnership itself."""

    partnership: Partnership
    coordinator: str
    stand_in: str
    clusters: list[ClusterEntry]
    countries: list[str]
    extra: dict = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the clusters that the other parts of the file may name."""
        known = Cluster.objects.filter(partnership__acronym=self.partnership.acronym)
        return frozenset(known.values_list("code", flat=True)) | {
            entry.cluster.code for entry in self.clusters
        }


def read(file: Node) -> ClustersPart:
    """The part as unsaved records; faults are noted on the file."""
    node = file.node("partnership") or _absent(file)
    starts_on, ends_on = node.day("starts_on", required=True), node.day("ends_on", required=True)
    if starts_on and ends_on and ends_on < starts_on:
        node.fault("ends_on", _("lies before starts_on, %(day)s.") % {"day": starts_on})
    partnership = Partnership(
        acronym=node.text("acronym", most=40, required=True),
        name=node.text("name", most=300, required=True),
        aim=node.text("aim", most=5000, lines=True),
        call=node.text("call", most=80),
        programme=node.text("programme", most=80),
        grant_agreement=node.text("grant_agreement", most=80),
        grant_ceiling_cents=to_cents(
            node.number("max_grant_eur", least=0, most=MOST_GRANT_EUR, required=True) or 0
        ),
        starts_on=starts_on,
        ends_on=ends_on,
        eu_statement=node.text("eu_statement", most=300, required=True),
        contact_email=node.email("contact_email"),
        website=node.address("website"),
        note=node.text("note", most=5000, lines=True),
    )
    entries = [_cluster(each) for each in file.nodes("clusters")]
    _once(entries)
    part = ClustersPart(
        partnership=partnership,
        coordinator=node.text("coordinator", most=60),
        stand_in=node.text("stand_in", most=60),
        clusters=entries,
        countries=_countries(file),
    )
    for name in ("coordinator", "stand_in"):
        code = getattr(part, name)
        if code and code not in part.codes:
            node.fault(name, _("“%(code)s” is none of the clusters.") % {"code": code})
    rests = {entry.cluster.code: rest for entry in entries if (rest := entry.node.rest())}
    part.extra = node.rest() | ({"clusters": rests} if rests else {})
    return part


def add(part: ClustersPart, *, extra: dict, tally: Tally, today: date) -> Partnership:
    """Save what is new. ``extra``: the keys of the whole file that nobody asked for."""
    partnership = _add_partnership(part, extra=part.extra | extra, tally=tally)
    clusters = _add_clusters(part, partnership, tally=tally, today=today)
    if partnership.coordinator_id is None and part.coordinator:
        partnership.coordinator = clusters[part.coordinator]
    if partnership.stand_in_id is None:
        others = [cluster for code, cluster in clusters.items() if cluster != partnership.coordinator]
        partnership.stand_in = clusters.get(part.stand_in) or next(iter(others), None)
        if partnership.stand_in and not part.stand_in:
            text = _("%(cluster)s decides on the coordinator's own exchanges; the settings can name another.")
            tally.notes.append(text % {"cluster": partnership.stand_in})
    partnership.save(update_fields=["coordinator", "stand_in"])
    _add_countries(part, partnership, tally)
    made = not partnership.programme_rules.exists()
    if made:
        ProgrammeRule.objects.create(partnership=partnership, valid_from=partnership.starts_on)
    tally.count(_("programme rules"), added=int(made), known=int(not made))
    return partnership


def _absent(file):
    file.fault("partnership", _("is missing."))
    return Node({}, "partnership", [])


def _cluster(node: Node) -> ClusterEntry:
    code = node.text("code", most=60, required=True)
    if code and slugify(code) != code:
        node.fault("code", _("must be small letters, digits and hyphens, such as silicon-saxony."))
    organisation = Organisation(
        name=node.text("name", required=True),
        kind=Organisation.Kind.CLUSTER_ORGANISATION,
        country=node.choice("country", country_codes(), required=True) or "",
        city=node.text("city", most=120),
        latitude=_degrees(node, "latitude", 90),
        longitude=_degrees(node, "longitude", 180),
        website=node.address("website"),
    )
    eccp = {str(state): state for state in (Cluster.Eccp.REGISTERED, Cluster.Eccp.APPLIED)}
    cluster = Cluster(
        code=code,
        eccp=node.choice("eccp", eccp, default=Cluster.Eccp.REGISTERED),
        eccp_since=node.day("eccp_since"),
        founded=node.whole("founded", least=1800, most=2100),
        contact_email=node.email("contact_email"),
    )
    return ClusterEntry(node, cluster, organisation)


def _degrees(node, name, most):
    value = node.number(name, least=-most, most=most)
    return None if value is None else value.quantize(Decimal("0.00001"))


def _once(entries):
    seen = {}
    for entry in entries:
        first = seen.setdefault(entry.cluster.code, entry)
        if first is not entry and entry.cluster.code:
            text = _("“%(code)s” stands in %(place)s already.")
            entry.node.fault("code", text % {"code": entry.cluster.code, "place": first.node.place})


def _countries(file):
    known, found = country_codes(), []
    for position, code in enumerate(file.texts("visitors_may_come_from", most=10)):
        if code in known:
            found.append(code)
        else:
            place = f"visitors_may_come_from[{position}]"
            file.fault(place, _("“%(code)s” is no country code (two letters, ISO 3166).") % {"code": code})
    return found


def _add_partnership(part, *, extra, tally):
    known = Partnership.objects.filter(acronym=part.partnership.acronym).first()
    tally.count(_("partnerships"), added=int(known is None), known=int(known is not None))
    if known is None:
        part.partnership.slug = _free_slug(part.partnership.acronym)
        part.partnership.extra = extra
        part.partnership.save(force_insert=True)
        return part.partnership
    fields = "name aim call programme grant_agreement grant_ceiling_cents starts_on ends_on eu_statement note"
    there = {name: getattr(part.partnership, name) for name in fields.split()}
    tally.note_kept(known.acronym, there, lambda name: getattr(known, name))
    new = {name: value for name, value in extra.items() if name not in known.extra}
    if new:
        known.extra = known.extra | new
        known.save(update_fields=["extra"])
    return known


def _free_slug(acronym):
    wanted = slugify(acronym)[:36] or "partnership"
    taken = set(Partnership.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def _add_clusters(part, partnership, *, tally, today):
    known = {
        cluster.code: cluster
        for cluster in Cluster.objects.filter(partnership=partnership).select_related("organisation")
    }
    for entry in part.clusters:
        here = known.get(entry.cluster.code)
        tally.count(_("clusters"), added=int(here is None), known=int(here is not None))
        if here is not None:
            there = {"name": entry.organisation.name, "city": entry.organisation.city}
            tally.note_kept(here.code, there, lambda name, here=here: getattr(here.organisation, name))
            continue
        organisation = _organisation_of(entry.organisation)
        entry.cluster.partnership, entry.cluster.organisation = partnership, organisation
        entry.cluster.save(force_insert=True)
        RegisterEntry.objects.get_or_create(
            partnership=partnership,
            organisation=organisation,
            defaults={"code": entry.cluster.code, "home_cluster": entry.cluster, "added_on": today},
        )
        known[entry.cluster.code] = entry.cluster
    return known


def _organisation_of(organisation):
    """The same cluster may share several grants: then it is one organisation here."""
    same = Organisation.objects.filter(
        name=organisation.name, country=organisation.country, kind=organisation.kind
    )
    found = same.order_by("pk").first()
    if found is None:
        organisation.save(force_insert=True)
    return found or organisation


def _add_countries(part, partnership, tally):
    known = set(partnership.eligible_countries.values_list("country", flat=True))
    new = [code for code in part.countries if code not in known]
    EligibleCountry.objects.bulk_create(
        EligibleCountry(partnership=partnership, country=code, valid_from=partnership.starts_on)
        for code in new
    )
    tally.count(_("eligible countries"), added=len(new), known=len(part.countries) - len(new))
