"""What everybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from excite.context import public_partnerships


@login_not_required
def home(request):
    """One partnership: straight to its missions. Several: choose."""
    partnerships = public_partnerships()
    if len(partnerships) == 1:
        return redirect("missions:list", partnerships[0].slug)
    return render(request, "excite/home.html", {"partnerships": partnerships})


@login_not_required
def privacy(request):
    return render(request, "privacy.html")


@login_not_required
def accessibility(request):
    return render(request, "accessibility.html")
