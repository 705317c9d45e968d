"""One organisation with everything around it: facts, people, papers, money, timeline."""

from dataclasses import dataclass

from excite import history
from excite.audit.models import Event
from excite.sentences import Sentence
from excite.workflow import Action

from .. import registry, rules, services
from ..models import Invitation, Membership, RegisterEntry, Representative
from ..workflow import MEMBERSHIP

MOST = 50


@dataclass(frozen=True)
class OrganisationPage:
    """``timeline`` and ``staff`` are for those who hold a post in the partnership."""

    entry: RegisterEntry
    size: Sentence | None
    may_visit: rules.Belonging | None
    may_host: rules.Belonging | None
    voices: tuple[Representative, ...]
    invitations: tuple[Invitation, ...]
    declarations: tuple
    memberships: tuple[Membership, ...]
    visits: tuple[registry.Visit, ...]
    shows_money: bool
    timeline: tuple
    staff: bool
    may_edit: bool
    may_declare: bool
    may_ask: bool
    may_invite: bool
    may_approve_hosting: bool


def organisation_page(entry: RegisterEntry, *, user) -> OrganisationPage:
    """At most ten queries, however many people, papers and exchanges there are."""
    organisation, roles = entry.organisation, entry.roles_of(user)
    memberships = tuple(
        Membership.objects.filter(organisation=organisation, home_cluster__partnership=entry.partnership_id)
        .for_list()
        .all()[:MOST]
    )
    visits = registry.ask("visits", organisation, entry.partnership, user=user)
    keeps = bool(roles & {"looks_after", "representative"})
    return OrganisationPage(
        entry=entry,
        size=_size(organisation),
        may_visit=rules.to_visit(organisation.kind),
        may_host=rules.to_host(organisation.kind),
        voices=tuple(_voices(organisation)),
        invitations=tuple(_invitations(organisation)) if keeps else (),
        declarations=tuple(_declarations(organisation)),
        memberships=memberships,
        visits=visits,
        shows_money=any(visit.amount_cents is not None for visit in visits),
        timeline=_timeline(entry, memberships) if "staff" in roles else (),
        staff="staff" in roles,
        may_edit=bool(services.editable_by(entry, user)),
        may_declare="representative" in roles,
        may_ask=keeps,
        may_invite=keeps,
        may_approve_hosting=_may_approve_hosting(entry, roles),
    )


@dataclass(frozen=True)
class MembershipPage:
    """One membership, with what its manager wants to know before confirming it."""

    membership: Membership
    entry: RegisterEntry | None
    alike: tuple[RegisterEntry, ...]
    known_elsewhere: bool
    actions: tuple[Action, ...]
    may_prove: bool
    timeline: tuple
    staff: bool


def membership_page(membership: Membership, *, user) -> MembershipPage:
    """At most six queries."""
    home = membership.home_cluster.partnership
    staff = home.pk in user.standing.staffs
    entries = RegisterEntry.objects.filter(organisation=membership.organisation_id, partnership=home)
    entry = entries.with_people().first()
    deciding = staff and membership.status == Membership.Status.ASKED and entry is not None
    name = membership.organisation.name
    actions = tuple(MEMBERSHIP.open_to(user, membership))
    return MembershipPage(
        membership=membership,
        entry=entry,
        alike=tuple(services.alike(home, name, besides=membership.organisation)) if deciding else (),
        known_elsewhere=deciding and services.known_elsewhere(entry),
        actions=actions,
        may_prove=bool(actions) and deciding and membership.cluster_id is None,
        timeline=history.entries(Event.objects.of(membership).with_people().newest_first()[:MOST]),
        staff=staff,
    )


def _size(organisation):
    if not organisation.size:
        return None
    accounts = rules.Accounts(organisation.staff, organisation.turnover_eur)
    return rules.size_sentence(organisation.size, accounts)


def _voices(organisation):
    voices = Representative.objects.filter(organisation=organisation, ended_on=None)
    return voices.select_related("user").order_by("started_on", "pk")[:MOST]


def _invitations(organisation):
    return Invitation.objects.filter(organisation=organisation).open().for_list()[:MOST]


def _declarations(organisation):
    rows = organisation.size_declarations.select_related("signed_by")
    return rows.order_by("-accounting_year", "-declared_on", "-pk")[:MOST]


def _timeline(entry, memberships):
    events = Event.objects.of(entry, *memberships).with_people().newest_first()
    return history.entries(events[:MOST])


def _may_approve_hosting(entry, roles):
    """Only an SME needs it, and only once."""
    needs = rules.to_host(entry.organisation.kind) == rules.Belonging.CLUSTER_OR_APPROVAL
    return (
        needs and "looks_after" in roles and "representative" not in roles and not entry.hosting_approved_on
    )
