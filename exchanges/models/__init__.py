"""Applications, host consent, agreements, stays, evidence, grants, budget lines, payments."""

from .agreements import Agreement, AgreementJob, Signature
from .changes import ChangeRequest
from .evidence import ClosingReport, Evidence, EvidenceKind
from .exchanges import Correction, Exchange, RejectionReason, Waiver
from .grants import BudgetLine, LumpSumRate, PaymentBatch, TravelGrant
from .hosts import HostConsent
from .waiting import SeatOffer

__all__ = [
    "Agreement",
    "AgreementJob",
    "BudgetLine",
    "ChangeRequest",
    "ClosingReport",
    "Correction",
    "Evidence",
    "EvidenceKind",
    "Exchange",
    "HostConsent",
    "LumpSumRate",
    "PaymentBatch",
    "RejectionReason",
    "SeatOffer",
    "Signature",
    "TravelGrant",
    "Waiver",
]
