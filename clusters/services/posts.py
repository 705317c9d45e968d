"""Posts and parts: offered by invitation, taken by the person invited, ended by those who may offer them."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from excite import audit, outbox
from excite.workflow import NotAllowed, Refused

from ..models import Invitation, Partnership, Post, RegisterEntry, Representative
from ..workflow import INVITATION
from .letters import write_to

MOST_OPEN = 50  # open invitations of one partnership to its posts, or of one organisation


class NotYourself(Refused):
    default = _("Nobody gives a post to themself. Please let a colleague invite you.")


class AlreadyInvited(Refused):
    default = _("This person holds it already, or an invitation to this address is open.")


class TooManyInvitations(Refused):
    default = _("Too many invitations are open. Please withdraw those that nobody will answer.")


class LastCoordinator(Refused):
    default = _("A partnership needs a coordinator. Please invite the next one before this post ends.")


class AuditorApart(Refused):
    default = _("An auditor holds no other post of the partnership: one does not audit one's own work.")


@transaction.atomic
def invite_to_post(partnership: Partnership, *, kind, email, cluster=None, by, now, today) -> Invitation:
    """Offer a post. Only a coordinator may. Raises NotAllowed, NotYourself, AlreadyInvited."""
    if partnership.pk not in by.standing.coordinates:
        raise NotAllowed
    if cluster is not None and cluster.partnership_id != partnership.pk:
        raise NotAllowed
    held = Post.objects.current().filter(partnership=partnership, kind=kind, cluster=cluster)
    _not_held(held, email)
    offer = Invitation(partnership=partnership, kind=kind, cluster=cluster, email=email)
    _not_too_many(Invitation.objects.filter(partnership=partnership, organisation=None))
    return _send(offer, by=by, now=now, today=today)


@transaction.atomic
def invite_to_speak(entry: RegisterEntry, *, email, by, now, today) -> Invitation:
    """Invite somebody to represent an organisation. The manager who looks after it, or a representative."""
    if not entry.roles_of(by) & {"looks_after", "representative"}:
        raise NotAllowed
    _not_held(Representative.objects.filter(organisation=entry.organisation_id, ended_on=None), email)
    offer = Invitation(
        partnership=entry.partnership,
        kind=Invitation.REPRESENTATIVE,
        cluster=entry.home_cluster,
        organisation=entry.organisation,
        email=email,
    )
    _not_too_many(Invitation.objects.filter(organisation=entry.organisation_id))
    return _send(offer, by=by, now=now, today=today)


@transaction.atomic
def answer_invitation(invitation: Invitation, name: str, *, by, now, today) -> Invitation:
    """Accept, decline or withdraw. Raises NotAllowed, WrongStatus, AuditorApart, AlreadyInvited."""
    Partnership.objects.select_for_update().get(pk=invitation.partnership_id)
    INVITATION.check(name, invitation, by=by)
    if name == "accept":
        _take(invitation, by=by, now=now, today=today)
    INVITATION.move(name, invitation, by=by, now=now, answered_on=today)
    by.__dict__.pop("standing", None)
    return invitation


@transaction.atomic
def end_post(post: Post, *, by, now, today) -> Post:
    """A coordinator ends a post, at once. Raises NotAllowed, LastCoordinator."""
    partnership = Partnership.objects.select_for_update().get(pk=post.partnership_id)
    if partnership.pk not in by.standing.coordinates:
        raise NotAllowed
    others = Post.objects.current().filter(partnership=partnership, kind=Post.Kind.COORDINATOR)
    if post.kind == Post.Kind.COORDINATOR and not others.exclude(pk=post.pk).exists():
        raise LastCoordinator
    if Post.objects.current().filter(pk=post.pk).update(ended_on=today):
        details = {"post": post.kind, "cluster": post.cluster.code if post.cluster_id else ""}
        audit.record(partnership, "end a post", by=by, now=now, reason=str(post.user), details=details)
        write_to(
            [post.user],
            "post.ended",
            subject=partnership,
            by=by,
            now=now,
            partnership=partnership.acronym,
            what=post.get_kind_display(),
        )
    post.refresh_from_db(fields=["ended_on"])
    return post


@transaction.atomic
def end_representation(voice: Representative, entry: RegisterEntry, *, by, now, today) -> Representative:
    """The manager who looks after the organisation, or one of its representatives, ends this part."""
    if voice.organisation_id != entry.organisation_id:
        raise NotAllowed
    if not entry.roles_of(by) & {"looks_after", "representative"}:
        raise NotAllowed
    if Representative.objects.filter(pk=voice.pk, ended_on=None).update(ended_on=today):
        audit.record(entry, "end a representation", by=by, now=now, reason=str(voice.user))
    voice.refresh_from_db(fields=["ended_on"])
    return voice


def _take(invitation, *, by, now, today):
    if invitation.kind == Invitation.REPRESENTATIVE:
        made = Representative(user=by, organisation=invitation.organisation, started_on=today)
    else:
        _keep_auditors_apart(invitation, by)
        made = Post(
            user=by,
            partnership=invitation.partnership,
            cluster=invitation.cluster,
            kind=invitation.kind,
            started_on=today,
        )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise AlreadyInvited from None
    details = {"post": invitation.kind, "cluster": invitation.cluster.code if invitation.cluster_id else ""}
    subject = invitation if invitation.organisation_id else invitation.partnership
    audit.record(subject, "take a post", by=by, now=now, details=details)


def _keep_auditors_apart(invitation, person):
    held = Post.objects.current().filter(user=person, partnership=invitation.partnership_id)
    auditing = Post.Kind.AUDITOR
    if held.filter(kind=auditing).exists() != (invitation.kind == auditing) and held.exists():
        raise AuditorApart


def _not_held(holders, email):
    if holders.filter(user__email__iexact=email).exists():
        raise AlreadyInvited


def _not_too_many(invitations):
    if invitations.open().count() >= MOST_OPEN:
        raise TooManyInvitations


def _send(invitation, *, by, now, today):
    if invitation.email.lower() == by.email.lower():
        raise NotYourself
    invitation.invited_by, invitation.invited_on = by, today
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        raise AlreadyInvited from None
    audit.record(invitation, "invite", by=by, now=now, after=invitation.status)
    _write_invitation(invitation, by=by, now=now)
    return invitation


def _write_invitation(invitation, *, by, now):
    outbox.post(
        purpose="invitation",
        address=invitation.email,
        subject=invitation,
        by=by,
        now=now,
        context={
            "what": invitation.get_kind_display(),
            "where": invitation.reference,
            "inviter": str(by),
            "partnership": invitation.partnership.acronym,
            "url": reverse("clusters:invitation", args=[invitation.partnership.slug, invitation.uuid]),
        },
    )
