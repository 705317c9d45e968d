"""Evidence and closing report: added and handed in by the applicant, looked at by the home manager."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from excite import clock
from excite.uploads import serve
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.acts import Tried
from ..cards.evidence import evidence_page, may_read_evidence
from ..forms.closing import EvidenceForm, ReportForm
from ..models import Evidence
from ..workflow import EXCHANGE
from .answers import opened, refusals_on_the_record, saves_itself

PAGES = ["GET", "HEAD", "POST"]
REFUSED = 422
ITEM_ACTS = {
    "accept": lambda item, words, **given: services.accept_evidence(item, **given),
    "ask_again": lambda item, words, **given: services.ask_evidence_again(item, reason=words, **given),
}


@require_http_methods(PAGES)
@refusals_on_the_record
def evidence(request, partnership, reference):
    """Look at what there is; by POST one file of one kind is added."""
    exchange = opened(request, partnership, reference)
    if request.method != "POST":
        return evidence_answer(request, exchange)
    EXCHANGE.check("report", exchange, by=request.user)
    form = _upload_form(request, exchange)
    if form.is_valid():
        try:
            given = {"kind": form.kind, "upload": form.upload, "by": request.user, "now": clock.now()}
            services.add_evidence(exchange, **given)
            messages.success(request, _("Added: %(kind)s.") % {"kind": _(form.kind.label)})
            return redirect("exchanges:report", partnership=partnership, reference=reference)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return _report_page(request, exchange, posted=form, status=REFUSED)


def _upload_form(request, exchange):
    code = request.POST.get("kind", "").replace("\0", "")[:40]
    kind = get_object_or_404(exchange.partnership.evidence_kinds, code=code)
    return EvidenceForm(request.POST, request.FILES, kind=kind)


def evidence_answer(request, exchange, *, tried=None, status=200):
    if not may_read_evidence(exchange, request.user):
        raise NotAllowed
    page = evidence_page(exchange, user=request.user, today=clock.today(), now=clock.now(), tried=tried)
    return render(request, "exchanges/evidence.html", {"page": page, "exchange": exchange}, status=status)


@require_http_methods(PAGES)
def evidence_act(request, partnership, reference, uuid, name):
    """Accept one item, or ask for another one in its place."""
    exchange, item = _item(request, partnership, reference, uuid)
    if name not in ITEM_ACTS:
        raise Http404
    if request.method == "POST":
        try:
            ITEM_ACTS[name](item, request.POST.get("reason", ""), by=request.user, now=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            tried = Tried.of(f"{name}:{uuid}", refusal, request.POST)
            return evidence_answer(request, exchange, tried=tried, status=REFUSED)
    return redirect("exchanges:evidence", partnership=partnership, reference=reference)


@require_safe
def evidence_file(request, partnership, reference, uuid):
    _exchange, item = _item(request, partnership, reference, uuid)
    services.record_download(item, by=request.user, now=clock.now(), name=item.original_name)
    return serve(item.stored_name, original_name=item.original_name, content_type=item.content_type)


def _item(request, partnership, reference, uuid):
    exchange = opened(request, partnership, reference)
    items = Evidence.objects.visible_to(request.user).select_related("exchange")
    item = get_object_or_404(items, exchange=exchange, uuid=uuid)
    Evidence._meta.get_field("exchange").set_cached_value(item, exchange)
    return exchange, item


@require_http_methods(PAGES)
@refusals_on_the_record
def report(request, partnership, reference):
    """The closing report: it saves itself, and is handed in when nothing is missing."""
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("report", exchange, by=request.user)
    if request.method != "POST":
        return _report_page(request, exchange)
    form = ReportForm(request.POST, report=None)
    services.save_report(exchange, changes=form.changes, by=request.user, now=clock.now())
    if saves_itself(request):
        return JsonResponse({"saved": _when(form)})
    if "hand_in" not in request.POST or form.errors:
        return _report_page(request, exchange, form=form, status=REFUSED if form.errors else 200)
    try:
        services.hand_in(exchange, by=request.user, now=clock.now())
    except Refused as refusal:
        return _report_page(request, exchange, form=form, refusal=refusal, status=REFUSED)
    messages.success(request, _("Handed in. Your cluster checks the report now."))
    return redirect("exchanges:exchange", partnership=partnership, reference=reference)


def _report_page(request, exchange, *, form=None, posted=None, refusal=None, status=200):
    def upload(kind):
        return posted if posted is not None and posted.kind == kind else EvidenceForm(kind=kind)

    given = {"user": request.user, "today": clock.today(), "now": clock.now()}
    page = evidence_page(exchange, upload=upload, **given)
    form = form or ReportForm(report=page.facts.report)
    context = {"page": page, "exchange": exchange, "form": form, "posted": posted, "refusal": refusal}
    return render(request, "exchanges/report.html", context, status=status)


def _when(form) -> str:
    hour = clock.now().astimezone(clock.PROGRAMME_ZONE).strftime("%H:%M")
    if form.unsaved:
        return _("Saved %(hour)s, except: %(fields)s") % {"hour": hour, "fields": ", ".join(form.unsaved)}
    return _("Saved %(hour)s") % {"hour": hour}
