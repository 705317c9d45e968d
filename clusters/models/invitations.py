"""Invitations: a post or a part is offered to an e-mail address, and taken by whoever signs in with it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Post


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent to my own address, and those of the people whom I may invite."""
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(email__iexact=user.email)
            | Q(partnership__in=held.coordinates | held.audits)
            | Q(organisation__in=held.represents)
            | Q(cluster__in=held.manages, kind=Invitation.REPRESENTATIVE)
        )

    def for_person(self, user):
        return self.filter(email__iexact=user.email)

    def open(self):
        return self.filter(status=Invitation.Status.OPEN)

    def for_list(self):
        return self.select_related("partnership", "cluster__organisation", "organisation").order_by(
            "invited_on", "pk"
        )


class Invitation(models.Model):
    """``kind`` is a post, or speaking for ``organisation``; then ``cluster`` is the one that looks after it.

    Whether there is an account with this address shows only when somebody accepts.
    """

    REPRESENTATIVE = "representative"
    KINDS = [*Post.Kind.choices, (REPRESENTATIVE, _("representative"))]

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=20, choices=KINDS)
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    organisation = models.ForeignKey(
        "clusters.Organisation", models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"), max_length=254)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    invited_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    invited_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    audit_kind = "invitation"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="representative", organisation__isnull=False)
                | (Q(kind="manager", cluster__isnull=False) & Q(organisation=None))
                | (~Q(kind__in=["representative", "manager"]) & Q(cluster=None) & Q(organisation=None)),
                name="invitation_says_where",
            ),
            models.UniqueConstraint(
                fields=["partnership", "kind", "email"],
                condition=Q(status="open", cluster=None, organisation=None),
                name="invitation_post_once",
            ),
            models.UniqueConstraint(
                fields=["cluster", "email"],
                condition=Q(status="open", kind="manager"),
                name="invitation_manager_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(status="open", kind="representative"),
                name="invitation_representative_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.organisation or self.cluster or self.partnership}"

    @property
    def reference(self):
        return str(self.organisation or self.cluster or self.partnership)

    def roles_of(self, user):
        held = user.standing
        roles = set()
        if user.email.lower() == self.email.lower():
            roles.add("invited")
        if self.partnership_id in held.coordinates and self.kind != self.REPRESENTATIVE:
            roles.add("inviter")
        if self.kind == self.REPRESENTATIVE and (
            self.organisation_id in held.represents or self.cluster_id in held.manages
        ):
            roles.add("inviter")
        return frozenset(roles)
