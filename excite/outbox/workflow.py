"""What the keepers of the outbox can do with a mail; what the worker does stands in `excite.jobs.STEPS`."""

from django.utils.translation import gettext_lazy as _

from excite.jobs import Status
from excite.workflow import Action, Workflow

KEEPER = frozenset({"keeper"})

MAIL = Workflow(
    "mail",
    Action("hold", _("Hold"), by=KEEPER, when=frozenset({Status.QUEUED}), to=Status.HELD),
    Action(
        "release", _("Send now"), by=KEEPER, when=frozenset({Status.HELD}), to=Status.QUEUED, style="primary"
    ),
    Action(
        "drop",
        _("Drop"),
        by=KEEPER,
        when=frozenset({Status.HELD, Status.FAILED}),
        to=Status.CANCELLED,
        style="danger",
    ),
    Action(
        "resend",
        _("Send again"),
        by=KEEPER,
        when=frozenset({Status.DONE, Status.FAILED, Status.CANCELLED}),
        to=Status.QUEUED,
    ),
)
