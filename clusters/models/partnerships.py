"""Partnerships that share one EU grant, their clusters, and the rules they are run by."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those in which the person holds a post: the staff pages of a partnership are theirs alone."""
        return self.filter(pk__in=user.standing.staffs) if user.is_authenticated else self.none()

    def for_list(self):
        return self.order_by("acronym", "pk")


class Partnership(models.Model):
    """Clusters that share one EU grant. Money planned on budget lines never exceeds the ceiling."""

    acronym = models.CharField(_("acronym"), max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=300)
    aim = models.TextField(_("aim"), blank=True)
    call = models.CharField(_("call"), max_length=80, blank=True)
    programme = models.CharField(_("programme"), max_length=80, blank=True)
    grant_agreement = models.CharField(_("grant agreement"), max_length=80, blank=True)
    grant_ceiling_cents = models.BigIntegerField(_("grant ceiling in cents"))
    planned_cents = models.BigIntegerField(default=0, editable=False)
    # The last number given to an exchange: a number is never given again, not even after its draft is gone.
    exchanges_numbered = models.PositiveIntegerField(default=0, editable=False)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    coordinator = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="coordinated_partnerships"
    )
    stand_in = models.ForeignKey(
        "clusters.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stood_in_partnerships",
        verbose_name=_("decides on the coordinator's own exchanges"),
    )
    eu_statement = models.CharField(_("co-funding statement"), max_length=300)
    contact_email = models.EmailField(_("contact"), blank=True)
    website = models.URLField(_("website"), blank=True)
    note = models.TextField(_("note"), blank=True)
    extra = models.JSONField(default=dict, blank=True, help_text=_("Keys the programme does not need yet."))

    objects = PartnershipQuerySet.as_manager()
    audit_kind = "partnership"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="partnership_dates"),
            models.CheckConstraint(
                condition=Q(planned_cents__gte=0) & Q(planned_cents__lte=F("grant_ceiling_cents")),
                name="partnership_lines_within_grant",
            ),
        ]

    def __str__(self):
        return self.acronym

    @property
    def partnership_id(self):
        return self.pk

    @property
    def reference(self):
        return self.acronym


class ClusterQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=user.standing.staffs) if user.is_authenticated else self.none()

    def with_members(self):
        """``member_count``: organisations whose membership is confirmed."""
        confirmed = Q(memberships__status="confirmed")
        return self.annotate(member_count=Count("memberships", filter=confirmed))

    def for_list(self):
        return self.select_related("organisation", "partnership").order_by("organisation__sort_key", "pk")


class Cluster(models.Model):
    """A cluster's part in a partnership. The cluster organisation itself is one organisation row."""

    class Eccp(models.TextChoices):
        REGISTERED = "registered", _("registered on the ECCP")
        APPLIED = "applied", _("applied to the ECCP")
        NONE = "none", _("not on the ECCP")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="clusters")
    organisation = models.ForeignKey("clusters.Organisation", models.PROTECT, related_name="clusters")
    code = models.SlugField(_("code"), max_length=60)
    eccp = models.CharField(_("ECCP"), max_length=12, choices=Eccp, default=Eccp.REGISTERED)
    eccp_since = models.DateField(_("since"), null=True, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)

    objects = ClusterQuerySet.as_manager()
    audit_kind = "cluster"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="cluster_code_once"),
            models.UniqueConstraint(fields=["partnership", "organisation"], name="cluster_once"),
            # Only a cluster that is registered, or has applied, may join a partnership (domain: ECCP).
            models.CheckConstraint(condition=~Q(eccp="none"), name="cluster_is_on_eccp"),
        ]

    def __str__(self):
        return self.organisation.name

    @property
    def name(self):
        return self.organisation.name

    @property
    def reference(self):
        return self.code


class EligibleCountry(models.Model):
    """A country whose organisations may visit, from a date on (COSME list, editable)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="eligible_countries")
    country = CountryField(_("country"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name_plural = _("eligible countries")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "country", "valid_from"], name="eligible_once"),
        ]

    def __str__(self):
        return f"{self.country.name} ({self.valid_from})"


class ProgrammeRule(models.Model):
    """The partnership's numbers, with the day they begin to hold: facts, derived values and assumptions."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="programme_rules")
    valid_from = models.DateField(_("valid from"))
    min_working_days = models.PositiveSmallIntegerField(_("least working days"), default=3)
    full_working_days = models.PositiveSmallIntegerField(_("working days for the full sum"), default=5)
    full_distance_km = models.PositiveIntegerField(_("distance for the full sum, km"), default=200)
    cap_cents = models.PositiveIntegerField(_("cap per organisation in cents"), default=110_000)
    max_months = models.PositiveSmallIntegerField(_("longest stay in months"), default=1)
    virtual_allowed = models.BooleanField(_("virtual exchanges allowed"), default=False)
    declaration_months = models.PositiveSmallIntegerField(_("self-declaration holds, months"), default=12)
    answer_days = models.PositiveSmallIntegerField(_("days to answer a return"), default=14)
    offer_hours = models.PositiveSmallIntegerField(_("hours a freed seat is held"), default=48)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "valid_from"], name="programme_rule_once"),
        ]

    def __str__(self):
        return f"{self.partnership} {self.valid_from}"
