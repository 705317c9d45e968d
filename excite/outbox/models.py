"""Mails as rows. A mail is a job whose work is to be sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from excite import jobs
from excite.outbox import registry
from excite.words import Encoder

LABELS = {
    jobs.Status.QUEUED: _("Waiting"),
    jobs.Status.RUNNING: _("Being sent"),
    jobs.Status.DONE: _("Sent"),
    jobs.Status.FAILED: _("Not sent"),
    jobs.Status.CANCELLED: _("Dropped"),
    jobs.Status.HELD: _("Held"),
}


class MailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Mails to this person, and those that a registered scope opens."""
        return self.filter(registry.readable_by(user))

    def to(self, user):
        return self.filter(recipient=user)

    def of(self, *subjects):
        """All mails about these records."""
        wanted = models.Q(pk__in=[])
        for subject in subjects:
            wanted |= models.Q(subject_kind=subject.audit_kind, subject_id=str(subject.pk))
        return self.filter(wanted)

    def sent(self):
        return self.filter(status=jobs.Status.DONE)

    def held(self):
        return self.filter(status=jobs.Status.HELD)

    def with_people(self):
        return self.select_related("recipient", "requested_by")

    def stuck(self):
        """What a keeper has to look at: held back, or not to be sent."""
        return self.filter(status__in=[jobs.Status.HELD, jobs.Status.FAILED])

    def for_list(self):
        return self.defer("text", "context").order_by("-posted_at", "-pk")


class Mail(jobs.Job):
    """`requested_by` is who caused it. Subject and text are kept as sent, with secrets masked."""

    audit_kind = "mail"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=10)
    purpose = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True, encoder=Encoder)
    secret = models.CharField(max_length=60, blank=True)
    # The same reminder twice is the same mail: the second has the same key and is not made.
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    reference = models.CharField(max_length=255, blank=True)
    partnership_key = models.BigIntegerField(null=True, blank=True)
    posted_at = models.DateTimeField()  # the programme's clock
    subject = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    # Set just before the mail is handed to the mail server. Found set by a later attempt, it means that
    # nobody knows whether it arrived.
    handed_over_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)  # a resent mail is a new edition

    objects = MailQuerySet.as_manager()

    class Meta(jobs.Job.Meta):
        indexes = [
            *jobs.Job.Meta.indexes,
            models.Index(fields=["recipient", "posted_at"]),
            models.Index(fields=["partnership_key", "posted_at"]),
            models.Index(fields=["subject_kind", "subject_id"]),
        ]

    def __str__(self):
        return f"{self.purpose} → {self.address}"

    def get_status_display(self):
        return str(LABELS[self.status])

    @classmethod
    def for_the_demo(cls):
        """Everybody's mails, where everybody is invented. The one queryset that asks nobody's rights."""
        if not settings.DEMO:
            raise RuntimeError("Mails are open in the demo only.")
        return cls.objects.for_list()

    @property
    def partnership_id(self):
        return self.partnership_key

    def roles_of(self, user) -> set[str]:
        return {"keeper"} if registry.is_keeper(user, self) else set()
