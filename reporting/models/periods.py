"""What is to be reported when, and what was said in public before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReportingPeriod(models.Model):
    """A half-year that a report closes."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="periods")
    number = models.PositiveSmallIntegerField(_("period"))
    starts_on = models.DateField()
    ends_on = models.DateField()
    final = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="period_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_dates"),
        ]

    def __str__(self):
        return f"{self.partnership} {self.number}"


class Target(models.Model):
    """What an indicator shall reach by the end of the grant, and where that was published."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="targets")
    indicator = models.SlugField(max_length=60)
    target = models.PositiveIntegerField(null=True, blank=True)
    final = models.PositiveIntegerField(_("published in the end"), null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "indicator"], name="target_once")]

    def __str__(self):
        return f"{self.indicator}: {self.target}"


class PublishedFigure(models.Model):
    """Totals as they once stood in print: compared with, never counted from."""

    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="published_figures")
    published_on = models.DateField()
    cut_off = models.DateField()
    exchanges = models.PositiveIntegerField()
    by_smes = models.PositiveIntegerField()
    headline = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "cut_off"], name="published_figure_once")
        ]

    def __str__(self):
        return f"{self.cut_off}: {self.exchanges} ({self.by_smes})"
