"""The decision card, and the one address to which every simple act is posted."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from excite import clock
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.acts import CHECKS, DECISIONS, Tried
from ..cards.decision import READERS, decision_card
from ..cards.queue import queue_of
from .answers import opened
from .evidence import evidence_answer
from .exchanges import record_page

REFUSED = 422


@require_safe
def decide(request, partnership, reference):
    return card_answer(request, opened(request, partnership, reference, to_decide=True))


def card_answer(request, exchange, *, tried=None, status=200):
    if not READERS & exchange.roles_of(request.user):
        raise NotAllowed
    card = decision_card(exchange, user=request.user, today=clock.today(), now=clock.now(), tried=tried)
    return render(request, "exchanges/decide.html", {"card": card, "exchange": exchange}, status=status)


def act(request, partnership, reference, name):
    """One act by its name. What is refused is told beside its form, with everything that was typed."""
    exchange = opened(request, partnership, reference, to_decide=name in DECISIONS)
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("exchanges:exchange", partnership=partnership, reference=reference)
    do, told = ACTS[name]
    following = queue_of(request.user, exchange).following if name in DECISIONS else ""
    try:
        do(exchange, request.POST, by=request.user, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        return _refused(request, exchange, Tried.of(name, refusal, request.POST))
    messages.success(request, told % {"reference": reference})
    return redirect(_onward(name, following), partnership=partnership, reference=following or reference)


def _refused(request, exchange, tried):
    """On the page where the form stands."""
    if tried.name in DECISIONS:
        return card_answer(request, exchange, tried=tried, status=REFUSED)
    if tried.name in CHECKS:
        return evidence_answer(request, exchange, tried=tried, status=REFUSED)
    return record_page(request, exchange, tried=tried, status=REFUSED)


def _onward(name, following):
    """After a decision the next card loads."""
    return "exchanges:decide" if name in DECISIONS and following else "exchanges:exchange"


def _words(posted, name="reason"):
    return posted.get(name, "")


def _by_reason(service):
    return lambda exchange, posted, **given: service(exchange, reason=_words(posted), **given)


def _approve(exchange, posted, **given):
    waivers = {name.removeprefix("waive-"): posted[name] for name in posted if name.startswith("waive-")}
    services.approve(exchange, waivers=waivers, **given)


def _reject(exchange, posted, **given):
    code = _words(posted, "reason_code").replace("\0", "")[:40]
    services.reject(exchange, reason_code=code, reason=_words(posted), **given)


def _on_part(part, service, *, reason=False):
    """An act on the open seat offer, the open change request, or the grant."""

    def do(exchange, posted, **given):
        service(services.part_of(exchange, part), **given, **({"reason": _words(posted)} if reason else {}))

    return do


ACTS = {
    "approve": (_approve, _("%(reference)s is approved. Everybody concerned has been told.")),
    "return": (_by_reason(services.return_for_more), _("%(reference)s is back with the applicant.")),
    "waitlist": (
        lambda exchange, posted, **given: services.waitlist(exchange, **given),
        _("%(reference)s is on the waiting list."),
    ),
    "reject": (_reject, _("%(reference)s is rejected. The applicant has been told why.")),
    "validate": (
        lambda exchange, posted, **given: services.validate(exchange, **given),
        _("%(reference)s is completed and counts. Its grant is due now."),
    ),
    "ask_again": (_by_reason(services.ask_again), _("The applicant has been asked again.")),
    "refuse": (_by_reason(services.refuse), _("The report is refused, and %(reference)s cancelled.")),
    "cancel": (_by_reason(services.cancel), _("%(reference)s is cancelled. Everybody has been told.")),
    "reopen": (_by_reason(services.reopen), _("%(reference)s is open again and does not count for now.")),
    "take-seat": (
        _on_part("offer", services.accept_offer),
        _("The seat is yours. Your cluster approves the application once more."),
    ),
    "let-seat-go": (_on_part("offer", services.decline_offer), _("The seat goes to the next in line.")),
    "agree-change": (
        _on_part("change", services.agree_to_change),
        _("The change is agreed. The host is asked, then all four sign anew."),
    ),
    "decline-change": (
        _on_part("change", services.decline_change, reason=True),
        _("The change is declined; everything stays as it was agreed."),
    ),
    "take-back-change": (_on_part("change", services.take_back_change), _("The request is taken back.")),
    "bounce": (_on_part("grant", services.bounce, reason=True), _("The grant is due again.")),
    "open_recovery": (
        _on_part("grant", services.open_recovery, reason=True),
        _("A recovery is open. The organisation has been told."),
    ),
    "recover": (_on_part("grant", services.recover), _("The money is back on its line.")),
    "note": (
        lambda exchange, posted, **given: services.add_note(exchange, text=_words(posted), **given),
        _("The note is kept. Only staff read it."),
    ),
}
