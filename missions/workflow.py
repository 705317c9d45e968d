"""The table of missions: announced, draft → published → closed → held; cancelled (domain)."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from .models import Mission

S = Mission.Status
ORGANISERS = {"organiser", "coordinator"}

MISSION = Workflow(
    "mission",
    Action(
        "edit",
        pgettext_lazy("mission", "Edit"),
        by=ORGANISERS,
        when={S.DRAFT, S.ANNOUNCED, S.PUBLISHED, S.CLOSED},
        to=None,
    ),
    Action("announce", pgettext_lazy("mission", "Announce"), by=ORGANISERS, when={S.DRAFT}, to=S.ANNOUNCED),
    Action(
        "publish",
        pgettext_lazy("mission", "Open for applications"),
        by=ORGANISERS,
        when={S.DRAFT, S.ANNOUNCED},
        to=S.PUBLISHED,
        style="primary",
    ),
    Action(
        "close",
        pgettext_lazy("mission", "Close applications"),
        by=ORGANISERS,
        when={S.PUBLISHED},
        to=S.CLOSED,
    ),
    Action("reopen", pgettext_lazy("mission", "Open again"), by=ORGANISERS, when={S.CLOSED}, to=S.PUBLISHED),
    Action(
        "hold",
        pgettext_lazy("mission", "Record as held"),
        by=ORGANISERS,
        when={S.CLOSED},
        to=S.HELD,
        style="primary",
    ),
    Action(
        "cancel",
        pgettext_lazy("mission", "Cancel the mission"),
        by=ORGANISERS,
        when={S.DRAFT, S.ANNOUNCED, S.PUBLISHED, S.CLOSED},
        to=S.CANCELLED,
        reason=True,
        style="danger",
    ),
)
