"""Drafts: how an application begins, saves itself, and is thrown away."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Membership, Organisation, Partnership, RegisterEntry
from excite import audit
from excite.numbering import highest_number
from excite.words import say
from excite.workflow import NotAllowed, Refused, WrongStatus
from missions.models import Mission
from missions.rules import ApplicationWindow, WindowState, window_sentence, window_state

from ..models import Exchange
from ..workflow import EXCHANGE
from .assessment import FORM_ORDER

PREFIX = "CXC-"
# What a draft saves; the declaration is signed at submission only.
FIELDS = tuple(field for field in FORM_ORDER if field != "declaration_signed")
_ENDED = (Exchange.Status.WITHDRAWN, Exchange.Status.REJECTED, Exchange.Status.CANCELLED)


class NoHomeCluster(Refused):
    default = _(
        "No cluster of this partnership looks after this organisation yet. Ask the cluster that you "
        "belong to to add it to the register, then apply."
    )


class MissionNotOpen(Refused):
    default = _("Applications for this mission are not open.")


class Overtaken(Refused):
    """Somebody saved in between. ``stored`` is what they saved, ``changes`` what was typed here."""

    default = _("This application was saved in another tab or by a colleague in the meantime.")

    def __init__(self, stored: Exchange, changes: dict):
        super().__init__()
        self.stored, self.changes = stored, changes


@transaction.atomic
def start(
    *, partnership: Partnership, visitor: Organisation, mission: Mission | None = None, by, now: datetime
) -> Exchange:
    """A draft in the name of an organisation, with the mission's days. Asked twice, it is the same draft.

    An application for this mission that is already on its way is handed back instead of a second one.
    Raises NotAllowed, NoHomeCluster, MissionNotOpen.
    """
    if visitor.pk not in by.standing.represents:
        raise NotAllowed
    # Its lock also stands between two first clicks, and between two new numbers.
    partnership = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    found = _begun(partnership, visitor, mission)
    if found:
        return found
    if mission:
        window = ApplicationWindow(mission.apply_from, mission.apply_until, mission.time_zone, mission.status)
        if window_state(window, now) is not WindowState.OPEN:
            raise MissionNotOpen(say(window_sentence(window, now)))
    exchange = Exchange.objects.create(
        partnership=partnership,
        reference=next_reference(partnership),
        visitor=visitor,
        home_cluster=home_cluster_of(partnership, visitor),
        mission=mission,
        traveller_name=by.full_name,
        traveller_email=by.email,
        started_at=now,
        started_by=by,
        **days_of(mission),
    )
    audit.record(exchange, "start", by=by, now=now, after=exchange.status)
    return exchange


def _begun(partnership, visitor, mission):
    same = Exchange.objects.filter(partnership=partnership, visitor=visitor, mission=mission)
    if mission is None:
        same = same.filter(status=Exchange.Status.DRAFT)
    return same.exclude(status__in=_ENDED).order_by("pk").first()


def next_reference(partnership: Partnership) -> str:
    """The next free number, "CXC-0075". Call it inside a transaction that holds the partnership's row.

    Counted on from the highest ever given: imports bring numbers, deleted drafts take theirs with them.
    """
    last = highest_number(Exchange.objects.filter(partnership=partnership), "reference", PREFIX)
    partnership.exchanges_numbered = max(partnership.exchanges_numbered, last) + 1
    partnership.save(update_fields=["exchanges_numbered"])
    return f"{PREFIX}{partnership.exchanges_numbered:04d}"


def days_of(mission: Mission | None) -> dict[str, date]:
    """The stay that a mission suggests: its days, with a day of travel before and after."""
    if mission is None or not (mission.starts_on and mission.ends_on):
        return {}
    return {
        "arrival": mission.starts_on - timedelta(days=1),
        "first_working_day": mission.starts_on,
        "last_working_day": mission.ends_on,
        "departure": mission.ends_on + timedelta(days=1),
    }


def home_cluster_of(partnership: Partnership, organisation: Organisation) -> Cluster:
    """The cluster that looks after an organisation in this partnership. Raises NoHomeCluster."""
    cluster = cluster_for(partnership, organisation)
    if cluster is None:
        raise NoHomeCluster
    return cluster


def cluster_for(partnership, organisation) -> Cluster | None:
    """Its own, else as the register has it, else the one that keeps its best membership."""
    clusters = Cluster.objects.filter(partnership=partnership)
    own = clusters.filter(organisation=organisation).first()
    if own:
        return own
    entry = RegisterEntry.objects.filter(partnership=partnership, organisation=organisation)
    entry = entry.select_related("home_cluster").first()
    if entry and entry.home_cluster:
        return entry.home_cluster
    memberships = Membership.objects.filter(organisation=organisation, home_cluster__partnership=partnership)
    for found in (memberships.confirmed(), memberships.asked()):
        membership = found.select_related("home_cluster").order_by("pk").first()
        if membership:
            return membership.home_cluster
    return None


@transaction.atomic
def save(exchange: Exchange, *, changes: dict, version: int, by, now: datetime) -> Exchange:
    """Save what differs of ``changes`` (field → value) and hand back the row as it is now.

    ``version`` is the one that the writer had in front of them. Raises Overtaken when another one is stored
    and something would be overwritten; NotAllowed, WrongStatus, NoHomeCluster.
    """
    stored = locked(exchange)
    EXCHANGE.check("edit", stored, by=by)
    changes = {field: changes[field] for field in FIELDS if field in changes}
    changes = {field: value for field, value in changes.items() if getattr(stored, field) != value}
    if not changes:
        return stored
    if stored.version != version:
        raise Overtaken(stored, changes)
    _may_choose(stored, changes, by)
    details = {"fields": sorted(changes)}
    if "visitor" in changes:
        changes["home_cluster"] = home_cluster_of(stored.partnership, changes["visitor"])
    if "host" in changes:
        changes["host_cluster"] = changes["host"] and cluster_for(stored.partnership, changes["host"])
    return EXCHANGE.move("edit", stored, by=by, now=now, details=details, version=version + 1, **changes)


def _may_choose(exchange, changes, by):
    """What the form offers is checked again where it is written: own organisations, own partnership."""
    visitor, host, mission = (changes.get(field) for field in ("visitor", "host", "mission"))
    listed = Organisation.objects.in_partnership(exchange.partnership.slug)
    if visitor and visitor.pk not in by.standing.represents:
        raise NotAllowed
    if host and not listed.filter(pk=host.pk).exists():
        raise NotAllowed
    if mission and mission.partnership_id != exchange.partnership_id:
        raise NotAllowed
    if changes.get("host", exchange.host) == changes.get("visitor", exchange.visitor):
        raise Refused(_("An organisation cannot visit itself. Please choose another host."))


@transaction.atomic
def delete_draft(exchange: Exchange, *, by, now: datetime) -> None:
    """Throw a draft away; its number is not given again. Raises NotAllowed, WrongStatus."""
    EXCHANGE.move("delete", exchange, by=by, now=now)
    exchange.delete()


def locked(exchange: Exchange) -> Exchange:
    """The exchange as it is stored now, with all that roles and rules read, locked until the commit."""
    rows = Exchange.objects.with_people().select_for_update(of=("self",))
    stored = rows.filter(pk=exchange.pk).first()
    if stored is None:
        raise WrongStatus(_("This application has been deleted."))
    return stored
