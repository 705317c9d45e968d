"""The agreement of four parties. Its text is locked from the first signature."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite import jobs


class Agreement(models.Model):
    """The commitment to quality of one exchange, as it reads: ``text`` is the snapshot that is signed.

    Open until the four have signed; a change of a signed fact lets it lapse and a new version begins.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("agreement", "waiting for signatures")
        FINANCIAL = "financial", pgettext_lazy("agreement", "grant agreed")
        SIGNED = "signed", pgettext_lazy("agreement", "signed by all")
        LAPSED = "lapsed", pgettext_lazy("agreement", "lapsed")

    exchange = models.ForeignKey("exchanges.Exchange", models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    text = models.JSONField(help_text=_("The facts as signed."))
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    audit_kind = "agreement"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["exchange"], condition=~Q(status="lapsed"), name="agreement_one_in_force"
            ),
        ]

    def __str__(self):
        return f"{self.exchange_id} v{self.version}"

    @property
    def partnership_id(self):
        return self.exchange.partnership_id

    @property
    def reference(self):
        return self.exchange.reference

    def roles_of(self, user):
        return self.exchange.roles_of(user)


class Signature(models.Model):
    """One party's signature. Where one manager signs for both clusters the paper says so."""

    class Party(models.TextChoices):
        VISITOR = "visitor", _("visiting organisation")
        HOST = "host", _("host organisation")
        HOME_CLUSTER = "home_cluster", _("home cluster")
        HOST_CLUSTER = "host_cluster", _("host cluster")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=12, choices=Party)
    signed_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=150)
    on_behalf = models.JSONField(
        _("signs in place of"),
        default=dict,
        blank=True,
        help_text=_("A sentence, where another party stands in."),
    )
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signature_once")]

    def __str__(self):
        return f"{self.get_party_display()}: {self.signed_name}"


class AgreementJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees the exchange as one of the four parties or as staff may read its agreement."""
        from .exchanges import Exchange

        return self.filter(agreement__exchange__in=Exchange.objects.visible_to(user))


class AgreementJob(jobs.Job):
    """The paper of an agreement after so many signatures, made by the worker, once for each language."""

    heavy = True
    time_limit = 120  # seconds

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="papers")
    signed = models.PositiveSmallIntegerField(help_text=_("How many had signed."))
    language = models.CharField(max_length=8)
    stored_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = AgreementJobQuerySet.as_manager()

    class Meta(jobs.Job.Meta):
        constraints = [
            *jobs.Job.Meta.constraints,
            models.UniqueConstraint(fields=["agreement", "signed", "language"], name="agreement_paper_once"),
        ]

    def __str__(self):
        return f"{self.agreement} {self.language}"
