"""Whoever handles other people's money and data signs in with a second factor."""

from django.conf import settings
from django.shortcuts import redirect

# What a person without one can still do: get one, read the public texts, change language, sign out.
OPEN_VIEWS = {
    "second_factor",
    "home",
    "privacy",
    "accessibility",
    "set_language",
    "demo_person",
    "demo_clock",
}
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")


class SecondFactorMiddleware:
    """Lead managers, coordinators, finance and administrators to the page that says why and how.

    The accounts of the demonstration are excepted, in demo mode only: their password is known to everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, _args, _kwargs):
        if not request.user.is_authenticated or _is_open(request, view):
            return None
        if _excepted(request.user) or not request.user.needs_second_factor or request.user.has_second_factor:
            return None
        return redirect("second_factor")


def _excepted(user):
    return settings.DEMO and user.is_demo


def _is_open(request, view):
    """Public pages are for everybody; of the others only those that lead to a second factor."""
    name = request.resolver_match.view_name or ""
    public = not getattr(view, "login_required", True) and not name.startswith("admin:")
    return public or name in OPEN_VIEWS or name.startswith(OPEN_PREFIXES)
