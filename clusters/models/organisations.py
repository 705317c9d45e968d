"""Organisations, their entry in a partnership's register, and whose members they are."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from excite.names import fold

from .texts import SearchText, SortKey


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own organisations, and those in the register of a partnership where the person holds a post."""
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        listed = RegisterEntry.objects.filter(partnership__in=held.staffs).values("organisation")
        return self.filter(Q(pk__in=held.represents) | Q(pk__in=listed))

    def in_partnership(self, slug):
        entries = RegisterEntry.objects.filter(partnership__slug=slug).values("organisation")
        return self.filter(pk__in=entries)

    def matching(self, words):
        """Every word somewhere in the name, city or country name, whatever the case or accents."""
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def for_list(self):
        return self.order_by("sort_key", "pk")


class Organisation(models.Model):
    """An organisation, the same row for the whole installation."""

    class Kind(models.TextChoices):
        SME = "sme", _("SME")
        SCALING_UP_SUPPORT = "scaling_up_support", _("scaling-up support organisation")
        CLUSTER_ORGANISATION = "cluster_organisation", _("cluster organisation")
        BUSINESS_NETWORK = "business_network", _("business network")
        TRAINING_PROVIDER = "training_provider", _("training provider")
        LARGE_COMPANY = "large_company", _("large company")
        PUBLIC_AUTHORITY = "public_authority", _("public authority")
        INNOVATION_AGENCY = "innovation_agency", _("innovation agency")

    class Size(models.TextChoices):
        MICRO = "micro", _("micro")
        SMALL = "small", _("small")
        MEDIUM = "medium", _("medium")
        LARGE = "large", _("large")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("type"), max_length=24, choices=Kind)
    size = models.CharField(_("size class"), max_length=8, choices=Size, blank=True)
    size_checked_on = models.DateField(_("size checked on"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    turnover_eur = models.DecimalField(
        _("turnover in EUR"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    ecosystem = models.CharField(_("industrial ecosystem"), max_length=80, blank=True)
    pic = models.CharField(_("PIC"), max_length=9, blank=True)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("about"), blank=True, max_length=4000)
    search = SearchText(source="name city", db_index=True)
    sort_key = SortKey(source="name", db_index=True)

    objects = OrganisationQuerySet.as_manager()
    audit_kind = "organisation"
    partnership_id = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pic"], condition=~Q(pic=""), name="organisation_pic_once"),
            models.CheckConstraint(
                condition=Q(pic="") | Q(pic__regex=r"^[0-9]{9}$"), name="organisation_pic_digits"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def reference(self):
        return self.name


class RegisterEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Entries of one's own organisations, and of partnerships where the person holds a post."""
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(Q(organisation__in=held.represents) | Q(partnership__in=held.staffs))

    def matching(self, words):
        """By code, or by every word somewhere in name and city, whatever the case or accents."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(organisation__search__contains=word) | Q(code__icontains=word))
        return found

    def with_membership(self):
        """``is_member`` and ``has_asked``: in a cluster of this partnership or, with proof, outside it."""
        own = Membership.objects.filter(
            organisation=OuterRef("organisation"), home_cluster__partnership=OuterRef("partnership")
        )
        return self.annotate(is_member=Exists(own.confirmed()), has_asked=Exists(own.asked()))

    def with_people(self):
        """All that a page about one entry reads."""
        return self.select_related("organisation", "home_cluster__organisation", "partnership")

    def for_list(self):
        return self.with_people().order_by("organisation__sort_key", "pk")


class RegisterEntry(models.Model):
    """An organisation in a partnership's register: the code it is filed under, and who looks after it."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="register")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="entries")
    code = models.CharField(_("code"), max_length=40)
    home_cluster = models.ForeignKey(
        "clusters.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="looked_after",
        verbose_name=_("looked after by"),
    )
    hosting_approved_on = models.DateField(_("hosting approved in advance on"), null=True, blank=True)
    hosting_approved_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_on = models.DateField()
    extra = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Columns of imports that the programme does not need yet."),
    )

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("register entries")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="register_code_once"),
            models.UniqueConstraint(
                fields=["partnership", "organisation"], name="register_organisation_once"
            ),
        ]

    audit_kind = "register_entry"

    def __str__(self):
        return f"{self.code} {self.organisation}"

    @property
    def reference(self):
        return self.organisation.name

    def roles_of(self, user):
        """``looks_after``: the home cluster's managers; where there is no home cluster, the coordinator."""
        held = user.standing
        roles = set()
        if self.organisation_id in held.represents:
            roles.add("representative")
        if self.home_cluster_id in held.manages:
            roles.add("looks_after")
        if self.home_cluster_id is None and self.partnership_id in held.coordinates:
            roles.add("looks_after")
        if self.partnership_id in held.staffs:
            roles.add("staff")
        return frozenset(roles)


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(organisation__in=held.represents)
            | Q(speaker=user)
            | Q(home_cluster__partnership__in=held.staffs)
        )

    def confirmed(self):
        return self.filter(status=Membership.Status.CONFIRMED)

    def asked(self):
        return self.filter(status=Membership.Status.ASKED)

    def matching(self, words):
        found = self
        for word in fold(words).split():
            found = found.filter(organisation__search__contains=word)
        return found

    def for_list(self):
        """What waits comes first, the longest waiting on top."""
        waits = Case(When(status=Membership.Status.ASKED, then=0), default=1)
        return self.with_people().order_by(waits, "asked_on", "organisation__sort_key", "pk")

    def with_people(self):
        return self.select_related(
            "organisation", "cluster__organisation", "home_cluster__organisation", "home_cluster__partnership"
        )


