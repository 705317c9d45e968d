"""Change requests: other days or another host, after the exchange was approved."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeRequestQuerySet(models.QuerySet):
    def asked(self):
        return self.filter(status=ChangeRequest.Status.ASKED)

    def newest_first(self):
        return self.order_by("-asked_at", "-pk")


class ChangeRequest(models.Model):
    """What an approved exchange shall become: the host and the days, whole, beside those it replaces.

    ``before`` keeps what stood when it was asked, so that the difference stays readable after the answer.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("change", "asked")
        AGREED = "agreed", pgettext_lazy("change", "agreed")
        DECLINED = "declined", pgettext_lazy("change", "declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("change", "taken back")

    FIELDS = ("host", "arrival", "first_working_day", "last_working_day", "departure")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exchange = models.ForeignKey("exchanges.Exchange", models.PROTECT, related_name="changes")
    host = models.ForeignKey("clusters.Organisation", models.PROTECT, related_name="+")
    arrival = models.DateField(_("arrival"), null=True, blank=True)
    first_working_day = models.DateField(_("first working day"))
    last_working_day = models.DateField(_("last working day"))
    departure = models.DateField(_("departure"), null=True, blank=True)
    host_contact_name = models.CharField(_("contact at the host"), max_length=150, blank=True)
    host_contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    before = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    reason = models.TextField(_("reason"), max_length=1000)
    asked_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()
    audit_kind = "change"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(status="asked"), name="change_one_asked"
            ),
            models.CheckConstraint(
                condition=Q(last_working_day__gte=F("first_working_day")), name="change_dates"
            ),
        ]

    def __str__(self):
        return f"{self.exchange_id} {self.status}"

    @property
    def partnership_id(self):
        return self.exchange.partnership_id

    @property
    def reference(self):
        return self.exchange.reference

    def roles_of(self, user):
        return self.exchange.roles_of(user)
