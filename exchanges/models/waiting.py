"""Offers of a freed seat to the first on the waiting list."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SeatOffer(models.Model):
    """A freed seat, held for one waiting applicant until ``expires_at`` (48 hours by default)."""

    class Status(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("seat", "offered")
        ACCEPTED = "accepted", pgettext_lazy("seat", "accepted")
        DECLINED = "declined", pgettext_lazy("seat", "declined")
        LAPSED = "lapsed", pgettext_lazy("seat", "lapsed")

    exchange = models.ForeignKey("exchanges.Exchange", models.PROTECT, related_name="seat_offers")
    seat = models.ForeignKey("missions.Seat", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    audit_kind = "seat_offer"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=models.Q(status="offered"), name="seat_offered_once"
            ),
            models.UniqueConstraint(
                fields=["exchange"], condition=models.Q(status="offered"), name="one_open_offer"
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
