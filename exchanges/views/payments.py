"""Payment batches: made out of grants that are due, authorised by one person, confirmed by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from clusters.models import Cluster
from excite import clock
from excite.places import staff_place
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.acts import Tried
from ..cards.budget import batch_page, with_sums
from ..cards.rows import page_of
from ..forms.money import PaidForm
from ..models import PaymentBatch, TravelGrant
from .budget import budget_answer

PAGES = ["GET", "HEAD", "POST"]
REFUSED = 422


@require_http_methods(PAGES)
def batches(request, partnership):
    """All batches; by POST a new one out of the chosen grants of one cluster."""
    ours = staff_place(request)
    if request.method != "POST":
        seen = PaymentBatch.objects.visible_to(request.user).filter(partnership=ours).for_list()
        page = page_of(with_sums(seen), request.GET.get("page"))
        return render(request, "exchanges/batches.html", {"page": page, "partnership": ours})
    try:
        batch = services.make_batch(**_chosen(request, ours), by=request.user, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        tried = Tried.of("make", refusal, request.POST)
        return budget_answer(request, ours, tried=tried, status=REFUSED)
    messages.success(request, _("%(batch)s is put together.") % {"batch": batch.reference})
    return redirect("exchanges:batch", partnership=partnership, uuid=batch.uuid)


def _chosen(request, ours):
    """The cluster, and those of its grants that were ticked and are still to be seen."""
    code = request.POST.get("cluster", "").replace("\0", "")[:60]
    cluster = get_object_or_404(Cluster.objects.visible_to(request.user), partnership=ours, code=code)
    ticked = [reference.replace("\0", "")[:20] for reference in request.POST.getlist("grant")[:600]]
    grants = TravelGrant.objects.visible_to(request.user).filter(exchange__partnership=ours)
    return {"cluster": cluster, "grants": list(grants.filter(exchange__reference__in=ticked))}


@require_http_methods(["GET", "HEAD"])
def batch(request, partnership, uuid):
    return _page(request, _batch(request, partnership, uuid))


@require_http_methods(PAGES)
def batch_act(request, partnership, uuid, name):
    found = _batch(request, partnership, uuid)
    if name not in ACTS:
        raise Http404
    if request.method == "POST":
        do, told = ACTS[name]
        try:
            do(found, request.POST, by=request.user, now=clock.now())
            messages.success(request, told % {"batch": found.reference})
        except NotAllowed:
            raise
        except Refused as refusal:
            return _page(request, found, tried=Tried.of(name, refusal, request.POST), status=REFUSED)
    return redirect("exchanges:batch", partnership=partnership, uuid=uuid)


def _batch(request, partnership, uuid):
    seen = PaymentBatch.objects.visible_to(request.user).for_list().select_related("confirmed_by")
    return get_object_or_404(seen, partnership__slug=partnership, uuid=uuid)


def _page(request, found, *, tried=None, status=200):
    page = batch_page(found, user=request.user, today=clock.today(), tried=tried)
    context = {"page": page, "batch": found, "partnership": found.partnership}
    return render(request, "exchanges/batch.html", context, status=status)


def _confirm(batch, posted, **given):
    form = PaidForm(posted)
    if not form.is_valid():
        raise Refused(" ".join(form.errors["paid_on"]))
    services.confirm(batch, paid_on=form.cleaned_data["paid_on"], **given)


ACTS = {
    "authorise": (
        lambda batch, posted, **given: services.authorise(batch, **given),
        _("%(batch)s is authorised. Finance confirms the payment."),
    ),
    "confirm": (_confirm, _("%(batch)s is paid. The organisations have been told.")),
    "dissolve": (
        lambda batch, posted, **given: services.dissolve(batch, reason=posted.get("reason", ""), **given),
        _("%(batch)s is dissolved. Its grants are due again."),
    ),
}
