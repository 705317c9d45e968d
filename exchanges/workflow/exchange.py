"""The life of an exchange: status × act × person, as the programme has it (domain: its life)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from ..models import Exchange

S = Exchange.Status
SIGNERS = {"applicant", "host", "home_manager", "host_manager", "system"}


class Phase(models.TextChoices):
    """The phases in which the EU's ClusterXchange scheme tells the story of an exchange."""

    REGISTRATION = "registration", _("registration")
    MATCHING = "matching", _("matching")
    BUILDING = "building", _("building")
    STAY = "stay", _("stay")
    FINALISATION = "finalisation", _("finalisation")


EXCHANGE = Workflow(
    "exchange",
    Action("edit", pgettext_lazy("exchange", "Edit"), by={"applicant"}, when={S.DRAFT, S.RETURNED}, to=None),
    Action(
        "delete",
        pgettext_lazy("exchange", "Delete the draft"),
        by={"applicant"},
        when={S.DRAFT},
        to=None,
        style="danger",
    ),
    Action(
        "submit",
        pgettext_lazy("exchange", "Submit"),
        by={"applicant"},
        when={S.DRAFT, S.RETURNED},
        to=S.SUBMITTED,
        style="primary",
    ),
    Action(
        "withdraw",
        pgettext_lazy("exchange", "Withdraw"),
        by={"applicant"},
        when={S.SUBMITTED, S.RETURNED, S.WAITLISTED, S.APPROVED, S.COMMITTED},
        to=S.WITHDRAWN,
        style="danger",
    ),
    Action(
        "approve",
        pgettext_lazy("exchange", "Approve"),
        by={"home_manager"},
        when={S.SUBMITTED, S.WAITLISTED},
        to=S.APPROVED,
        style="primary",
    ),
    Action(
        "return",
        pgettext_lazy("exchange", "Ask for more"),
        by={"home_manager"},
        when={S.SUBMITTED},
        to=S.RETURNED,
        reason=True,
    ),
    Action(
        "waitlist",
        pgettext_lazy("exchange", "Put on the waiting list"),
        by={"home_manager"},
        when={S.SUBMITTED},
        to=S.WAITLISTED,
    ),
    Action(
        "reject",
        pgettext_lazy("exchange", "Reject"),
        by={"home_manager"},
        when={S.SUBMITTED, S.WAITLISTED},
        to=S.REJECTED,
        reason=True,
        style="danger",
    ),
    # Each signs once; a host without an account through the personal link: the "system" then. The fourth
    # signature commits the exchange, a change of what was signed takes it back.
    Action(
        "sign", pgettext_lazy("exchange", "Sign"), by=SIGNERS, when={S.APPROVED}, to=None, style="primary"
    ),
    Action("commit", pgettext_lazy("exchange", "Commit"), by={"system"}, when={S.APPROVED}, to=S.COMMITTED),
    Action(
        "change",
        pgettext_lazy("exchange", "Ask for a change"),
        by={"applicant"},
        when={S.APPROVED, S.COMMITTED},
        to=None,
    ),
    Action(
        "lapse_signatures",
        pgettext_lazy("exchange", "Signatures lapsed"),
        by={"system"},
        when={S.COMMITTED},
        to=S.APPROVED,
    ),
    Action(
        "report",
        pgettext_lazy("exchange", "Hand in the report"),
        by={"applicant"},
        when={S.COMMITTED},
        to=S.REPORTED,
        style="primary",
    ),
    Action(
        "validate",
        pgettext_lazy("exchange", "Validate"),
        by={"home_manager"},
        when={S.REPORTED},
        to=S.COMPLETED,
        style="primary",
    ),
    Action(
        "ask_again",
        pgettext_lazy("exchange", "Ask again"),
        by={"home_manager"},
        when={S.REPORTED},
        to=S.COMMITTED,
        reason=True,
    ),
    Action(
        "refuse",
        pgettext_lazy("exchange", "Refuse the report"),
        by={"home_manager", "coordinator"},
        when={S.REPORTED},
        to=S.CANCELLED,
        reason=True,
        style="danger",
    ),
    Action(
        "cancel",
        pgettext_lazy("exchange", "Cancel"),
        by={"home_manager", "coordinator"},
        when={S.APPROVED, S.COMMITTED},
        to=S.CANCELLED,
        reason=True,
        style="danger",
    ),
    Action(
        "reopen",
        pgettext_lazy("exchange", "Reopen"),
        by={"coordinator"},
        when={S.COMPLETED},
        to=S.REPORTED,
        reason=True,
        style="danger",
    ),
    Action(
        "correct",
        pgettext_lazy("exchange", "Correct a fact"),
        by={"coordinator"},
        when=set(S),
        to=None,
        reason=True,
    ),
    # Done by the programme itself: an unanswered return, and a cancelled mission.
    Action("lapse", pgettext_lazy("exchange", "Lapse"), by={"system"}, when={S.RETURNED}, to=S.WITHDRAWN),
    Action(
        "cancel_with_mission",
        pgettext_lazy("exchange", "Cancelled with its mission"),
        by={"system"},
        when={S.SUBMITTED, S.RETURNED, S.WAITLISTED, S.APPROVED, S.COMMITTED},
        to=S.CANCELLED,
        reason=True,
    ),
    # A later sheet of the coordinator's brings an exchange forward; the next status is given to ``move``.
    Action("import", pgettext_lazy("exchange", "Import"), by={"system"}, when=set(S), to=None),
)
