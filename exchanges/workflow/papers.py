"""Host consent, agreement, evidence, seat offers, change requests: the small tables beside the exchange."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from ..models import Agreement, ChangeRequest, Evidence, Exchange, HostConsent, SeatOffer

C = HostConsent.Status
A = Agreement.Status
E = Evidence.Status
O = SeatOffer.Status  # noqa: E741
R = ChangeRequest.Status


def _exchange_is_open(consent):
    """An answer helps on the way to a decision, and once more when a change brought another host or days."""
    return consent.exchange.status in {
        Exchange.Status.SUBMITTED,
        Exchange.Status.RETURNED,
        Exchange.Status.WAITLISTED,
        Exchange.Status.APPROVED,
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


def _evidence_is_looked_at(item):
    """Items are checked one by one until the exchange is validated."""
    return item.exchange.status in {Exchange.Status.COMMITTED, Exchange.Status.REPORTED}


EVIDENCE = Workflow(
    "evidence",
    Action(
        "accept",
        pgettext_lazy("evidence", "Accept"),
        by={"home_manager"},
        when={E.OFFERED, E.ASKED_AGAIN},
        to=E.ACCEPTED,
        ready=_evidence_is_looked_at,
    ),
    Action(
        "ask_again",
        pgettext_lazy("evidence", "Ask again"),
        by={"home_manager"},
        when={E.OFFERED, E.ACCEPTED},
        to=E.ASKED_AGAIN,
        reason=True,
        ready=_evidence_is_looked_at,
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


def _exchange_may_change(change):
    return change.exchange.status in {Exchange.Status.APPROVED, Exchange.Status.COMMITTED}


CHANGE = Workflow(
    "change",
    Action(
        "agree",
        pgettext_lazy("change", "Agree to the change"),
        by={"home_manager"},
        when={R.ASKED},
        to=R.AGREED,
        style="primary",
        ready=_exchange_may_change,
    ),
    Action(
        "decline",
        pgettext_lazy("change", "Decline the change"),
        by={"home_manager"},
        when={R.ASKED},
        to=R.DECLINED,
        reason=True,
        style="danger",
    ),
    Action(
        "take_back",
        pgettext_lazy("change", "Take it back"),
        by={"applicant"},
        when={R.ASKED},
        to=R.TAKEN_BACK,
    ),
    # When the exchange itself ends, an open request ends with it.
    Action("lapse", pgettext_lazy("change", "Lapse"), by={"system"}, when={R.ASKED}, to=R.TAKEN_BACK),
)
