"""Grant: estimated → reserved → agreed → due → in batch → paid; released; recovering → recovered (domain)."""

from django.utils.translation import pgettext_lazy

from excite.workflow import Action, Workflow

from ..models import PaymentBatch, TravelGrant

S = TravelGrant.Status
B = PaymentBatch.Status

# A grant follows its exchange and its batch, so most of its acts are the programme's own.
GRANT = Workflow(
    "grant",
    Action(
        "reserve",
        pgettext_lazy("grant", "Reserve"),
        by={"system"},
        when={S.ESTIMATED, S.RELEASED},
        to=S.RESERVED,
    ),
    Action("agree", pgettext_lazy("grant", "Agree"), by={"system"}, when={S.RESERVED}, to=S.AGREED),
    Action(
        "lapse", pgettext_lazy("grant", "Signatures lapsed"), by={"system"}, when={S.AGREED}, to=S.RESERVED
    ),
    Action("fall_due", pgettext_lazy("grant", "Fall due"), by={"system"}, when={S.AGREED}, to=S.DUE),
    Action(
        "suspend", pgettext_lazy("grant", "Reopened before payment"), by={"system"}, when={S.DUE}, to=S.AGREED
    ),
    Action("batch", pgettext_lazy("grant", "Put into a batch"), by={"system"}, when={S.DUE}, to=S.IN_BATCH),
    Action(
        "unbatch", pgettext_lazy("grant", "Take out of the batch"), by={"system"}, when={S.IN_BATCH}, to=S.DUE
    ),
    Action("pay", pgettext_lazy("grant", "Pay"), by={"system"}, when={S.IN_BATCH}, to=S.PAID),
    Action(
        "release",
        pgettext_lazy("grant", "Release"),
        by={"system"},
        when={S.ESTIMATED, S.RESERVED, S.AGREED, S.DUE},
        to=S.RELEASED,
    ),
    Action(
        "recalculate",
        pgettext_lazy("grant", "Calculate again"),
        by={"system"},
        when={S.RESERVED, S.AGREED, S.DUE},
        to=None,
    ),
    Action(
        "bounce",
        pgettext_lazy("grant", "Returned by the bank"),
        by={"finance"},
        when={S.PAID},
        to=S.DUE,
        reason=True,
        style="danger",
    ),
    Action(
        "open_recovery",
        pgettext_lazy("grant", "Open a recovery"),
        by={"coordinator"},
        when={S.PAID},
        to=S.RECOVERING,
        reason=True,
        style="danger",
    ),
    Action(
        "recover",
        pgettext_lazy("grant", "Money is back"),
        by={"finance"},
        when={S.RECOVERING},
        to=S.RECOVERED,
    ),
    # With its exchange, out of a later sheet of the coordinator's; the next status is given to ``move``.
    Action("import", pgettext_lazy("grant", "Import"), by={"system"}, when=set(S), to=None),
)


PAYMENT_BATCH = Workflow(
    "payment_batch",
    Action(
        "authorise",
        pgettext_lazy("batch", "Authorise"),
        by={"home_manager", "coordinator"},
        when={B.DRAFT},
        to=B.AUTHORISED,
        style="primary",
    ),
    Action(
        "confirm",
        pgettext_lazy("batch", "Confirm payment"),
        by={"finance"},
        when={B.AUTHORISED},
        to=B.PAID,
        style="primary",
    ),
    Action(
        "dissolve",
        pgettext_lazy("batch", "Dissolve"),
        by={"home_manager", "coordinator", "finance"},
        when={B.DRAFT, B.AUTHORISED},
        to=B.DISSOLVED,
        reason=True,
        style="danger",
    ),
)
