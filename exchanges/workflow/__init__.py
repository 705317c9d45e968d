"""The tables of exchange, host consent, agreement, evidence, seat offer, grant and payment batch."""

from .exchange import EXCHANGE, Phase
from .grant import GRANT, PAYMENT_BATCH
from .papers import AGREEMENT, CONSENT, EVIDENCE, SEAT_OFFER

__all__ = ["AGREEMENT", "CONSENT", "EVIDENCE", "EXCHANGE", "GRANT", "PAYMENT_BATCH", "SEAT_OFFER", "Phase"]
