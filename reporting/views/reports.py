"""Reports: list, make, look, act, download, verify."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from excite import clock
from excite.places import public_place, staff_place
from excite.uploads import serve
from excite.workflow import NotAllowed, Refused
from reporting import services
from reporting.cards.report import report_card
from reporting.cards.rows import stored_rows
from reporting.cards.verify import verified
from reporting.filters import asked
from reporting.forms import ReportForm, VerifyForm
from reporting.models import Report

ACTS = {
    "stop": services.stop,
    "retry": services.retry,
    "freeze": services.freeze,
    "discard": services.discard,
}
DONE = {
    "stop": _("The making was stopped."),
    "retry": _("The report is being made again."),
    "freeze": _("The report is frozen. From now on nothing in it changes."),
    "discard": _("The report was discarded."),
}
ON_A_PAGE = 25


@require_safe
def reports(request, partnership):
    ours = staff_place(request)
    found = Report.objects.visible_to(request.user).filter(partnership=ours).kept().for_list()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"partnership": ours, "page": page, "pages": page.paginator.get_elided_page_range(page.number)}
    return render(
        request, "reporting/reports.html", shown | {"may_make": services.may_make(ours, request.user)}
    )


def make(request, partnership):
    ours = staff_place(request)
    if not services.may_make(ours, request.user):
        raise PermissionDenied
    until = asked(request.GET).values.get("until")
    given = {"partnership": ours, "today": clock.today(), "until": until, "language": get_language()}
    form = ReportForm(request.POST or None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            report = services.start(ours, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("reporting:report", partnership=partnership, uuid=report.uuid)
    return render(request, "reporting/make.html", {"partnership": ours, "form": form})


@require_safe
def report(request, partnership, uuid):
    shown = _report_or_404(request, partnership, uuid)
    card = report_card(shown, user=request.user, today=clock.today())
    return render(request, "reporting/report.html", {"partnership": shown.partnership, "card": card})


@require_safe
def progress(request, partnership, uuid):
    """The job card alone, for htmx; when the work is over the page is loaded anew, with what came of it."""
    shown = _report_or_404(request, partnership, uuid)
    card = report_card(shown, user=request.user, today=clock.today())
    answer = render(request, "reporting/_progress.html", {"partnership": shown.partnership, "card": card})
    if card.job is None or not card.job.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def act(request, partnership, uuid, name):
    shown = _report_or_404(request, partnership, uuid)
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](shown, by=request.user, now=clock.now())
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, DONE[name])
        if name == "discard":
            return redirect("reporting:reports", partnership=partnership)
    return redirect("reporting:report", partnership=partnership, uuid=uuid)


@require_safe
def report_rows(request, partnership, uuid, code):
    shown = stored_rows(_report_or_404(request, partnership, uuid), code, page=request.GET.get("page", "1"))
    if shown is None:
        raise Http404
    return render(
        request, "reporting/report_rows.html", {"partnership": shown.report.partnership, "shown": shown}
    )


@require_safe
def file(request, partnership, uuid, ending):
    shown = _report_or_404(request, partnership, uuid)
    handed = services.hand_out(shown, ending, by=request.user, now=clock.now())
    if handed is None:
        raise Http404
    return serve(handed.stored_name, original_name=handed.download_name, content_type=handed.content_type)


@login_not_required
@require_safe
def verify(request, partnership):
    """Public: whoever holds the paper may know whether it is real."""
    ours = public_place(request)
    form = VerifyForm(request.GET if "code" in request.GET else None)
    found = verified(ours, form.cleaned_data["code"], user=request.user) if form.is_valid() else None
    return render(request, "reporting/verify.html", {"partnership": ours, "form": form, "found": found})


def _report_or_404(request, partnership, uuid) -> Report:
    mine = Report.objects.visible_to(request.user).filter(partnership__slug=partnership)
    report = get_object_or_404(mine.with_people().with_job(), uuid=uuid)
    request.partnership = report.partnership
    return report
