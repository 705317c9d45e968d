"""The table of tandems: proposed → running → closed; cancelled."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from .models import Tandem

S = Tandem.Status

TANDEM = Workflow(
    "tandem",
    Action("edit", pgettext_lazy("tandem", "Edit"), by={"proposer"}, when={S.PROPOSED}, to=None),
    Action(
        "agree",
        pgettext_lazy("tandem", "Agree"),
        by={"answerer"},
        when={S.PROPOSED},
        to=S.RUNNING,
        style="primary",
    ),
    Action(
        "record_session",
        pgettext_lazy("tandem", "Record a session"),
        by={"partner"},
        when={S.RUNNING},
        to=None,
        style="primary",
    ),
    Action(
        "close",
        pgettext_lazy("tandem", "Close with an outcome"),
        by={"partner"},
        when={S.RUNNING},
        to=S.CLOSED,
    ),
    Action(
        "cancel",
        pgettext_lazy("tandem", "Cancel"),
        by={"partner", "coordinator"},
        when={S.PROPOSED, S.RUNNING},
        to=S.CANCELLED,
        reason=True,
        style="danger",
    ),
)
