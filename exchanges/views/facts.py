"""Facts that change after the decision: a request by the applicant, a correction by the coordinator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from excite import clock
from excite.words import say
from excite.workflow import NotAllowed, Refused, WrongStatus

from .. import services
from ..cards.hosts import find_other_hosts
from ..forms.facts import ChangeForm, CorrectionForm
from ..workflow import EXCHANGE
from .answers import opened, refusals_on_the_record

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@refusals_on_the_record
def change(request, partnership, reference):
    """Searching for a host without a script reloads the page; only the other button asks."""
    asked = request.POST if request.method == "POST" and "find" not in request.POST else None
    form = _change_form(request, partnership, reference, asked, typed=request.POST)
    exchange, words = form.exchange, request.POST.get("words", "")
    if form.is_valid():
        try:
            given = {"changes": form.changes, "reason": form.cleaned_data["reason"]}
            services.ask_for_change(exchange, **given, by=request.user, now=clock.now())
            messages.success(request, _("Asked. Your cluster answers, then the host and all four sign anew."))
            return redirect("exchanges:exchange", partnership=partnership, reference=reference)
        except (NotAllowed, WrongStatus):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "exchange": exchange, "hosts": find_other_hosts(form, words)}
    return render(request, "exchanges/change.html", context)


@require_safe
@refusals_on_the_record
def change_hosts(request, partnership, reference):
    """Search as you type; choosing one shows how it will be asked."""
    form = _change_form(request, partnership, reference, typed=request.GET)
    found = find_other_hosts(form, request.GET.get("words", ""))
    return render(request, "exchanges/_hosts.html", {"exchange": form.exchange, "form": form, "hosts": found})


def _change_form(request, partnership, reference, posted=None, *, typed):
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("change", exchange, by=request.user)
    return ChangeForm(posted, exchange=exchange, typed=typed)


@require_http_methods(PAGES)
@refusals_on_the_record
def correct(request, partnership, reference):
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("correct", exchange, by=request.user)
    form = CorrectionForm(request.POST or None, exchange=exchange)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"changes": form.changes, "reason": form.cleaned_data["reason"]}
            note = services.correct(exchange, **given, by=request.user, now=clock.now())
            told = [_("Corrected."), say(note) if note else ""]
            messages.success(request, " ".join(told).strip())
            return redirect("exchanges:exchange", partnership=partnership, reference=reference)
        except (NotAllowed, WrongStatus):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "exchanges/correct.html", {"form": form, "exchange": exchange})
