"""The table of reports: being made → ready → frozen; discarded."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from .models import Report

S = Report.Status

REPORT = Workflow(
    "report",
    Action("finish", pgettext_lazy("report", "Finish"), by={"system"}, when={S.BUILDING}, to=S.READY),
    Action(
        "freeze",
        pgettext_lazy("report", "Freeze"),
        by={"coordinator"},
        when={S.READY},
        to=S.FROZEN,
        style="primary",
    ),
    Action(
        "discard",
        pgettext_lazy("report", "Discard"),
        by={"coordinator"},
        when={S.BUILDING, S.READY},
        to=S.DISCARDED,
        style="danger",
    ),
)
