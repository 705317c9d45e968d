"""Evidence of the stay, item by item, and the closing report."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .exchanges import decided_by


class EvidenceKind(models.Model):
    """A kind of evidence that a partnership asks for; the required ones gate report and validation."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="evidence_kinds")
    code = models.SlugField(max_length=40)
    label = models.CharField(_("evidence"), max_length=120)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "code"], name="evidence_kind_once")]

    def __str__(self):
        return self.label


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Private papers: the applicant, who decides, the home cluster, coordinator, finance and auditor."""
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            models.Q(exchange__visitor__in=held.represents)
            | models.Q(exchange__home_cluster__in=held.manages)
            | decided_by(held, "exchange__")
            | models.Q(exchange__partnership__in=held.coordinates | held.finances | held.audits)
        )


class Evidence(models.Model):
    """One uploaded file, checked and stored privately."""

    class Status(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("evidence", "to be checked")
        ACCEPTED = "accepted", pgettext_lazy("evidence", "accepted")
        ASKED_AGAIN = "asked_again", pgettext_lazy("evidence", "asked again")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exchange = models.ForeignKey("exchanges.Exchange", models.PROTECT, related_name="evidence")
    kind = models.ForeignKey(EvidenceKind, models.PROTECT, related_name="items")
    stored_name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status, default=Status.OFFERED)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    uploaded_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()
    audit_kind = "evidence"

    class Meta:
        verbose_name_plural = _("evidence")
        constraints = [
            # The same file for the same kind twice is one item, however often the form is sent.
            models.UniqueConstraint(fields=["exchange", "kind", "sha256"], name="evidence_once"),
        ]

    def __str__(self):
        return self.original_name

    @property
    def partnership_id(self):
        return self.exchange.partnership_id

    @property
    def reference(self):
        return self.exchange.reference

    def roles_of(self, user):
        return self.exchange.roles_of(user)


class ClosingReport(models.Model):
    """What the visiting organisation reports when it is back."""

    exchange = models.OneToOneField("exchanges.Exchange", models.PROTECT, related_name="closing_report")
    activities = models.TextField(_("what you did"), blank=True, max_length=6000)
    learnt = models.TextField(_("what you learnt"), blank=True, max_length=6000)
    next_steps = models.TextField(_("what comes next"), blank=True, max_length=6000)
    arranged_meetings = models.PositiveSmallIntegerField(
        _("pre-arranged B2B meetings held"), null=True, blank=True, validators=[MaxValueValidator(500)]
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("how useful it was, 1 to 5"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    saved_at = models.DateTimeField()

    def __str__(self):
        return str(self.exchange_id)
