"""The budget: lines, and what is due; planning a line."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from excite import clock
from excite.places import staff_place
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.budget import budget_page
from ..forms.money import LineForm


@require_safe
def budget(request, partnership):
    return budget_answer(request, staff_place(request))


def budget_answer(request, ours, *, tried=None, status=200):
    page = budget_page(ours, user=request.user, today=clock.today(), tried=tried)
    return render(request, "exchanges/budget.html", {"page": page, "partnership": ours}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def line(request, partnership):
    """Plan a line, or change the plan of one: the coordinator alone."""
    ours = staff_place(request)
    if ours.pk not in request.user.standing.coordinates:
        raise NotAllowed
    known = {name: request.GET.get(name, "") for name in ("cluster", "year", "planned")}
    form = LineForm(request.POST or None, partnership=ours, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_line(ours, **form.values, by=request.user, now=clock.now())
            messages.success(request, _("The line is planned."))
            return redirect("exchanges:budget", partnership=partnership)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("planned", str(refusal))
    return render(request, "exchanges/line.html", {"form": form, "partnership": ours})
