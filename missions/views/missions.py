"""The public list of missions, a mission's page, and the organisers' forms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from excite import clock
from excite.places import public_place, staff_place
from excite.workflow import NotAllowed, Refused, WrongStatus

from .. import services
from ..cards.lists import mission_cards
from ..cards.maps import mission_map
from ..cards.pages import mission_page
from ..filters import MissionFilter
from ..forms import MissionForm
from ..models import Mission
from ..workflow import MISSION

PER_PAGE = 12


@login_not_required
def mission_list(request, partnership):
    home = public_place(request)
    missions = Mission.objects.visible_to(request.user).filter(partnership=home)
    found = MissionFilter(request.GET, missions.with_places_left().for_list(), now=clock.now())
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    cards = mission_cards(page.object_list, now=clock.now())
    shown = {
        "filter": found,
        "cards": cards,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "map": mission_map(cards, partnership=home),
        "may_create": _may_create(request),
    }
    return render(request, "missions/list.html", shown)


@login_not_required
def mission(request, partnership, slug):
    mission = _find(request, partnership, slug)
    page = mission_page(mission, user=request.user, now=clock.now())
    return render(request, "missions/mission.html", {"mission": mission, "page": page, "card": page.card})


def new(request, partnership):
    home = staff_place(request)
    if not _may_create(request):
        raise NotAllowed
    form = MissionForm(request.POST or None, partnership=home, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create(
                organiser=form.cleaned_data["organiser"], **form.values(), by=request.user, now=clock.now()
            )
            return redirect("missions:mission", partnership, made.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "missions/form.html", {"form": form})


def edit(request, partnership, slug):
    mission = _find(request, partnership, slug)
    try:
        MISSION.check("edit", mission, by=request.user)
    except WrongStatus as told:
        messages.warning(request, str(told))
        return redirect("missions:mission", partnership, slug)
    form = MissionForm(
        request.POST or None, instance=mission, partnership=mission.partnership, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(mission, **form.values(), by=request.user, now=clock.now())
            return redirect("missions:mission", partnership, slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "missions/form.html", {"form": form, "mission": mission})


@require_POST
def act(request, partnership, slug, name):
    mission = _find(request, partnership, slug)
    if name not in MISSION.actions or name == "edit":
        raise Http404
    try:
        services.act(
            mission,
            name,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("missions:mission", partnership, slug)


def _find(request, partnership, slug):
    missions = Mission.objects.visible_to(request.user).with_places_left().for_list()
    mission = get_object_or_404(missions, partnership__slug=partnership, slug=slug)
    request.partnership = mission.partnership
    return mission


def _may_create(request):
    """Whoever manages a cluster of this partnership, or coordinates it."""
    if not request.user.is_authenticated:
        return False
    held = request.user.standing
    return request.partnership.pk in held.manages_in | held.coordinates
