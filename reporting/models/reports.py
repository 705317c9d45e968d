"""A report stores its figures *and* every row it counted, with the classification it was counted with."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite.jobs import Job


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=user.standing.staffs) if user.is_authenticated else self.none()

    def frozen(self):
        return self.filter(status=Report.Status.FROZEN)

    def for_list(self):
        return self.select_related("partnership", "period", "made_by").order_by("-until", "-pk")


class Report(models.Model):
    """A progress report up to a cut-off. Once frozen, nothing in it changes; later facts are restated."""

    class Status(models.TextChoices):
        BUILDING = "building", pgettext_lazy("report", "being made")
        READY = "ready", pgettext_lazy("report", "ready to check")
        FROZEN = "frozen", pgettext_lazy("report", "frozen")
        DISCARDED = "discarded", pgettext_lazy("report", "discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="reports")
    period = models.ForeignKey(
        "reporting.ReportingPeriod", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    until = models.DateField(_("cut-off"))
    language = models.CharField(_("language"), max_length=8, default="en")
    status = models.CharField(max_length=10, choices=Status, default=Status.BUILDING)
    headline = models.CharField(max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    made_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    data_as_of = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()
    audit_kind = "report"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(status="frozen"), name="period_frozen_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="frozen") | ~Q(checksum=""), name="frozen_has_checksum"
            ),
        ]

    def __str__(self):
        return f"{self.partnership} {self.until}"

    @property
    def reference(self):
        return f"{self.partnership.acronym} {self.until:%Y-%m-%d}"

    @property
    def check_code(self):
        """Ten signs of the checksum, in two groups: printed on the paper, checked on the page."""
        return f"{self.checksum[:5]}-{self.checksum[5:10]}".upper() if self.checksum else ""

    def roles_of(self, user):
        held = user.standing
        roles = set()
        if self.partnership_id in held.coordinates:
            roles.add("coordinator")
        if self.partnership_id in held.audits:
            roles.add("auditor")
        if self.partnership_id in held.manages_in | held.finances:
            roles.add("staff")
        return frozenset(roles)


class ReportFigure(models.Model):
    """One indicator as reported: the number and the words it is printed with."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    rule = models.CharField(max_length=400)
    date_rule = models.CharField(max_length=400)
    value = models.DecimalField(max_digits=15, decimal_places=2)
    target = models.PositiveIntegerField(null=True)
    previous = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    new = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    restated = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_figure_once")]

    def __str__(self):
        return f"{self.code}: {self.value}"


class CountedRow(models.Model):
    """A row that an indicator counted, as it was then."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rows")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    record = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    classification = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code", "kind", "record"], name="counted_row_once")
        ]
        indexes = [models.Index(fields=["report", "code"], name="counted_rows")]

    def __str__(self):
        return f"{self.code} {self.reference}"


class ReportFile(models.Model):
    """One file of a report, stored privately."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    format = models.CharField(max_length=5, choices=Format)
    stored_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self):
        return self.stored_name


class ReportJob(Job):
    """The work of making one report, done by a worker."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="jobs")

    def __str__(self):
        return str(self.report_id)
