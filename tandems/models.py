"""Who learns with whom: learning tandems of two clusters, and their sessions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite.names import fold


class TandemTopic(models.Model):
    """A topic that the partnership's clusters learn about."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="tandem_topics")
    name = models.CharField(_("topic"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "name"], name="tandem_topic_once")]

    def __str__(self):
        return self.name


class TandemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=user.standing.staffs) if user.is_authenticated else self.none()

    def counted(self):
        """Running and closed tandems count (domain: what is counted)."""
        return self.filter(status__in=[Tandem.Status.RUNNING, Tandem.Status.CLOSED])

    def matching(self, words):
        """Every word in the reference, the topic or the name of a cluster."""
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(reference__icontains=word)
                | Q(topic__name__icontains=word)
                | Q(first_cluster__organisation__search__contains=word)
                | Q(second_cluster__organisation__search__contains=word)
            )
        return found

    def with_sessions(self):
        return self.annotate(
            session_count=models.Count("sessions"), last_session=models.Max("sessions__held_on")
        )

    def for_list(self):
        return self.select_related(
            "partnership", "topic", "first_cluster__organisation", "second_cluster__organisation"
        ).order_by(F("starts_on").desc(nulls_first=True), "-pk")


class Tandem(models.Model):
    """Two clusters learn from each other on one topic over some months."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("tandem", "proposed")
        RUNNING = "running", pgettext_lazy("tandem", "running")
        CLOSED = "closed", pgettext_lazy("tandem", "closed")
        CANCELLED = "cancelled", pgettext_lazy("tandem", "cancelled")

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="tandems")
    reference = models.CharField(max_length=20)
    first_cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="+", verbose_name=_("proposing cluster")
    )
    second_cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="+", verbose_name=_("partner cluster")
    )
    topic = models.ForeignKey(TandemTopic, models.PROTECT, related_name="tandems", verbose_name=_("topic"))
    goal = models.TextField(_("goal"), max_length=2000)
    outcome = models.TextField(_("outcome"), blank=True, max_length=4000)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    starts_on = models.DateField(_("running since"), null=True, blank=True)
    ends_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = TandemQuerySet.as_manager()
    audit_kind = "tandem"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="tandem_reference_once"),
            models.CheckConstraint(condition=~Q(first_cluster=F("second_cluster")), name="tandem_of_two"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="tandem_dates"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "closed"]) | Q(starts_on__isnull=False),
                name="tandem_running_has_start",
            ),
        ]

    def __str__(self):
        return self.reference

    def roles_of(self, user):
        held = user.standing
        roles = set()
        if self.first_cluster_id in held.manages:
            roles |= {"proposer", "partner"}
        if self.second_cluster_id in held.manages:
            roles |= {"answerer", "partner"}
        if self.partnership_id in held.coordinates:
            roles.add("coordinator")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        return frozenset(roles)


class TandemSession(models.Model):
    """One meeting of a tandem: when, how long, what was learnt."""

    tandem = models.ForeignKey(Tandem, models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("held on"))
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(24)],
    )
    learnt = models.TextField(_("what was learnt"), max_length=4000)
    recorded_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tandem", "held_on", "learnt"], name="tandem_session_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="tandem_session_hours"),
        ]

    def __str__(self):
        return f"{self.tandem_id} {self.held_on}"


class SessionParticipant(models.Model):
    """A member of cluster staff who took part: counted once per person as staff trained."""

    session = models.ForeignKey(TandemSession, models.CASCADE, related_name="participants")
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "cluster", "name_key"], name="participant_once")
        ]

    def __str__(self):
        return self.name
