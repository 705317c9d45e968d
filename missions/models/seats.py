"""Seats: a limited thing, so numbered rows. A mission can never give away a row that does not exist."""

from django.db import models


class SeatQuerySet(models.QuerySet):
    def free(self):
        return self.filter(taken_at=None)


class Seat(models.Model):
    """One seat. ``taken_at`` is set by compare-and-set; whoever holds it keeps a unique link to it."""

    mission = models.ForeignKey("missions.Mission", models.PROTECT, related_name="seat_rows")
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="seat_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="seat_number_from_one"),
        ]

    def __str__(self):
        return f"{self.mission_id}/{self.number}"
