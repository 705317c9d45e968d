"""A record with a status, and a heavy job that can misbehave in every way."""

from django.conf import settings
from django.db import models

from excite import jobs
from excite.workflow import Action, Workflow


class Parcel(models.Model):
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default="packed")
    stamps = models.PositiveSmallIntegerField(default=0)
    partnership_id = models.BigIntegerField(null=True)

    audit_kind = "parcel"

    def __str__(self):
        return self.reference

    def roles_of(self, user):
        return {"sender"} if user.pk == self.sender_id else set()


PARCEL = Workflow(
    "parcel",
    Action("stamp", "Stamp", by=frozenset({"sender"}), when=frozenset({"packed"})),
    Action(
        "send",
        "Send",
        by=frozenset({"sender"}),
        when=frozenset({"packed"}),
        to="sent",
        ready=lambda parcel: parcel.stamps > 0,
    ),
    Action("recall", "Recall", by=frozenset({"sender"}), when=frozenset({"sent"}), to="packed", reason=True),
    Action("lose", "Lose", by=frozenset({"system"}), when=frozenset({"sent"}), to="lost"),
)


class Errand(jobs.Job):
    """`manner` says how it goes: see tasks.py."""

    heavy = True

    manner = models.CharField(max_length=20, default="well")

    def __str__(self):
        return f"errand {self.pk}"

    @property
    def time_limit(self):
        return 3 if self.manner == "overstays" else 60  # seconds


class Delivery(models.Model):
    """The effect of an errand. Nothing here prevents a second one: that is the job's promise to keep."""

    errand = models.ForeignKey(Errand, models.PROTECT, related_name="deliveries")
    attempt = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.errand} at attempt {self.attempt}"
