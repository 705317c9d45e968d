"""Pages for what went wrong. 500 and 503 need no database: it may be what went wrong."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

SECONDS_UNTIL_NEXT_TRY = 5


@requires_csrf_token
def server_error(request):
    """An error nobody foresaw. A busy database can show up here too, from outside the views."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return busy(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def busy(request):
    """Nothing was saved and nothing is broken: the same click works in a moment."""
    answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = SECONDS_UNTIL_NEXT_TRY
    return answer


def refused(request, refusal):
    """An expected failure; its sentence says what to do."""
    return render(request, "409.html", {"refusal": refusal}, status=409)


def not_understood(request):
    return HttpResponse(render_to_string("400.html"), status=400)


def too_large(request):
    return HttpResponse(render_to_string("413.html"), status=413)


def csrf_failure(request, reason=""):
    """The page stood open too long, or cookies are blocked: a way back, not a riddle."""
    return render(request, "403_csrf.html", status=403)
