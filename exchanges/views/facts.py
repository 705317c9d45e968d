"""Facts that change after the decision: a request by the applicant, a correction by the coordinator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from excite import clock
from excite.words import say
from excite.workflow import NotAllowed, Refused, WrongStatus

from .. import services
from ..forms.facts import ChangeForm, CorrectionForm
from ..workflow import EXCHANGE
from .answers import opened, refusals_on_the_record

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@refusals_on_the_record
def change(request, partnership, reference):
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("change", exchange, by=request.user)
    form = ChangeForm(request.POST or None, exchange=exchange)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"changes": form.changes, "reason": form.cleaned_data["reason"]}
            services.ask_for_change(exchange, **given, by=request.user, now=clock.now())
            messages.success(request, _("Asked. Your cluster answers, then the host and all four sign anew."))
            return redirect("exchanges:exchange", partnership=partnership, reference=reference)
        except (NotAllowed, WrongStatus):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "exchanges/change.html", {"form": form, "exchange": exchange})


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
