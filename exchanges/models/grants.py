"""Money: the dated lump-sum table, budget lines, travel grants and payment batches.

A budget line holds integer cents per state, so that the database itself can refuse to overdraw it
(SQLite cannot compare decimals exactly).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from .exchanges import decided_by


class LumpSumRate(models.Model):
    """Full lump sum for stays in a country, in cents, from a first working day on."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="lump_sum_rates")
    country = CountryField(_("host country"))
    full_cents = models.PositiveIntegerField(_("full lump sum in cents"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "country", "valid_from"], name="rate_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="rate_dates"
            ),
        ]

    def __str__(self):
        return f"{self.country.code} {self.valid_from}"


class BudgetLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(cluster__in=held.manages) | Q(partnership__in=held.coordinates | held.finances | held.audits)
        )

    def for_list(self):
        return self.select_related("cluster__organisation", "partnership").order_by(
            "year", "cluster__organisation__sort_key", "pk"
        )


class BudgetLine(models.Model):
    """What one cluster may spend on grants whose last working day lies in ``year``, in integer cents."""

    STATES = ("reserved", "agreed", "due", "in_batch", "paid")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="budget_lines")
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField(_("year"))
    planned_cents = models.BigIntegerField(_("planned"))
    reserved_cents = models.BigIntegerField(default=0)
    agreed_cents = models.BigIntegerField(default=0)
    due_cents = models.BigIntegerField(default=0)
    in_batch_cents = models.BigIntegerField(default=0)
    paid_cents = models.BigIntegerField(default=0)

    objects = BudgetLineQuerySet.as_manager()
    audit_kind = "budget_line"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year"], name="budget_line_once"),
            models.CheckConstraint(
                condition=Q(reserved_cents__gte=0)
                & Q(agreed_cents__gte=0)
                & Q(due_cents__gte=0)
                & Q(in_batch_cents__gte=0)
                & Q(paid_cents__gte=0),
                name="budget_line_no_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    planned_cents__gte=F("reserved_cents")
                    + F("agreed_cents")
                    + F("due_cents")
                    + F("in_batch_cents")
                    + F("paid_cents")
                ),
                name="budget_line_not_overdrawn",
            ),
        ]

    def __str__(self):
        return f"{self.cluster} {self.year}"

    @property
    def reference(self):
        return f"{self.cluster.code} {self.year}"

    @property
    def used_cents(self):
        return sum(getattr(self, f"{state}_cents") for state in self.STATES)

    @property
    def left_cents(self):
        return self.planned_cents - self.used_cents


class TravelGrantQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(exchange__visitor__in=held.represents)
            | Q(exchange__home_cluster__in=held.manages)
            | decided_by(held, "exchange__")
            | Q(exchange__partnership__in=held.coordinates | held.finances | held.audits)
        )

    def paid(self):
        return self.filter(status=TravelGrant.Status.PAID)

    def due(self):
        return self.filter(status=TravelGrant.Status.DUE)

    def for_list(self):
        return self.select_related(
            "exchange__visitor", "exchange__partnership", "exchange__home_cluster__organisation", "line"
        ).order_by(F("due_on").asc(nulls_last=True), "pk")


class TravelGrant(models.Model):
    """The lump sum of one exchange, from estimate to payment, release or recovery."""

    class Status(models.TextChoices):
        ESTIMATED = "estimated", pgettext_lazy("grant", "estimated")
        RESERVED = "reserved", pgettext_lazy("grant", "reserved")
        AGREED = "agreed", pgettext_lazy("grant", "agreed")
        DUE = "due", pgettext_lazy("grant", "due")
        IN_BATCH = "in_batch", pgettext_lazy("grant", "in a payment batch")
        PAID = "paid", pgettext_lazy("grant", "paid")
        RELEASED = "released", pgettext_lazy("grant", "released")
        RECOVERING = "recovering", pgettext_lazy("grant", "being recovered")
        RECOVERED = "recovered", pgettext_lazy("grant", "recovered")

    exchange = models.OneToOneField("exchanges.Exchange", models.PROTECT, related_name="grant")
    line = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="grants")
    batch = models.ForeignKey(
        "exchanges.PaymentBatch", models.PROTECT, null=True, blank=True, related_name="grants"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.ESTIMATED)
    full_cents = models.PositiveIntegerField()
    amount_cents = models.PositiveIntegerField()
    reason = models.JSONField(default=dict, help_text=_("The sentence that explains the amount."))
    due_on = models.DateField(_("pay by"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    payment_reference = models.CharField(max_length=60, blank=True)

    objects = TravelGrantQuerySet.as_manager()
    audit_kind = "grant"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__lte=F("full_cents")), name="grant_not_above_full"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["reserved", "agreed", "due", "in_batch", "paid", "recovering"])
                | Q(line__isnull=False),
                name="grant_booked_on_line",
            ),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(paid_on__isnull=False), name="grant_paid_has_date"
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


class PaymentBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        held = user.standing
        return self.filter(
            Q(cluster__in=held.manages)
            | Q(partnership__in=held.coordinates | held.finances | held.audits)
            | Q(cluster=F("partnership__coordinator"), partnership__stand_in__in=held.manages)
        )

    def for_list(self):
        return self.select_related(
            "cluster__organisation", "partnership", "authorised_by", "made_by"
        ).order_by("-made_at", "-pk")


class PaymentBatch(models.Model):
    """Grants paid together by one cluster. Two different people authorise and confirm it."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("batch", "being put together")
        AUTHORISED = "authorised", pgettext_lazy("batch", "authorised")
        PAID = "paid", pgettext_lazy("batch", "paid")
        DISSOLVED = "dissolved", pgettext_lazy("batch", "dissolved")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="payment_batches")
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="payment_batches")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    made_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    authorised_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    authorised_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)

    objects = PaymentBatchQuerySet.as_manager()
    audit_kind = "payment_batch"

    class Meta:
        verbose_name_plural = _("payment batches")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="batch_number_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("authorised_by")), name="batch_two_people"
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        return f"PAY-{self.number:04d}"

    def roles_of(self, user):
        """Nobody pays an organisation that they represent; the services check the grants one by one."""
        held = user.standing
        roles = set()
        if self.cluster_id in held.manages or self._stands_in(held):
            roles.add("home_manager")
        if self.partnership_id in held.finances:
            roles.add("finance")
        if self.partnership_id in held.coordinates:
            roles.add("coordinator")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        return frozenset(roles)

    def _stands_in(self, held):
        """The coordinating cluster's own exchange is paid by the partner that decides about it."""
        partnership = self.partnership
        return self.cluster_id == partnership.coordinator_id and partnership.stand_in_id in held.manages
