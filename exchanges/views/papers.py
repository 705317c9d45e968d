"""The agreement: read it, sign it, take it away as PDF; by account, or by the host's personal link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from excite import clock
from excite.uploads import serve
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.acts import Tried
from ..cards.papers import agreement_page
from ..models import AgreementJob
from ..services.consent import LinkVoid
from .answers import opened, refusals_on_the_record

PAGES = ["GET", "HEAD", "POST"]
REFUSED = 422


@require_http_methods(PAGES)
def sign(request, partnership, reference):
    """The text as it will be locked, and a signature for each party that this person speaks for."""
    exchange = opened(request, partnership, reference)
    if request.method != "POST":
        return _page(request, exchange)
    party, words = request.POST.get("party", ""), request.POST.get("reason", "")
    given = {"party": party, "behalf_reason": words, "seen": request.POST.get("seen", "")}
    try:
        services.sign(exchange, **given, by=request.user, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        return _page(request, exchange, tried=Tried.of(party, refusal, request.POST), status=REFUSED)
    messages.success(request, _("Signed. Thank you."))
    return redirect("exchanges:sign", partnership=partnership, reference=reference)


def _page(request, exchange, *, tried=None, status=200):
    page = agreement_page(exchange, user=request.user, today=clock.today(), now=clock.now(), tried=tried)
    context = {"page": page, "exchange": exchange, "tried": tried}
    return render(request, "exchanges/sign.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(PAGES)
def host_sign(request, partnership, token):
    """The host without an account signs by the link out of the mail, once."""
    try:
        consent = services.consent_by_token(token)
        if consent.exchange.partnership.slug != partnership:
            raise LinkVoid
    except LinkVoid as refusal:
        return render(request, "exchanges/host_link_void.html", {"refusal": refusal}, status=404)
    tried = None
    if request.method == "POST":
        try:
            given = {"name": request.POST.get("name", ""), "seen": request.POST.get("seen", "")}
            services.sign_by_link(consent, **given, now=clock.now())
            return redirect(request.path)
        except Refused as refusal:
            tried = Tried.of("host", refusal, request.POST)
    return _host_page(request, consent.exchange, tried)


def _host_page(request, exchange, tried):
    page = agreement_page(exchange, user=None, today=clock.today(), now=clock.now(), tried=tried)
    context = {"page": page, "exchange": exchange, "tried": tried}
    return render(request, "exchanges/host_sign.html", context, status=REFUSED if tried else 200)


@require_POST
@refusals_on_the_record
def agreement(request, partnership, reference):
    """Ask the worker for the PDF of the agreement as it stands."""
    exchange = opened(request, partnership, reference)
    signed = services.agreement_of(exchange)
    if signed is None:
        raise Refused(_("There is no agreement to print yet: nobody has signed."))
    services.print_agreement(signed, language=get_language(), by=request.user)
    return redirect("exchanges:sign", partnership=partnership, reference=reference)


@require_safe
def agreement_progress(request, partnership, reference, uuid):
    """The job card alone, for htmx."""
    return render(request, "exchanges/_agreement_job.html", _paper(request, partnership, reference, uuid))


@require_safe
def agreement_file(request, partnership, reference, uuid):
    found = _paper(request, partnership, reference, uuid)
    job, exchange = found["job"], found["exchange"]
    if not job.stored_name:
        raise Http404
    name = f"{exchange.partnership.acronym}-{exchange.reference}-agreement.pdf"
    services.record_download(job.agreement, by=request.user, now=clock.now(), name=name)
    return serve(job.stored_name, original_name=name, content_type="application/pdf")


def _paper(request, partnership, reference, uuid):
    exchange = opened(request, partnership, reference)
    papers = AgreementJob.objects.visible_to(request.user).select_related("agreement__exchange")
    return {"exchange": exchange, "job": get_object_or_404(papers, agreement__exchange=exchange, uuid=uuid)}
