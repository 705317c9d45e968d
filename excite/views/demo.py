"""The demo's own controls. Without demo mode they do not exist: 404."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clusters.models import User
from excite import clock
from excite.words import day

LONGEST_JUMP = 366


def only_in_the_demo(view):
    def guarded(request):
        if not settings.DEMO:
            raise Http404
        return view(request)

    return login_not_required(require_POST(guarded))


@only_in_the_demo
def person(request):
    """Be somebody else with one click: demo accounts only."""
    chosen = get_object_or_404(User.demo_people(), email=request.POST.get("email", ""))
    login(request, chosen, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("work")


@only_in_the_demo
def move_clock(request):
    """Jump forward, for every process of the demo."""
    days = request.POST.get("days", "")
    try:
        if not days.isdecimal() or not 1 <= int(days) <= LONGEST_JUMP:
            raise ValueError
        clock.skip(int(days))
        messages.success(request, _("It is now %(day)s.") % {"day": day(clock.today())})
    except ValueError:
        messages.error(request, _("The demo's clock moves forward only, by 1 to 366 days at a time."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "home")
