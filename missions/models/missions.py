"""Missions: dated company trips, study visits and matchmaking events."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from clusters.models.texts import SearchText, SortKey
from excite.names import fold


class MissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published missions are public; drafts are for the staff of their partnership."""
        public = Q(status__in=Mission.PUBLIC)
        if user is None or not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(partnership__in=user.standing.staffs))

    def open_at(self, now):
        """Applications are welcome: published, and inside the window, the whole deadline second included."""
        return self.filter(
            Q(apply_from=None) | Q(apply_from__lte=now),
            Q(apply_until=None) | Q(apply_until__gt=now - timedelta(seconds=1)),
            status=Mission.Status.PUBLISHED,
        )

    def coming(self):
        return self.filter(
            status__in=[Mission.Status.ANNOUNCED, Mission.Status.PUBLISHED, Mission.Status.CLOSED]
        )

    def held(self):
        return self.filter(status=Mission.Status.HELD)

    def with_places_left(self):
        """Annotates ``places_left``: free seats, or None where the mission has no limit."""
        free = Count("seat_rows", filter=Q(seat_rows__taken_at=None))
        return self.annotate(
            places_left=models.Case(
                models.When(seats=None, then=None), default=free, output_field=models.IntegerField()
            )
        )

    def matching(self, words):
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def for_list(self):
        """What can still be applied for first, the nearest first; then announced ones; then the past."""
        coming = models.Case(
            models.When(status=Mission.Status.PUBLISHED, then=0),
            models.When(status=Mission.Status.DRAFT, then=1),
            models.When(status__in=[Mission.Status.ANNOUNCED, Mission.Status.CLOSED], then=2),
            default=3,
        )
        future = models.Case(
            models.When(status__in=[Mission.Status.HELD, Mission.Status.CANCELLED], then=None),
            default=F("starts_on"),
        )
        return (
            self.select_related("partnership", "organiser__organisation", "host_cluster__organisation")
            .prefetch_related(models.Prefetch("places", MissionPlace.objects.order_by("position", "pk")))
            .order_by(
                coming, future.asc(nulls_last=True), F("starts_on").desc(nulls_last=True), "sort_key", "pk"
            )
        )


class Mission(models.Model):
    """A dated trip with pre-arranged B2B meetings, a study visit, or a matchmaking event.

    It may be announced with only a year (``planned_for``). Days are in the host's calendar; the window for
    applications is two instants, shown in ``time_zone``, the deadline second included.
    """

    class Kind(models.TextChoices):
        COMPANY_MISSION = "company_mission", _("company mission")
        STUDY_VISIT = "study_visit", _("study visit")
        MATCHMAKING_EVENT = "matchmaking_event", _("matchmaking event")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        PUBLISHED = "published", _("open for applications")
        CLOSED = "closed", _("closed for applications")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    PUBLIC = (Status.ANNOUNCED, Status.PUBLISHED, Status.CLOSED, Status.HELD, Status.CANCELLED)

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="missions")
    slug = models.SlugField(max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    programme = models.TextField(_("programme"), blank=True, max_length=8000)
    organiser = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="organised_missions", verbose_name=_("organiser")
    )
    host_cluster = models.ForeignKey(
        "clusters.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_missions",
        verbose_name=_("host cluster"),
    )
    co_organisers = models.ManyToManyField(
        "clusters.Cluster", blank=True, related_name="co_organised_missions", verbose_name=_("with")
    )
    anchor_event = models.CharField(_("at the event"), max_length=200, blank=True)
    ecosystem = models.CharField(_("industrial ecosystem"), max_length=80, blank=True)
    country = CountryField(_("host country"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Brussels")
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    planned_for = models.CharField(_("planned for"), max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    apply_from = models.DateTimeField(_("applications from"), null=True, blank=True)
    apply_until = models.DateTimeField(_("applications until"), null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    printed_dates = models.CharField(_("dates as printed"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)
    extra = models.JSONField(default=dict, blank=True)
    search = SearchText(source="name anchor_event")
    sort_key = SortKey(source="name", db_index=True)

    objects = MissionQuerySet.as_manager()
    audit_kind = "mission"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="mission_slug_once"),
            models.UniqueConstraint(fields=["partnership", "name"], name="mission_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="mission_dates"
            ),
            models.CheckConstraint(
                condition=Q(apply_until=None) | Q(apply_from=None) | Q(apply_until__gte=F("apply_from")),
                name="mission_window",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) | Q(status__in=["draft", "announced", "cancelled"]),
                name="mission_open_has_dates",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def reference(self):
        return self.slug

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    def roles_of(self, user):
        held = user.standing
        roles = set()
        if self.organiser_id in held.manages:
            roles.add("organiser")
        if self.host_cluster_id in held.manages:
            roles.add("host_manager")
        if self.partnership_id in held.coordinates:
            roles.add("coordinator")
        if self.partnership_id in held.finances:
            roles.add("finance")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        return frozenset(roles)


class MissionPlace(models.Model):
    """A town that the mission visits, in order, with coordinates for the map (degrees, WGS 84)."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("place"), max_length=120)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="mission_place_once")]

    def __str__(self):
        return self.name


class MissionSite(models.Model):
    """A laboratory, company or other site that is visited."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="sites")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("site"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="mission_site_once")]

    def __str__(self):
        return self.name


class PastEvent(models.Model):
    """A matchmaking event from before the partnership: told on the public page, counted nowhere."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="past_events")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    country = CountryField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    month = models.CharField(max_length=7, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name", "place"], name="past_event_once")
        ]

    def __str__(self):
        return f"{self.name}, {self.place}"


class Testimonial(models.Model):
    """What a participant said, and about which mission."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="testimonials")
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, blank=True, related_name="testimonials")
    quote = models.TextField()
    said_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "said_by"], name="testimonial_once")]

    def __str__(self):
        return self.said_by
