"""Memberships: the queue of the managers, one membership, asking for one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from excite import clock
from excite.places import staff_place
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.organisations import membership_page
from ..filters import MembershipFilter
from ..forms.organisations import MembershipForm, ProofForm
from ..models import Cluster, Membership
from ..workflow import MEMBERSHIP
from .organisations import find as find_entry

PER_PAGE = 25


def membership_list(request, partnership):
    home = staff_place(request)
    memberships = Membership.objects.visible_to(request.user).filter(home_cluster__partnership=home)
    clusters = Cluster.objects.visible_to(request.user).filter(partnership=home).for_list()
    found = MembershipFilter(request.GET, memberships.for_list(), clusters=clusters)
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(page.number)
    shown = {"home": home, "filter": found, "page": page, "pages": pages}
    return render(request, "clusters/memberships.html", shown)


def membership(request, partnership, uuid):
    return _page(request, partnership, _find(request, partnership, uuid))


@require_POST
def act(request, partnership, uuid, name):
    membership = _find(request, partnership, uuid)
    if name not in MEMBERSHIP.actions:
        raise Http404
    when = {"by": request.user, "now": clock.now(), "today": clock.today()}
    try:
        services.act_on_membership(membership, name, reason=request.POST.get("reason", ""), **when)
        messages.success(request, _said(membership))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("clusters:membership", partnership, uuid)


@require_POST
def proof(request, partnership, uuid):
    membership = _find(request, partnership, uuid)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _page(request, partnership, membership, form)
    try:
        services.record_proof(membership, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("The proof is recorded."))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("clusters:membership", partnership, uuid)


def ask(request, partnership, uuid):
    entry = find_entry(request, partnership, uuid)
    if not entry.roles_of(request.user) & {"representative", "looks_after"}:
        raise NotAllowed
    form = MembershipForm(request.POST or None, partnership=entry.partnership)
    if request.method == "POST" and form.is_valid():
        when = {"by": request.user, "now": clock.now(), "today": clock.today()}
        try:
            asked = services.ask_membership(entry, **form.cleaned_data, **when)
            return redirect("clusters:membership", partnership, asked.uuid)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "clusters/membership_ask.html", {"form": form, "entry": entry})


def _find(request, partnership, uuid):
    memberships = Membership.objects.visible_to(request.user).with_people().select_related("speaker")
    return get_object_or_404(memberships, home_cluster__partnership__slug=partnership, uuid=uuid)


def _page(request, partnership, membership, form=None):
    page = membership_page(membership, user=request.user)
    form = form or ProofForm(initial={"proof": membership.proof})
    shown = {"page": page, "membership": membership, "form": form}
    return render(request, "clusters/membership.html", shown, status=422 if form.errors else 200)


def _said(membership):
    said = {
        Membership.Status.CONFIRMED: _("The membership is confirmed."),
        Membership.Status.REFUSED: _("The membership is refused. Those who asked have got a mail."),
        Membership.Status.ENDED: _("The membership has ended."),
    }
    return said[membership.status]
