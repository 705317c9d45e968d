"""A report stores its figures *and* every row it counted, with the classification it was counted with."""

import uuid

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite.days import day_of
from excite.jobs import Job
from excite.words import Encoder


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=user.standing.staffs) if user.is_authenticated else self.none()

    def frozen(self):
        return self.filter(status=Report.Status.FROZEN)

    def kept(self):
        return self.exclude(status=Report.Status.DISCARDED)

    def before(self, until):
        """Frozen reports with an earlier cut-off, the nearest first: that one is "the last report"."""
        return self.frozen().filter(until__lt=until).order_by("-until", "-frozen_at", "-pk")

    def with_job(self):
        """Annotates ``job_status``: where the latest job of the report stands. The table of acts reads it."""
        latest = ReportJob.objects.filter(report=OuterRef("pk")).order_by("-pk")
        return self.annotate(job_status=Subquery(latest.values("status")[:1]))

    def with_people(self):
        return self.select_related("partnership", "period", "previous__period", "made_by", "frozen_by")

    def for_list(self):
        return self.with_people().with_job().order_by("-until", "-made_at", "-pk")


class Report(models.Model):
    """A progress report up to a cut-off. Once frozen, nothing in it changes; later facts are restated.

    ``known_on`` leaves out what became known later; without it all counts that is known at the making.
    ``previous`` is the frozen report that this one compares itself with.
    """

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
    known_on = models.DateField(_("as known on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    status = models.CharField(max_length=10, choices=Status, default=Status.BUILDING)
    headline = models.CharField(max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    made_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    data_as_of = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 over figures and rows."))
    frozen_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    checksum = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 over the digest and the files.")
    )

    objects = ReportQuerySet.as_manager()
    audit_kind = "report"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(status="frozen"), name="period_frozen_once"
            ),
            # The form sent eight times at once starts one report.
            models.UniqueConstraint(
                fields=["partnership", "until", "language"],
                condition=Q(status="building"),
                name="report_building_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="frozen")
                | (~Q(checksum="") & ~Q(digest="") & Q(frozen_at__isnull=False)),
                name="frozen_has_checksum",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "status", "until"], name="report_last_frozen")]

    def __str__(self):
        return f"{self.partnership} {self.until}"

    @property
    def reference(self):
        return f"{self.partnership.acronym} {self.until:%Y-%m-%d}"

    @property
    def made_on(self):
        return day_of(self.made_at)

    @property
    def frozen_on(self):
        return day_of(self.frozen_at) if self.frozen_at else None

    @property
    def check_code(self):
        """Twelve signs of the digest in three groups: printed on the paper, checked on the page."""
        signs = self.digest[:12].upper()
        return "-".join((signs[:4], signs[4:8], signs[8:])) if signs else ""

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
    """One indicator as reported: the number and the words it is printed with.

    ``value`` is empty where the portal keeps no record of the thing: that is not the same as none.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    rule = models.CharField(max_length=400)
    date_rule = models.CharField(max_length=400)
    note = models.CharField(max_length=400, blank=True)
    places = models.PositiveSmallIntegerField(default=0, help_text=_("Decimals shown: two for money."))
    value = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    target = models.PositiveIntegerField(null=True)
    previous = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    new = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    restated = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_figure_once")]

    def __str__(self):
        return f"{self.code}: {self.value}"


class CountedRow(models.Model):
    """A row that an indicator counted, as it was then: what it added, and the facts that decided it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rows")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    record = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    counted_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    classification = models.JSONField(default=dict, encoder=Encoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code", "kind", "record"], name="counted_row_once")
        ]
        indexes = [models.Index(fields=["report", "code"], name="counted_rows")]

    def __str__(self):
        return f"{self.code} {self.reference}"


class RestatedRow(models.Model):
    """A row by which an earlier report would be different today, with the reason in words."""

    class Change(models.TextChoices):
        ADDED = "added", pgettext_lazy("restated row", "added")
        DROPPED = "dropped", pgettext_lazy("restated row", "taken out")
        CHANGED = "changed", pgettext_lazy("restated row", "changed")

    report = models.ForeignKey(Report, models.CASCADE, related_name="restatements")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    record = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    change = models.CharField(max_length=8, choices=Change)
    amount = models.DecimalField(max_digits=15, decimal_places=2, help_text=_("Effect on the figure."))
    reason = models.JSONField(default=dict, encoder=Encoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code", "kind", "record"], name="restated_row_once")
        ]

    def __str__(self):
        return f"{self.code} {self.reference}: {self.change}"


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

    CONTENT_TYPES = {
        Format.PDF: "application/pdf",
        Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format.CSV: "text/csv; charset=utf-8",
        Format.JSON: "application/json",
    }

    def __str__(self):
        return self.stored_name

    @property
    def content_type(self):
        return self.CONTENT_TYPES[self.format]

    @property
    def download_name(self):
        return f"{self.report.partnership.acronym} {self.report.until:%Y-%m-%d}.{self.format}"


class ReportJob(Job):
    """The work of making one report, done by a worker in a process of its own."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="jobs")

    heavy = True
    time_limit = 900  # seconds

    class Meta(Job.Meta):
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(status__in=["queued", "running"]),
                name="report_one_open_job",
            ),
        ]

    def __str__(self):
        return str(self.report_id)
