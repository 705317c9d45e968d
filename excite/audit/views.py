"""The log of a partnership, for those whose scope opens it."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from excite.audit import registry
from excite.audit.filters import EventFilter
from excite.audit.models import Event
from excite.places import staff_place

PER_PAGE = 50


@require_safe
def audit(request, partnership):
    home = staff_place(request)
    events = Event.objects.visible_to(request.user).filter(partnership_key=home.pk)
    found = EventFilter(request.GET, events.with_people().newest_first())
    paginator = Paginator(found.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(page.number)
    rows = [(event, registry.url_of(event, partnership)) for event in page.object_list]
    shown = {"filter": found, "rows": rows, "page": page, "pages": pages}
    return render(request, "audit/events.html", shown)