class Membership(models.Model):
    """An organisation belongs to a cluster; the manager of the home cluster confirms it.

    Either ``cluster`` (of the partnership) or ``outside_cluster`` (by name, with the proof on record) is set.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    home_cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="confirmations")
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    outside_cluster = models.CharField(_("cluster outside the partnership"), max_length=200, blank=True)
    outside_eccp = models.CharField(
        _("its ECCP state"),
        max_length=12,
        blank=True,
        choices=[("registered", _("registered")), ("applied", _("applied")), ("none", _("not on the ECCP"))],
    )
    proof = models.TextField(_("proof"), blank=True, max_length=2000)
    # Who registered the organisation in the portal, and speaks for it from the confirmation on.
    speaker = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="asked_memberships"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    audit_kind = "membership"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cluster__isnull=False, outside_cluster="")
                | (Q(cluster=None) & ~Q(outside_cluster="")),
                name="membership_inside_or_outside",
            ),
            models.UniqueConstraint(
                fields=["organisation", "cluster"],
                condition=Q(status__in=["asked", "confirmed"]),
                name="membership_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.cluster or self.outside_cluster}"

    @property
    def partnership_id(self):
        return self.home_cluster.partnership_id

    @property
    def reference(self):
        return str(self.organisation)

    def roles_of(self, user):
        """Nobody confirms an organisation that they represent (domain: who may do what)."""
        held = user.standing
        roles = set()
        if self.organisation_id in held.represents or self.speaker_id == user.pk:
            return frozenset({"applicant"})
        if self.home_cluster_id in held.manages:
            roles.add("home_manager")
        if self.partnership_id in held.coordinates:
            roles.add("coordinator")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        return frozenset(roles)


class SizeDeclaration(models.Model):
    """The signed SME self-declaration of one accounting year (Recommendation 2003/361/EC)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="size_declarations")
    accounting_year = models.PositiveSmallIntegerField(_("accounting year"))
    staff = models.DecimalField(_("staff, annual work units"), max_digits=10, decimal_places=2)
    turnover_eur = models.DecimalField(_("turnover in EUR"), max_digits=15, decimal_places=2)
    balance_eur = models.DecimalField(
        _("balance sheet in EUR"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    publicly_controlled = models.BooleanField(_("25 % or more public control"), default=False)
    size = models.CharField(_("size class"), max_length=8, choices=Organisation.Size)
    declared_on = models.DateField(_("declared on"))
    signed_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "accounting_year", "declared_on"], name="declaration_once"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} {self.accounting_year}"
