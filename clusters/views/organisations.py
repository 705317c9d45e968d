"""The register of organisations, an organisation's page, and its forms."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from excite import clock
from excite.places import public_place, staff_place
from excite.words import say
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.organisations import organisation_page
from ..filters import OrganisationFilter
from ..forms.organisations import OrganisationForm, RegistrationForm, SizeForm
from ..models import Cluster, Membership, RegisterEntry

PER_PAGE = 25


def organisation_list(request, partnership):
    home = staff_place(request)
    entries = RegisterEntry.objects.visible_to(request.user).filter(partnership=home)
    clusters = Cluster.objects.visible_to(request.user).filter(partnership=home).for_list()
    found = OrganisationFilter(request.GET, entries.with_membership().for_list(), clusters=clusters)
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    shown = {
        "home": home,
        "filter": found,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "waiting": Membership.objects.visible_to(request.user).asked().filter(home_cluster__partnership=home),
    }
    return render(request, "clusters/organisations.html", shown)


def organisation(request, partnership, uuid):
    entry = find(request, partnership, uuid)
    page = organisation_page(entry, user=request.user)
    return render(request, "clusters/organisation.html", {"page": page, "entry": entry})


def register(request, partnership):
    home = public_place(request)
    form = RegistrationForm(request.POST or None, partnership=home, is_on_file=services.is_on_file)
    if request.method == "POST" and form.is_valid():
        try:
            when = {"by": request.user, "now": clock.now(), "today": clock.today()}
            asked = services.register_organisation(home, **form.values(), **when)
            return redirect("clusters:membership", partnership, asked.uuid)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    own = Membership.objects.visible_to(request.user).filter(speaker=request.user).for_list()[:10]
    return render(request, "clusters/register.html", {"home": home, "form": form, "own": own})


def edit(request, partnership, uuid):
    entry = find(request, partnership, uuid)
    editable = services.editable_by(entry, request.user)
    if not editable:
        raise NotAllowed
    form = OrganisationForm(request.POST or None, instance=entry.organisation, editable=editable)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organisation(entry, changes=form.cleaned_data, by=request.user, now=clock.now())
            messages.success(request, _("Saved."))
            return redirect("clusters:organisation", partnership, uuid)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "clusters/organisation_edit.html", {"form": form, "entry": entry})


def size(request, partnership, uuid):
    entry = find(request, partnership, uuid)
    if "representative" not in entry.roles_of(request.user):
        raise NotAllowed
    form = SizeForm(request.POST or None, initial={"accounting_year": clock.today().year - 1})
    if request.method == "POST" and form.is_valid():
        when = {"by": request.user, "now": clock.now(), "today": clock.today()}
        try:
            made = services.declare_size(entry, **form.cleaned_data, **when)
            messages.success(request, _("Signed: %(size)s.") % {"size": say(made.get_size_display())})
            return redirect("clusters:organisation", partnership, uuid)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "clusters/organisation_size.html", {"form": form, "entry": entry})


@require_POST
def hosting(request, partnership, uuid):
    entry = find(request, partnership, uuid)
    services.approve_hosting(entry, by=request.user, now=clock.now(), today=clock.today())
    messages.success(request, _("This organisation may host without a cluster from now on."))
    return redirect("clusters:organisation", partnership, uuid)


def find(request, partnership, uuid):
    entries = RegisterEntry.objects.visible_to(request.user).with_people()
    return get_object_or_404(entries, partnership__slug=partnership, organisation__uuid=uuid)
