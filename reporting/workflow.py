"""The table of reports: being made → ready → frozen; discarded."""

from django.utils.translation import pgettext_lazy

from excite.jobs import Status as Job
from excite.workflow import Action, Workflow

from .models import Report

S = Report.Status


def is_under_way(report):
    return getattr(report, "job_status", None) in {Job.QUEUED, Job.RUNNING}


def has_stopped(report):
    return getattr(report, "job_status", None) in {Job.FAILED, Job.CANCELLED}


REPORT = Workflow(
    "report",
    Action(
        "finish",
        pgettext_lazy("report", "Finish"),
        by=frozenset({"system"}),
        when=frozenset({S.BUILDING}),
        to=S.READY,
    ),
    # Both read ``job_status``, which ``with_job`` annotates.
    Action(
        "stop",
        pgettext_lazy("report", "Stop"),
        by=frozenset({"coordinator"}),
        when=frozenset({S.BUILDING}),
        ready=is_under_way,
    ),
    Action(
        "retry",
        pgettext_lazy("report", "Try again"),
        by=frozenset({"coordinator"}),
        when=frozenset({S.BUILDING}),
        style="primary",
        ready=has_stopped,
    ),
    Action(
        "freeze",
        pgettext_lazy("report", "Freeze"),
        by=frozenset({"coordinator"}),
        when=frozenset({S.READY}),
        to=S.FROZEN,
        style="primary",
    ),
    Action(
        "discard",
        pgettext_lazy("report", "Discard"),
        by=frozenset({"coordinator"}),
        when=frozenset({S.BUILDING, S.READY}),
        to=S.DISCARDED,
        style="danger",
    ),
)
