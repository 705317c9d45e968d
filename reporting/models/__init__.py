"""Reporting periods, targets, published figures, and reports with the rows they counted."""

from .periods import PublishedFigure, ReportingPeriod, Target
from .reports import CountedRow, Report, ReportFigure, ReportFile, ReportJob, RestatedRow

__all__ = [
    "CountedRow",
    "PublishedFigure",
    "Report",
    "ReportFigure",
    "ReportFile",
    "ReportJob",
    "ReportingPeriod",
    "RestatedRow",
    "Target",
]
