"""Evidence of the stay, item by item: offered by the applicant, then accepted or asked again."""

from datetime import datetime

from django.utils.translation import gettext as _

from excite import audit, storage, uploads
from excite.workflow import NotAllowed, Refused

from ..emails import tell_visitor
from ..models import Evidence, EvidenceKind, Exchange
from ..workflow import EVIDENCE, EXCHANGE
from .locks import acting_on, acting_on_part
from .reasons import reason_of

E = Evidence.Status
MOST_ITEMS = 40


def add_evidence(
    exchange: Exchange, *, kind: EvidenceKind, upload: uploads.Checked, by, now: datetime
) -> Evidence:
    """Offer a checked file of one kind. Whoever may hand in the report may add evidence to it.

    The same file for the same kind is the same item, however often it is sent; one that was asked again is
    refused. The file is stored before the row, and taken away again if the row cannot be.
    """
    EXCHANGE.check("report", exchange, by=by)
    if kind.partnership_id != exchange.partnership_id:
        raise NotAllowed
    known = exchange.evidence.filter(kind=kind, sha256=upload.sha256).first()
    if known:
        return _again(known)
    stored_name = uploads.keep(upload, "evidence")
    item = None
    try:
        with acting_on(exchange):
            item = _offer(exchange, kind, upload, stored_name, by=by, now=now)
    finally:
        if item is None or item.stored_name != stored_name:
            storage.private_storage().delete(stored_name)
    return item


def _offer(exchange, kind, upload, stored_name, *, by, now):
    EXCHANGE.check("report", exchange, by=by)
    known = exchange.evidence.filter(kind=kind, sha256=upload.sha256).first()
    if known:
        return _again(known)
    if exchange.evidence.count() >= MOST_ITEMS:
        raise Refused(_("There are %(most)s files already: that is as many as fit.") % {"most": MOST_ITEMS})
    item = Evidence.objects.create(
        exchange=exchange,
        kind=kind,
        stored_name=stored_name,
        original_name=upload.original_name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=by,
        uploaded_at=now,
    )
    audit.record(item, "offer", by=by, now=now, after=item.status, details={"kind": kind.code})
    return item


def _again(item):
    if item.status == E.ASKED_AGAIN:
        raise Refused(_("This is the very file that was asked again. Please choose another one."))
    return item


def accept_evidence(item: Evidence, *, by, now: datetime) -> Evidence:
    """Accept one item."""
    with acting_on_part(item):
        EVIDENCE.move("accept", item, by=by, now=now)
        _keep_words(item, "")
    return item


def ask_evidence_again(item: Evidence, *, reason: str, by, now: datetime) -> Evidence:
    """Ask for another file in place of this one, and say why."""
    words = reason_of(reason)
    with acting_on_part(item):
        ask_item_again(item, words, by=by, now=now)
        tell_visitor(item.exchange, "exchange.evidence_again", by=by, now=now, reason=words, item=str(item))
    return item


def ask_item_again(item: Evidence, reason: str, *, by, now: datetime) -> None:
    """The exchange is held by the caller. The words stay beside the item for the applicant to read."""
    EVIDENCE.move("ask_again", item, by=by, now=now, reason=reason)
    _keep_words(item, reason)


def _keep_words(item, reason):
    Evidence.objects.filter(pk=item.pk).update(reason=reason)
    item.reason = reason


def missing_kinds(exchange: Exchange, *statuses: str) -> list[EvidenceKind]:
    """Required kinds of which there is no item with one of these statuses."""
    there = exchange.evidence.filter(status__in=statuses).values("kind")
    required = EvidenceKind.objects.filter(partnership=exchange.partnership_id, required=True)
    return list(required.exclude(pk__in=there).order_by("position", "pk"))
