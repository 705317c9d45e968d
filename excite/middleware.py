"""What happens around every page: health, limits, language, the partnership named, a busy database."""

import logging

from django.conf import settings
from django.db import OperationalError
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.views.defaults import permission_denied

from clusters.models import Partnership
from excite import waiting
from excite.views import errors, health
from excite.workflow import NotAllowed, Refused

log = logging.getLogger(__name__)


class HealthMiddleware:
    """Answer /healthz before anything else: probes come without HTTPS, session or the right host name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/healthz":
            return health.healthz(request)
        return self.get_response(request)


class LimitsMiddleware:
    """Refuse, before anything is read or asked, what no page of the portal would send.

    That is a body larger than any form needs, and NUL in an address: PostgreSQL does not take it in a text.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MAX_REQUEST_BYTES:
            return errors.too_large(request)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.not_understood(request)
        return self.get_response(request)


class LanguageMiddleware:
    """A signed-in person reads in the language chosen in this browser, else in that of the account."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if not chosen and request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class PartnershipMiddleware:
    """`request.partnership`: the partnership that the address names; false where there is none.

    Read when it is asked for. A view that has read a record of it puts the record's own in its place. This is
    no permission: see `excite.places`, and each view's `visible_to`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.partnership = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        slug = kwargs.get("partnership")
        if slug:
            named = Partnership.objects.filter(slug=slug)
            request.partnership = SimpleLazyObject(named.first)


class BusyMiddleware:
    """A database that does not answer in time is a moment's trouble: say so, instead of a server error.

    An act that is for somebody else is answered here too, for every view alike: 403. So is one that has
    become impossible in the meantime, where a view has no better place to say it: 409.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotAllowed):
            return permission_denied(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, OperationalError):
            log.warning("The database did not answer in time: %s", exception, extra={"path": request.path})
            return errors.busy(request)


class WaitingMiddleware:
    """Whoever has just done something sees at once what is left to do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        answer = self.get_response(request)
        waiting.forget(request.user)
        return answer
