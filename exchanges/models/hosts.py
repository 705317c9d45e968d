"""The host's consent: asked, agreed, declined."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HostConsent(models.Model):
    """The host organisation's answer. A host without an account answers by a personal link.

    The link is signed over ``nonce`` and made only while its mail is sent, so no row holds it; a new nonce
    makes every earlier link void. Host and days are those that were asked about: when the application
    changes them, the host is asked again.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("host", "asked")
        AGREED = "agreed", pgettext_lazy("host", "agreed")
        DECLINED = "declined", pgettext_lazy("host", "declined")

    exchange = models.OneToOneField("exchanges.Exchange", models.CASCADE, related_name="consent")
    host = models.ForeignKey("clusters.Organisation", models.PROTECT, related_name="+")
    first_working_day = models.DateField(null=True)
    last_working_day = models.DateField(null=True)
    contact_name = models.CharField(_("contact at the host"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    nonce = models.UUIDField(null=True, editable=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    answered_name = models.CharField(max_length=150, blank=True)
    comment = models.TextField(_("comment"), blank=True, max_length=1000)

    audit_kind = "consent"

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
