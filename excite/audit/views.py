"""The log of a partnership, for those whose scope opens it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from excite.audit import registry
from excite.audit.filters import EventFilter
from excite.audit.models import Event

PER_PAGE = 50


@require_safe
def audit(request, partnership):
    if not request.user.standing.is_staff_of(request.partnership):
        raise Http404
    events = Event.objects.visible_to(request.user).filter(partnership_key=request.partnership.pk)
    found = EventFilter(request.GET, events.with_people().newest_first())
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(page.number)
    rows = [(event, registry.url_of(event, partnership)) for event in page.object_list]
    shown = {"filter": found, "rows": rows, "page": page, "pages": pages}
    return render(request, "audit/events.html", shown)
