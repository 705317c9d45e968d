"""How the log names the records of exchanges and what was done to them, in the past tense."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from excite import audit

from .models import (
    Agreement,
    ChangeRequest,
    Evidence,
    Exchange,
    HostConsent,
    PaymentBatch,
    SeatOffer,
    TravelGrant,
)


def describe_kinds() -> None:
    """Called once at the start."""
    audit.describe("exchange", label=_("Exchange"), verbs=EXCHANGE, statuses=Exchange.Status.choices)
    audit.describe("consent", label=_("Host's consent"), verbs=CONSENT, statuses=HostConsent.Status.choices)
    audit.describe("agreement", label=_("Agreement"), verbs=AGREEMENT, statuses=Agreement.Status.choices)
    audit.describe("evidence", label=_("Evidence"), verbs=EVIDENCE, statuses=Evidence.Status.choices)
    audit.describe("seat_offer", label=_("Seat"), verbs=SEAT_OFFER, statuses=SeatOffer.Status.choices)
    audit.describe("change", label=_("Change request"), verbs=CHANGE, statuses=ChangeRequest.Status.choices)
    audit.describe("grant", label=_("Grant"), verbs=GRANT, statuses=TravelGrant.Status.choices)
    audit.describe("budget_line", label=_("Budget line"), verbs={"plan": pgettext_lazy("line", "planned")})
    audit.describe(
        "payment_batch", label=_("Payment batch"), verbs=BATCH, statuses=PaymentBatch.Status.choices
    )


EXCHANGE = {
    "start": pgettext_lazy("exchange", "began the application"),
    "edit": pgettext_lazy("exchange", "edited the application"),
    "delete": pgettext_lazy("exchange", "deleted the draft"),
    "submit": pgettext_lazy("exchange", "submitted the application"),
    "withdraw": pgettext_lazy("exchange", "withdrew"),
    "approve": pgettext_lazy("exchange", "approved"),
    "return": pgettext_lazy("exchange", "asked for more"),
    "waitlist": pgettext_lazy("exchange", "put on the waiting list"),
    "reject": pgettext_lazy("exchange", "rejected"),
    "sign": pgettext_lazy("exchange", "signed"),
    "commit": pgettext_lazy("exchange", "all four have signed"),
    "change": pgettext_lazy("exchange", "asked for a change"),
    "lapse_signatures": pgettext_lazy("exchange", "signatures lapsed"),
    "wrote the report": pgettext_lazy("exchange", "wrote the closing report"),
    "report": pgettext_lazy("exchange", "handed in the report"),
    "ask_again": pgettext_lazy("exchange", "asked again"),
    "refuse": pgettext_lazy("exchange", "refused the report"),
    "validate": pgettext_lazy("exchange", "validated"),
    "cancel": pgettext_lazy("exchange", "cancelled"),
    "cancel_with_mission": pgettext_lazy("exchange", "cancelled with its mission"),
    "reopen": pgettext_lazy("exchange", "reopened"),
    "correct": pgettext_lazy("exchange", "corrected a fact"),
    "lapse": pgettext_lazy("exchange", "lapsed without an answer"),
    "import": pgettext_lazy("exchange", "taken over from the sheets"),
    "note": pgettext_lazy("exchange", "noted"),
}
CONSENT = {
    "ask": pgettext_lazy("host", "asked the host"),
    "agree": pgettext_lazy("host", "agreed to host"),
    "decline": pgettext_lazy("host", "declined to host"),
}
AGREEMENT = {
    "agree_grant": pgettext_lazy("agreement", "the grant is agreed"),
    "complete": pgettext_lazy("agreement", "the agreement is complete"),
    "lapse": pgettext_lazy("agreement", "the signatures lapsed"),
    "download": pgettext_lazy("agreement", "downloaded the agreement"),
}
EVIDENCE = {
    "offer": pgettext_lazy("evidence", "added evidence"),
    "accept": pgettext_lazy("evidence", "accepted evidence"),
    "ask_again": pgettext_lazy("evidence", "asked for evidence again"),
    "download": pgettext_lazy("evidence", "downloaded evidence"),
}
SEAT_OFFER = {
    "offer": pgettext_lazy("seat", "a seat was offered"),
    "accept": pgettext_lazy("seat", "took the seat"),
    "decline": pgettext_lazy("seat", "let the seat go"),
    "lapse": pgettext_lazy("seat", "the offer of a seat ended"),
}
CHANGE = {
    "agree": pgettext_lazy("change", "agreed to the change"),
    "decline": pgettext_lazy("change", "declined the change"),
    "take_back": pgettext_lazy("change", "took the change back"),
    "lapse": pgettext_lazy("change", "the change request ended"),
}
GRANT = {
    "reserve": pgettext_lazy("grant", "money reserved"),
    "agree": pgettext_lazy("grant", "money agreed"),
    "lapse": pgettext_lazy("grant", "money back to reserved"),
    "recalculate": pgettext_lazy("grant", "calculated again"),
    "fall_due": pgettext_lazy("grant", "grant due"),
    "suspend": pgettext_lazy("grant", "grant no longer due"),
    "batch": pgettext_lazy("grant", "put into a payment batch"),
    "unbatch": pgettext_lazy("grant", "taken out of the payment batch"),
    "pay": pgettext_lazy("grant", "paid"),
    "release": pgettext_lazy("grant", "money released"),
    "bounce": pgettext_lazy("grant", "returned by the bank"),
    "open_recovery": pgettext_lazy("grant", "opened a recovery"),
    "recover": pgettext_lazy("grant", "recovered the money"),
}
BATCH = {
    "make": pgettext_lazy("batch", "made the batch"),
    "authorise": pgettext_lazy("batch", "authorised the batch"),
    "confirm": pgettext_lazy("batch", "confirmed the payment"),
    "dissolve": pgettext_lazy("batch", "dissolved the batch"),
}
