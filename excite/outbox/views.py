"""The mails that I may read, one mail, and what its keepers do with it. In the demo: everybody's mailbox."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from excite import clock
from excite.outbox import emails, services
from excite.outbox.filters import MailFilter
from excite.outbox.models import Mail
from excite.outbox.workflow import MAIL
from excite.workflow import NotAllowed, Refused

PER_PAGE = 50


@require_safe
def mails(request):
    shown = Mail.objects.visible_to(request.user).for_list()
    found = MailFilter(request.GET, shown, request=request)
    return _listed(request, found.qs, "outbox/mails.html", filter=found)


@require_safe
def mail(request, mail):
    found = get_object_or_404(Mail.objects.visible_to(request.user).with_people(), uuid=mail)
    shown = {
        "mail": found,
        "letter": emails.as_shown(found),
        "actions": MAIL.open_to(request.user, found),
        "mine": found.recipient_id == request.user.pk,
    }
    return render(request, "outbox/mail.html", shown)


@require_POST
def act(request, mail, act):
    found = get_object_or_404(Mail.objects.visible_to(request.user), uuid=mail)
    if act not in services.ACTS:
        raise Http404
    try:
        done = services.ACTS[act](found, by=request.user, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, services.said_of(done))
    return redirect("outbox:mail", mail=found.uuid)


@login_not_required
@require_safe
def demo_mails(request):
    """Whoever tries the demo has no mailbox for its invented addresses: here is one for all of them."""
    _only_in_the_demo()
    return _listed(request, Mail.for_the_demo(), "outbox/demo_mails.html")


@login_not_required
@require_safe
def demo_mail(request, mail):
    """The mail as it reached its reader, with the code or the link that nobody else is shown."""
    _only_in_the_demo()
    found = get_object_or_404(Mail.for_the_demo(), uuid=mail)
    return render(request, "outbox/demo_mail.html", {"mail": found, "letter": emails.as_received(found)})


def _only_in_the_demo():
    if not settings.DEMO:
        raise Http404


def _listed(request, found, template, **more):
    paginator = Paginator(found, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(page.number)
    return render(request, template, {"page": page, "pages": pages, **more})
