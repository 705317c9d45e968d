"""The exchange: one row from draft to paid."""

from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Organisation
from missions.models import Seat


def decided_by(held, path="") -> Q:
    """Exchanges of a cluster itself that fall to these managers: to the coordinating cluster's, or, where
    that is the visitor, to the named partner's (see ``Exchange.deciding_cluster_id``)."""
    coordinator, stand_in = f"{path}partnership__coordinator", f"{path}partnership__stand_in"
    own = Q(**{f"{path}home_cluster__organisation": F(f"{path}visitor")})
    coordinators_own = Q(**{f"{path}home_cluster": F(coordinator)})
    return own & (
        Q(**{f"{coordinator}__in": held.manages})
        | (coordinators_own & Q(**{f"{stand_in}__in": held.manages}))
    )


def _number_of(rows) -> Subquery:
    """Each number is counted by itself: two counts over joins would multiply."""
    counted = rows.order_by().annotate(counted=Func("pk", function="COUNT")).values("counted")
    return Subquery(counted, output_field=IntegerField())


class ExchangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own applications; as host those that were submitted; as staff those of the partnership.

        A draft is seen by its applicant, its home cluster, the coordinator and the auditor only.
        """
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(visitor__in=held.represents)
            | Q(partnership__in=held.coordinates | held.audits)
            | Q(home_cluster__in=held.manages)
            | (Q(partnership__in=held.staffs) & ~Q(status=Exchange.Status.DRAFT))
            | (Q(host__in=held.represents) & ~Q(status__in=Exchange.UNSEEN_BY_HOST))
        )

    def decided_by(self, user):
        """Those on which this person acts as home manager: ``roles_of`` as a condition of the database."""
        held = user.standing
        own = Q(home_cluster__organisation=F("visitor"))
        coordinators = Q(home_cluster=F("partnership__coordinator"))
        return self.filter(
            (~own & Q(home_cluster__in=held.manages))
            | (own & ~coordinators & Q(partnership__coordinator__in=held.manages))
            | (own & coordinators & Q(partnership__stand_in__in=held.manages))
        ).exclude(visitor__in=held.represents)

    def hosted_by(self, user):
        """Those for which this person signs on the host's side as a manager."""
        held = user.standing
        return self.filter(
            Q(host_cluster__in=held.manages)
            | Q(host_cluster=None, mission__organiser__in=held.manages)
            | Q(host_cluster=None, mission=None, partnership__coordinator__in=held.manages)
        ).exclude(visitor__in=held.represents)

    def of_partnership(self, slug):
        return self.filter(partnership__slug=slug)

    def completed(self):
        return self.filter(status=Exchange.Status.COMPLETED)

    def until(self, date):
        """Whose last working day is on or before the date (domain: what is counted)."""
        return self.filter(last_working_day__lte=date)

    def standing_visits(self):
        """Those that use up their organisation's one visit: approved through completed."""
        return self.filter(status__in=Exchange.COUNTS_AS_VISIT)

    def waitlisted(self):
        """In the order of the list: by time of submission."""
        return self.filter(status=Exchange.Status.WAITLISTED).order_by("submitted_at", "pk")

    def with_people(self):
        """All that ``roles_of`` and a page about one exchange read."""
        return self.select_related(
            "partnership__coordinator__organisation",
            "partnership__stand_in",
            "visitor",
            "host",
            "home_cluster__organisation",
            "host_cluster__organisation",
            "mission__organiser__organisation",
        )

    def with_parts(self):
        """What hangs on an exchange at most once."""
        return self.select_related("consent", "grant__line__cluster", "grant__batch", "closing_report")

    def for_decision(self):
        """Annotates what a decision asks beside the exchange itself: ``hosted`` exchanges and open
        ``recoveries`` of the visitor in this partnership, ``seats_free`` on the mission, ``seat_held``.
        """
        here = Exchange.objects.filter(partnership=OuterRef("partnership"))
        hosted = here.filter(host=OuterRef("visitor")).standing_visits()
        recoveries = here.filter(visitor=OuterRef("visitor"), grant__status="recovering")
        seats_free = Seat.objects.filter(mission=OuterRef("mission")).free()
        return self.annotate(
            hosted=_number_of(hosted),
            recoveries=_number_of(recoveries),
            seats_free=_number_of(seats_free),
            seat_held=Exists(here.filter(pk=OuterRef("pk"), seat_offers__status="offered")),
        )

    def for_list(self):
        """The newest first; imported history came all at once, so its numbers decide."""
        shown = ("partnership", "visitor", "host", "home_cluster__organisation", "mission", "grant")
        long = ("motivation", "expected_outcome", "wanted_meetings", "extra", "mission__programme")
        return self.select_related(*shown).defer(*long).order_by("-started_at", "-pk")


