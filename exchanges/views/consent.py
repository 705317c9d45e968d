"""The host answers: in the portal, or by the personal link out of the mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from excite import clock
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.hosting import hosting_card
from ..forms.consent import AnswerForm
from ..services.consent import LinkVoid
from .answers import opened, refusals_on_the_record

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@refusals_on_the_record
def host_answer(request, partnership, reference):
    """By account: for those who speak for the host."""
    exchange = opened(request, partnership, reference)
    if "host" not in exchange.roles_of(request.user):
        raise NotAllowed
    card = hosting_card(exchange, by=request.user)
    if card.consent is None:
        raise Refused(_("You have not been asked yet: the application is not complete."))
    form = AnswerForm(request.POST or None, by_account=True)
    if request.method == "POST" and form.is_valid():
        services.answer_host(card.consent, by=request.user, now=clock.now(), **form.answered)
        messages.success(request, _("Thank you. They have been told."))
        return redirect("exchanges:exchange", partnership=partnership, reference=reference)
    return render(request, "exchanges/host_answer.html", {"card": card, "form": form, "exchange": exchange})


@login_not_required
@never_cache
@require_http_methods(PAGES)
def host_link(request, partnership, token):
    """Without an account: whoever has the link answers, once. What it cannot do any more is explained."""
    try:
        consent = services.consent_by_token(token)
        if consent.exchange.partnership.slug != partnership:
            raise LinkVoid
    except LinkVoid as refusal:
        return render(request, "exchanges/host_link_void.html", {"refusal": refusal}, status=404)
    form, refusal = AnswerForm(request.POST or None, by_account=False), None
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_host(consent, by=None, now=clock.now(), **form.answered)
            return redirect(request.path)
        except Refused as told:
            refusal = told
    card = hosting_card(consent.exchange, consent=consent, by=None)
    context = {"card": card, "form": form, "exchange": consent.exchange, "refusal": refusal, "token": token}
    return render(request, "exchanges/host_link.html", context)
