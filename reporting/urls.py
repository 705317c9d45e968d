"""Addresses under /p/<partnership>/reporting/."""

from django.urls import path

from .views import reports, scoreboard

app_name = "reporting"

urlpatterns = [
    path("", scoreboard.scoreboard, name="scoreboard"),
    path("rules/", scoreboard.rules, name="rules"),
    path("rows/<slug:code>/", scoreboard.rows, name="rows"),
    path("verify/", reports.verify, name="verify"),
    path("reports/", reports.reports, name="reports"),
    path("reports/make/", reports.make, name="make"),
    path("reports/<uuid:uuid>/", reports.report, name="report"),
    path("reports/<uuid:uuid>/progress/", reports.progress, name="progress"),
    path("reports/<uuid:uuid>/rows/<slug:code>/", reports.report_rows, name="report_rows"),
    path("reports/<uuid:uuid>/files/<slug:ending>/", reports.file, name="file"),
    path("reports/<uuid:uuid>/act/<slug:name>/", reports.act, name="act"),
]
