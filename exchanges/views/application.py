"""Apply: begin a draft, let it save itself, see how it stands, hand it in, throw it away, take it back."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from excite import clock
from excite.places import public_place
from excite.workflow import Refused, WrongStatus

from .. import services
from ..cards.application import application_form, application_page, differences
from ..cards.hosts import find_hosts
from ..cards.mine import my_exchanges
from ..forms.start import StartForm
from ..services.drafts import Overtaken
from ..services.submission import NotReady
from ..workflow import EXCHANGE
from .answers import form_posts_here, opened, refusals_on_the_record, saves_itself

FORM_PAGE = "exchanges/application.html"


@require_safe
def mine(request, partnership):
    place = public_place(request)
    number, today, now = request.GET.get("page"), clock.today(), clock.now()
    page = my_exchanges(request.user, place.slug, page=number, today=today, now=now)
    return render(request, "exchanges/mine.html", {"page": page, "partnership": place})


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request, partnership):
    """Asked by a link, the page asks back for whom; by POST the draft begins, the same one however often."""
    place = public_place(request)
    form = StartForm(
        request.POST or None, asked=request.GET.get("mission"), partnership=place, by=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            exchange = services.start(
                partnership=place, **form.cleaned_data, by=request.user, now=clock.now()
            )
            return _onward(request, exchange)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "exchanges/apply.html", {"form": form, "partnership": place})


def _onward(request, exchange):
    """To the form, or to the application that is on its way already."""
    acts = [action.name for action in EXCHANGE.open_to(request.user, exchange)]
    if "edit" not in acts:
        messages.info(request, _("You have applied for this mission already. Here is how it stands."))
    view = "exchanges:application" if "edit" in acts else "exchanges:exchange"
    return redirect(view, partnership=exchange.partnership.slug, reference=exchange.reference)


@require_safe
@refusals_on_the_record
def application(request, partnership, reference):
    exchange, form = _form(request, partnership, reference)
    return _page(request, exchange, form, words=request.GET.get("words", ""))


@form_posts_here
@refusals_on_the_record
def save(request, partnership, reference):
    exchange, form = _form(request, partnership, reference, request.POST)
    try:
        saved = _save(request, exchange, form)
    except Overtaken as told:
        return _both(request, form, told)
    if saves_itself(request):
        return JsonResponse({"saved": _when(form), "version": saved.version, "unsaved": form.unsaved})
    if form.errors or "find" in request.POST:
        return _page(request, saved, form, words=request.POST.get("words", ""))
    messages.success(request, _("Saved."))
    return redirect("exchanges:application", partnership=partnership, reference=reference)


@require_POST
@refusals_on_the_record
def assess(request, partnership, reference):
    """How it stands with what is typed now, saved or not."""
    exchange, form = _form(request, partnership, reference, request.POST)
    return _page(request, exchange, form, template="exchanges/_assessment.html")


@require_safe
@refusals_on_the_record
def hosts(request, partnership, reference):
    """Search as you type; choosing one shows how it will be asked."""
    exchange, form = _form(request, partnership, reference, request.GET)
    found = find_hosts(form, request.GET.get("words", ""))
    return render(request, "exchanges/_hosts.html", {"exchange": exchange, "form": form, "hosts": found})


@form_posts_here
@refusals_on_the_record
def submit(request, partnership, reference):
    exchange, form = _form(request, partnership, reference, request.POST)
    try:
        exchange = _save(request, exchange, form)
        if form.errors:
            return _page(request, exchange, form, refused=str(NotReady.default))
        services.submit(exchange, declared=_declared(request), by=request.user, now=clock.now())
    except Overtaken as told:
        return _both(request, form, told)
    except NotReady as refusal:
        return _page(request, exchange, form, refused=str(refusal))
    messages.success(request, _("Submitted. The host is asked now, then your cluster decides."))
    return redirect("exchanges:exchange", partnership=partnership, reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_on_the_record
def delete(request, partnership, reference):
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("delete", exchange, by=request.user)
    if request.method == "POST":
        services.delete_draft(exchange, by=request.user, now=clock.now())
        messages.success(request, _("The draft %(reference)s is deleted.") % {"reference": reference})
        return redirect("exchanges:mine", partnership=partnership)
    return render(request, "exchanges/delete.html", {"exchange": exchange})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_on_the_record
def withdraw(request, partnership, reference):
    exchange, context = opened(request, partnership, reference), {}
    EXCHANGE.check("withdraw", exchange, by=request.user)
    if request.method == "POST":
        context["reason"] = request.POST.get("reason", "")
        try:
            services.withdraw(exchange, by=request.user, now=clock.now(), reason=context["reason"])
            messages.success(request, _("Withdrawn. You are welcome to apply again."))
            return redirect("exchanges:exchange", partnership=partnership, reference=reference)
        except WrongStatus:
            raise
        except Refused as refusal:
            context["refusal"] = refusal
    return render(request, "exchanges/withdraw.html", {"exchange": exchange, **context})


def _form(request, partnership, reference, posted=None):
    """The exchange and its form, for those who may edit it now. Raises NotAllowed, WrongStatus."""
    exchange = opened(request, partnership, reference)
    EXCHANGE.check("edit", exchange, by=request.user)
    form = application_form(exchange, posted, by=request.user, today=clock.today(), now=clock.now())
    return exchange, form


def _save(request, exchange, form):
    version = request.POST.get("version", "")
    return services.save(
        exchange,
        changes=form.changes,
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        by=request.user,
        now=clock.now(),
    )


def _declared(request) -> bool:
    return "declaration_signed" in request.POST


def _page(request, exchange, form, *, words="", refused="", template=FORM_PAGE):
    page = application_page(
        exchange,
        form,
        today=clock.today(),
        now=clock.now(),
        words=words,
        declared=_declared(request),
        refused=refused,
    )
    return render(request, template, {"page": page, "exchange": exchange, "form": form, "hosts": page.hosts})


def _both(request, form, told):
    """Two tabs: both texts side by side, and the choice."""
    if saves_itself(request):
        return JsonResponse({"error": str(told)}, status=409)
    context = {"exchange": told.stored, "differences": differences(told, form), "told": told}
    return render(request, "exchanges/overtaken.html", context, status=409)


def _when(form) -> str:
    """ "Saved 10:42", and which fields could not be."""
    hour = clock.now().astimezone(clock.PROGRAMME_ZONE).strftime("%H:%M")
    if form.unsaved:
        return _("Saved %(hour)s, except: %(fields)s") % {"hour": hour, "fields": ", ".join(form.unsaved)}
    return _("Saved %(hour)s") % {"hour": hour}
