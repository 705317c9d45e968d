"""The table of memberships (domain: the life of an exchange, last paragraph)."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from .models import Invitation, Membership

S = Membership.Status

MEMBERSHIP = Workflow(
    "membership",
    Action(
        "confirm", pgettext_lazy("membership", "Confirm"), by={"home_manager"}, when={S.ASKED}, to=S.CONFIRMED
    ),
    Action(
        "refuse",
        pgettext_lazy("membership", "Refuse"),
        by={"home_manager"},
        when={S.ASKED},
        to=S.REFUSED,
        reason=True,
        style="danger",
    ),
    Action(
        "end",
        pgettext_lazy("membership", "End membership"),
        by={"home_manager"},
        when={S.CONFIRMED},
        to=S.ENDED,
        reason=True,
        style="danger",
    ),
)

OPEN = {Invitation.Status.OPEN}

INVITATION = Workflow(
    "invitation",
    Action(
        "accept",
        pgettext_lazy("invitation", "Accept"),
        by={"invited"},
        when=OPEN,
        to=Invitation.Status.ACCEPTED,
        style="primary",
    ),
    Action(
        "decline",
        pgettext_lazy("invitation", "Decline"),
        by={"invited"},
        when=OPEN,
        to=Invitation.Status.DECLINED,
    ),
    Action(
        "withdraw",
        pgettext_lazy("invitation", "Withdraw invitation"),
        by={"inviter"},
        when=OPEN,
        to=Invitation.Status.WITHDRAWN,
    ),
)