class Exchange(models.Model):
    """One visiting organisation stays at one host organisation in another country, once."""

    class Format(models.TextChoices):
        PHYSICAL = "physical", _("in person")
        VIRTUAL = "virtual", _("online")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("exchange", "draft")
        SUBMITTED = "submitted", pgettext_lazy("exchange", "submitted")
        RETURNED = "returned", pgettext_lazy("exchange", "returned")
        WAITLISTED = "waitlisted", pgettext_lazy("exchange", "on the waiting list")
        APPROVED = "approved", pgettext_lazy("exchange", "approved")
        COMMITTED = "committed", pgettext_lazy("exchange", "committed")
        REPORTED = "reported", pgettext_lazy("exchange", "reported")
        COMPLETED = "completed", pgettext_lazy("exchange", "completed")
        WITHDRAWN = "withdrawn", pgettext_lazy("exchange", "withdrawn")
        REJECTED = "rejected", pgettext_lazy("exchange", "rejected")
        CANCELLED = "cancelled", pgettext_lazy("exchange", "cancelled")

    COUNTS_AS_VISIT = (Status.APPROVED, Status.COMMITTED, Status.REPORTED, Status.COMPLETED)
    UNSEEN_BY_HOST = (Status.DRAFT,)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="exchanges")
    reference = models.CharField(_("reference"), max_length=20)
    mission = models.ForeignKey(
        "missions.Mission",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("mission"),
    )
    seat = models.OneToOneField(
        "missions.Seat", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    visitor = models.ForeignKey(
        "clusters.Organisation",
        models.PROTECT,
        related_name="visits",
        verbose_name=_("visiting organisation"),
    )
    host = models.ForeignKey(
        "clusters.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hostings",
        verbose_name=_("host organisation"),
    )
    home_cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="sent_exchanges", verbose_name=_("home cluster")
    )
    host_cluster = models.ForeignKey(
        "clusters.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received_exchanges",
        verbose_name=_("host cluster"),
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.PHYSICAL)
    arrival = models.DateField(_("arrival"), null=True, blank=True)
    first_working_day = models.DateField(_("first working day"), null=True, blank=True)
    last_working_day = models.DateField(_("last working day"), null=True, blank=True)
    departure = models.DateField(_("departure"), null=True, blank=True)
    traveller_name = models.CharField(_("who travels"), max_length=150, blank=True)
    traveller_email = models.EmailField(_("e-mail of the traveller"), blank=True)
    motivation = models.TextField(_("why you want to go"), blank=True, max_length=4000)
    expected_outcome = models.TextField(_("what you expect to come of it"), blank=True, max_length=4000)
    wanted_meetings = models.TextField(_("whom you would like to meet"), blank=True, max_length=4000)
    host_contact_name = models.CharField(_("contact at the host"), max_length=150, blank=True)
    host_contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)

    started_at = models.DateTimeField(editable=False)
    started_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, related_name="+", editable=False
    )
    declared_at = models.DateTimeField(null=True, blank=True, editable=False)
    declared_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    validated_on = models.DateField(_("report validated on"), null=True, blank=True, editable=False)
    imported = models.BooleanField(_("imported history"), default=False, editable=False)
    counted_kind = models.CharField(
        _("type when counted"), max_length=24, blank=True, choices=Organisation.Kind, editable=False
    )
    counted_size = models.CharField(
        _("size class when counted"), max_length=8, blank=True, choices=Organisation.Size, editable=False
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = ExchangeQuerySet.as_manager()
    audit_kind = "exchange"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="exchange_reference_once"),
            # An organisation visits once in the whole scheme: approved through completed block a second.
            models.UniqueConstraint(
                fields=["visitor"],
                condition=Q(status__in=["approved", "committed", "reported", "completed"]),
                name="exchange_visits_once",
            ),
            models.CheckConstraint(
                condition=Q(host=None) | ~Q(host=F("visitor")), name="exchange_not_at_home"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "committed", "reported", "completed"])
                | Q(
                    host__isnull=False,
                    first_working_day__isnull=False,
                    last_working_day__isnull=False,
                    last_working_day__gte=F("first_working_day"),
                ),
                name="exchange_decided_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | (Q(validated_on__isnull=False) & ~Q(counted_kind="")),
                name="exchange_completed_is_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "status", "last_working_day"], name="exchange_counting"),
            models.Index(fields=["home_cluster", "status"], name="exchange_queue"),
            models.Index(fields=["partnership", "-started_at", "-id"], name="exchange_newest"),
        ]

    def __str__(self):
        return self.reference

    @property
    def deciding_cluster_id(self):
        """Whose managers act as home manager.

        A partner cluster's own exchange is decided by the coordinator, the coordinator's own by the
        partner named in the settings (domain: who may do what).
        """
        if self.is_coordinators_own:
            return self.partnership.stand_in_id
        if self.home_cluster.organisation_id == self.visitor_id:
            return self.partnership.coordinator_id
        return self.home_cluster_id

    @property
    def is_coordinators_own(self):
        """The coordinating cluster is the visitor: then the named partner stands in for the coordinator."""
        return (
            self.home_cluster.organisation_id == self.visitor_id
            and self.home_cluster_id == self.partnership.coordinator_id
        )

    @property
    def hosting_cluster_id(self):
        """Who signs on the host's side: host cluster, else the mission's organiser, else the coordinator."""
        if self.host_cluster_id:
            return self.host_cluster_id
        if self.mission_id:
            return self.mission.organiser_id
        return self.partnership.coordinator_id

    @property
    def stay_ends_on(self):
        """The last day on the way: the departure, or the last working day of a stay without one."""
        return self.departure or self.last_working_day

    def roles_of(self, user):
        """Roles that ``user`` plays here, from loaded fields only (see ``with_people``)."""
        held = user.standing
        roles = set()
        if self.visitor_id in held.represents:
            roles.add("applicant")
        if self.host_id in held.represents and self.status not in self.UNSEEN_BY_HOST:
            roles.add("host")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        if self.hosting_cluster_id in held.manages:
            roles.add("host_manager")
        if self.visitor_id in held.represents:
            return frozenset(roles - {"host_manager"})
        if self.deciding_cluster_id in held.manages:
            roles |= {"home_manager", "coordinator"} if self.is_coordinators_own else {"home_manager"}
        if self.partnership_id in held.coordinates and not self.is_coordinators_own:
            roles.add("coordinator")
        if self.partnership_id in held.finances:
            roles.add("finance")
        return frozenset(roles)


class RejectionReason(models.Model):
    """The list from which a rejection names its reason; editable per partnership."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="rejection_reasons")
    code = models.SlugField(max_length=40)
    label = models.CharField(_("reason"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "code"], name="rejection_reason_once")]

    def __str__(self):
        return self.label


class Waiver(models.Model):
    """A waivable rule that the home manager set aside, with the reason."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="waivers")
    rule = models.CharField(max_length=40)
    reason = models.TextField(_("reason"), max_length=1000)
    waived_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    waived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "rule"], name="waiver_once")]

    def __str__(self):
        return self.rule


class Correction(models.Model):
    """A fact changed after counting: old value, new value and reason stay readable, reports restate."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    old = models.CharField(max_length=200)
    new = models.CharField(max_length=200)
    reason = models.TextField(_("reason"), max_length=1000)
    corrected_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    def __str__(self):
        return f"{self.exchange} {self.field}"
