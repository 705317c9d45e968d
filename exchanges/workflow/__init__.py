"""The tables of exchange, consent, agreement, evidence, seat offer, change, grant and payment batch."""

from .exchange import EXCHANGE, Phase
from .grant import GRANT, PAYMENT_BATCH
from .papers import AGREEMENT, CHANGE, CONSENT, EVIDENCE, SEAT_OFFER

__all__ = [
    "AGREEMENT",
    "CHANGE",
    "CONSENT",
    "EVIDENCE",
    "EXCHANGE",
    "GRANT",
    "PAYMENT_BATCH",
    "SEAT_OFFER",
    "Phase",
]
