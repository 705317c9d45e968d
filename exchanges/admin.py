"""The settings of exchanges can be edited; exchanges, papers and money can only be looked at."""

from django.contrib import admin

from excite.admin import RepairAdmin, ShownAdmin

from .models import (
    Agreement,
    BudgetLine,
    Evidence,
    EvidenceKind,
    Exchange,
    HostConsent,
    LumpSumRate,
    PaymentBatch,
    RejectionReason,
    Signature,
    TravelGrant,
)


@admin.register(EvidenceKind)
class EvidenceKindAdmin(RepairAdmin):
    list_display = ["label", "partnership", "required", "position"]


@admin.register(RejectionReason)
class RejectionReasonAdmin(RepairAdmin):
    list_display = ["label", "partnership", "position"]


@admin.register(LumpSumRate)
class LumpSumRateAdmin(RepairAdmin):
    """A dated table of the programme. What was granted keeps the sum of its day."""

    list_display = ["country", "partnership", "full_cents", "valid_from", "valid_to"]
    list_filter = ["partnership"]


@admin.register(Exchange)
class ExchangeAdmin(ShownAdmin):
    list_display = ["reference", "partnership", "visitor", "host", "status"]
    list_filter = ["status"]
    search_fields = ["reference"]


@admin.register(HostConsent, Agreement, Evidence)
class PaperAdmin(ShownAdmin):
    list_display = ["exchange", "status"]


@admin.register(Signature)
class SignatureAdmin(ShownAdmin):
    list_display = ["agreement", "party", "signed_at"]
    list_select_related = ("agreement__exchange",)


@admin.register(BudgetLine)
class BudgetLineAdmin(ShownAdmin):
    list_display = ["partnership", "cluster", "year", "planned_cents", "reserved_cents", "paid_cents"]
    list_select_related = ("partnership", "cluster__organisation")


@admin.register(TravelGrant)
class TravelGrantAdmin(ShownAdmin):
    list_display = ["exchange", "status", "amount_cents", "due_on", "paid_on"]


@admin.register(PaymentBatch)
class PaymentBatchAdmin(ShownAdmin):
    list_display = ["number", "partnership", "cluster", "status", "paid_on"]
    list_select_related = ("partnership", "cluster__organisation")
