"""List of tandems, a tandem's page, and its forms."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from excite import clock
from excite.places import staff_place
from excite.workflow import NotAllowed, Refused, WrongStatus

from .. import services
from ..cards.pages import tandem_page
from ..filters import TandemFilter
from ..forms import ClosingForm, ProposalForm, SessionForm
from ..models import Tandem
from ..workflow import TANDEM

PER_PAGE = 25


def tandem_list(request, partnership):
    home = staff_place(request)
    tandems = Tandem.objects.visible_to(request.user).filter(partnership=home).with_sessions().for_list()
    found = TandemFilter(request.GET, tandems, partnership=home)
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    shown = {
        "filter": found,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "may_propose": home.pk in request.user.standing.manages_in,
    }
    return render(request, "tandems/list.html", shown)


def tandem(request, partnership, reference):
    tandem = _find(request, partnership, reference)
    page = tandem_page(tandem, user=request.user)
    return render(request, "tandems/tandem.html", {"tandem": tandem, "page": page})


def new(request, partnership):
    home = staff_place(request)
    if home.pk not in request.user.standing.manages_in:
        raise NotAllowed
    form = ProposalForm(request.POST or None, partnership=home, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = services.propose(**form.cleaned_data, by=request.user, now=clock.now())
        messages.success(
            request, _("Proposed. %(cluster)s has got a mail.") % {"cluster": made.second_cluster}
        )
        return redirect("tandems:tandem", partnership, made.reference)
    return render(request, "tandems/form.html", {"form": form})


def edit(request, partnership, reference):
    tandem = _find(request, partnership, reference)
    form = ProposalForm(
        request.POST or None, partnership=tandem.partnership, user=request.user, tandem=tandem
    )
    return _form(request, tandem, "edit", form, _("Edit the proposal"), services.edit)


def session(request, partnership, reference):
    tandem = _find(request, partnership, reference)
    form = SessionForm(request.POST or None, tandem=tandem)
    today = clock.today()

    def record(tandem, *, by, now, **_given):
        return services.record_session(tandem, **form.values(), by=by, now=now, today=today)

    return _form(request, tandem, "record_session", form, _("Record a session"), record)


def close(request, partnership, reference):
    tandem = _find(request, partnership, reference)
    today = clock.today()

    def finish(tandem, *, outcome, by, now):
        return services.close(tandem, outcome=outcome, by=by, now=now, today=today)

    form = ClosingForm(request.POST or None)
    return _form(request, tandem, "close", form, _("Close with an outcome"), finish)


@require_POST
def act(request, partnership, reference, name):
    tandem = _find(request, partnership, reference)
    try:
        if name == "agree":
            services.agree(tandem, by=request.user, now=clock.now(), today=clock.today())
        elif name == "cancel":
            reason = request.POST.get("reason", "")
            services.cancel(tandem, reason=reason, by=request.user, now=clock.now())
        else:
            raise Http404
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("tandems:tandem", partnership, reference)


def _form(request, tandem, name, form, title, service):
    """Show a form of an act, or do the act; what is refused is said above what was typed."""
    try:
        action = TANDEM.check(name, tandem, by=request.user)
    except WrongStatus as told:
        messages.warning(request, str(told))
        return redirect("tandems:tandem", tandem.partnership.slug, tandem.reference)
    if request.method == "POST" and form.is_valid():
        try:
            service(tandem, **form.cleaned_data, by=request.user, now=clock.now())
            return redirect("tandems:tandem", tandem.partnership.slug, tandem.reference)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "tandems/form.html", {"form": form, "tandem": tandem, "title": title, "action": action}
    )


def _find(request, partnership, reference):
    tandems = Tandem.objects.visible_to(request.user).for_list()
    return get_object_or_404(tandems, partnership__slug=partnership, reference=reference)
