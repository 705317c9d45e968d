"""How pages about an exchange are opened, and how they answer what cannot be done."""

from functools import wraps

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect

from excite.workflow import NotAllowed, Refused, WrongStatus

from ..models import Exchange


def opened(request, partnership: str, reference: str, *, to_decide: bool = False) -> Exchange:
    """The exchange, if this person may see it; foreign and missing look alike."""
    seen = Exchange.objects.visible_to(request.user).with_people().with_parts()
    seen = seen.for_decision() if to_decide else seen
    exchange = get_object_or_404(seen, partnership__slug=partnership, reference=reference)
    request.partnership = exchange.partnership
    return exchange


def saves_itself(request) -> bool:
    """Whether the page's own script asks, which wants JSON."""
    return request.headers.get("X-Requested-With") == "autosave"


def form_posts_here(view):
    """An address to post to. Whoever comes back to it after signing in anew is led to the form."""

    @wraps(view)
    def answer(request, partnership, reference):
        if request.method == "POST":
            return view(request, partnership, reference)
        return redirect("exchanges:application", partnership=partnership, reference=reference)

    return answer


def refusals_on_the_record(view):
    """What has become impossible in the meantime is said on the record's page, or to the script."""

    @wraps(view)
    def answer(request, partnership, reference):
        try:
            return view(request, partnership, reference)
        except NotAllowed:
            raise
        except Refused as refusal:
            if saves_itself(request):
                status = 409 if isinstance(refusal, WrongStatus) else 422
                return JsonResponse({"error": str(refusal)}, status=status)
            messages.warning(request, str(refusal))
            return redirect("exchanges:exchange", partnership=partnership, reference=reference)

    return answer
