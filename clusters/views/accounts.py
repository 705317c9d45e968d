"""My own account: who I am here, and why a second factor is asked for."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .. import services
from ..cards.people import profile_page
from ..forms.accounts import ProfileForm


def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("profile")
    shown = {"form": form, "page": profile_page(request.user)}
    return render(request, "account/profile.html", shown)


def second_factor(request):
    needed = request.user.needs_second_factor and not request.user.has_second_factor
    return render(request, "account/second_factor.html", {"needed": needed})
