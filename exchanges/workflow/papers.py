"""Host consent, agreement, evidence, seat offers: the small tables beside the exchange."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from ..models import Agreement, Evidence, Exchange, HostConsent, SeatOffer

C = HostConsent.Status
A = Agreement.Status
E = Evidence.Status
O = SeatOffer.Status  # noqa: E741


def _exchange_is_open(consent):
    """An answer helps while the application is on its way to a decision."""
    return consent.exchange.status in {
        Exchange.Status.SUBMITTED,
        Exchange.Status.RETURNED,
        Exchange.Status.WAITLISTED,
    }


# "host" by account; a host without an account answers through the personal link: the "system" then.
CONSENT = Workflow(
    "consent",
    Action(
        "agree",
        pgettext_lazy("host", "Agree to host"),
        by={"host", "system"},
        when={C.ASKED},
        to=C.AGREED,
        style="primary",
        ready=_exchange_is_open,
    ),
    Action(
        "decline",
        pgettext_lazy("host", "Decline"),
        by={"host", "system"},
        when={C.ASKED},
        to=C.DECLINED,
        reason=True,
        style="danger",
        ready=_exchange_is_open,
    ),
    Action(
        "ask",
        pgettext_lazy("host", "Ask again"),
        by={"applicant", "system"},
        when={C.ASKED, C.AGREED, C.DECLINED},
        to=C.ASKED,
    ),
)

AGREEMENT = Workflow(
    "agreement",
    Action(
        "agree_grant",
        pgettext_lazy("agreement", "Agree the grant"),
        by={"system"},
        when={A.OPEN},
        to=A.FINANCIAL,
    ),
    Action(
        "complete",
        pgettext_lazy("agreement", "Complete"),
        by={"system"},
        when={A.OPEN, A.FINANCIAL},
        to=A.SIGNED,
    ),
    Action(
        "lapse",
        pgettext_lazy("agreement", "Lapse"),
        by={"system"},
        when={A.OPEN, A.FINANCIAL, A.SIGNED},
        to=A.LAPSED,
        reason=True,
    ),
)

EVIDENCE = Workflow(
    "evidence",
    Action(
        "accept",
        pgettext_lazy("evidence", "Accept"),
        by={"home_manager"},
        when={E.OFFERED, E.ASKED_AGAIN},
        to=E.ACCEPTED,
    ),
    Action(
        "ask_again",
        pgettext_lazy("evidence", "Ask again"),
        by={"home_manager"},
        when={E.OFFERED, E.ACCEPTED},
        to=E.ASKED_AGAIN,
        reason=True,
    ),
)

SEAT_OFFER = Workflow(
    "seat_offer",
    Action(
        "accept",
        pgettext_lazy("seat", "Take the seat"),
        by={"applicant"},
        when={O.OFFERED},
        to=O.ACCEPTED,
        style="primary",
    ),
    Action("decline", pgettext_lazy("seat", "Let it go"), by={"applicant"}, when={O.OFFERED}, to=O.DECLINED),
    Action("lapse", pgettext_lazy("seat", "Lapse"), by={"system"}, when={O.OFFERED, O.ACCEPTED}, to=O.LAPSED),
)
