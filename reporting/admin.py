"""Periods and targets can be edited; reports are looked at."""

from django.contrib import admin

from excite.admin import RepairAdmin, ShownAdmin

from .models import PublishedFigure, Report, ReportingPeriod, Target


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(RepairAdmin):
    list_display = ["number", "partnership", "starts_on", "ends_on"]


@admin.register(Target)
class TargetAdmin(RepairAdmin):
    list_display = ["indicator", "partnership", "target", "source"]


@admin.register(PublishedFigure)
class PublishedFigureAdmin(RepairAdmin):
    list_display = ["published_on", "partnership", "exchanges", "by_smes"]


@admin.register(Report)
class ReportAdmin(ShownAdmin):
    list_display = ["until", "partnership", "period", "status"]
