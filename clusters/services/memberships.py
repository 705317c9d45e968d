"""Memberships: asked by who speaks for the organisation, confirmed by the manager of the home cluster."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from excite import audit
from excite.workflow import NotAllowed, Refused

from ..models import Membership, RegisterEntry, Representative
from ..workflow import MEMBERSHIP
from .letters import managers_of, speakers_for, write_to


class AlreadyAsked(Refused):
    default = _("This organisation is a member of that cluster already, or has asked to become one.")


class ProofMissing(Refused):
    default = _(
        "This cluster is outside the partnership. Please record first how you know of the membership, "
        "for example a letter or the cluster's list of members."
    )


@transaction.atomic
def ask_membership(
    entry: RegisterEntry, *, cluster=None, outside_cluster="", outside_eccp="", proof="", by, now, today
) -> Membership:
    """Ask a cluster of the partnership, or name one outside; then the home cluster checks the proof.

    Asked by a representative, or by the manager who looks after the organisation. Raises NotAllowed,
    AlreadyAsked.
    """
    if not entry.roles_of(by) & {"representative", "looks_after"}:
        raise NotAllowed
    home = cluster or entry.home_cluster
    if home is None or home.partnership_id != entry.partnership_id:
        raise NotAllowed(_("This organisation needs a cluster of the partnership that looks after it first."))
    membership = Membership(
        organisation=entry.organisation,
        home_cluster=home,
        cluster=cluster,
        outside_cluster="" if cluster else outside_cluster,
        outside_eccp="" if cluster else outside_eccp,
        proof=proof,
        asked_on=today,
    )
    return _write(membership, by=by, now=now)


def open_membership(entry: RegisterEntry, *, speaker, now, today) -> Membership:
    """The first membership of an organisation that a person has just registered."""
    membership = Membership(
        organisation=entry.organisation,
        home_cluster=entry.home_cluster,
        cluster=entry.home_cluster,
        speaker=speaker,
        asked_on=today,
    )
    return _write(membership, by=speaker, now=now)


@transaction.atomic
def record_proof(membership: Membership, *, proof: str, by, now) -> Membership:
    """How the home manager knows of a membership outside the partnership."""
    MEMBERSHIP.check("confirm", membership, by=by)
    Membership.objects.filter(pk=membership.pk).update(proof=proof)
    membership.proof = proof
    audit.record(membership, "record the proof", by=by, now=now)
    return membership


@transaction.atomic
def act_on_membership(membership: Membership, name: str, *, reason="", by, now, today) -> Membership:
    """Confirm, refuse or end. Who registered the organisation speaks for it from the confirmation on.

    Raises NotAllowed, WrongStatus, ReasonMissing, ProofMissing.
    """
    MEMBERSHIP.check(name, membership, by=by)
    if name == "confirm" and membership.cluster_id is None and not membership.proof.strip():
        raise ProofMissing
    days = {"confirm": {"confirmed_on": today}, "end": {"ended_on": today}}
    told = list(speakers_for(membership.organisation_id))
    MEMBERSHIP.move(name, membership, by=by, now=now, reason=reason, **days.get(name, {}))
    if membership.speaker_id:
        told.append(membership.speaker)
        if name == "confirm":
            _let_speak(membership, by=by, now=now, today=today)
    write_to(
        told,
        f"membership.{name}",
        subject=membership,
        by=by,
        now=now,
        organisation=membership.organisation.name,
        cluster=str(membership.cluster or membership.outside_cluster),
        reason=reason,
        partnership=membership.home_cluster.partnership.acronym,
        url=_page_of(membership) if name == "confirm" else "",
    )
    return membership


def _write(membership, *, by, now):
    taken = Membership.objects.filter(
        organisation=membership.organisation,
        status__in=[Membership.Status.ASKED, Membership.Status.CONFIRMED],
    )
    same = {"cluster": membership.cluster} if membership.cluster else {"cluster": None}
    if not membership.cluster:
        same["outside_cluster__iexact"] = membership.outside_cluster
    if taken.filter(**same).exists():
        raise AlreadyAsked
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError:
        raise AlreadyAsked from None
    audit.record(membership, "ask", by=by, now=now, after=membership.status)
    write_to(
        managers_of(membership.home_cluster_id),
        "membership.asked",
        subject=membership,
        by=by,
        now=now,
        organisation=membership.organisation.name,
        cluster=str(membership.cluster or membership.outside_cluster),
        partnership=membership.home_cluster.partnership.acronym,
        url=reverse("clusters:memberships", args=[membership.home_cluster.partnership.slug]),
    )
    return membership


def _let_speak(membership, *, by, now, today):
    voice, new = Representative.objects.get_or_create(
        user=membership.speaker,
        organisation=membership.organisation,
        ended_on=None,
        defaults={"started_on": today},
    )
    if new:
        audit.record(membership, "let speak", by=by, now=now, reason=str(voice.user))


def _page_of(membership):
    slug = membership.home_cluster.partnership.slug
    return reverse("clusters:organisation", args=[slug, membership.organisation.uuid])
