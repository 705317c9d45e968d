"""The posts of a partnership, who speaks for an organisation, and invitations."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from excite import clock
from excite.places import staff_place
from excite.workflow import NotAllowed, Refused

from .. import services
from ..cards.people import people_page
from ..forms.people import InvitationForm, PostForm
from ..models import Invitation, Post
from ..workflow import INVITATION
from .organisations import find as find_entry


def people(request, partnership):
    home = staff_place(request)
    shown = {"home": home, "page": people_page(home, user=request.user)}
    return render(request, "clusters/people.html", shown)


def invite(request, partnership):
    home = staff_place(request)
    if home.pk not in request.user.standing.coordinates:
        raise NotAllowed
    form = PostForm(request.POST or None, partnership=home)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_to_post(home, **form.cleaned_data, **_when(request))
            messages.success(request, _("The invitation is on its way."))
            return redirect("clusters:people", partnership)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "clusters/invite.html", {"form": form, "home": home})


@require_POST
def end(request, partnership, pk):
    posts = Post.objects.visible_to(request.user).current().for_list()
    post = get_object_or_404(posts, partnership__slug=partnership, pk=pk)
    try:
        services.end_post(post, **_when(request))
        messages.success(request, _("The post of %(person)s has ended.") % {"person": post.user})
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("clusters:people", partnership)


def invite_speaker(request, partnership, uuid):
    entry = find_entry(request, partnership, uuid)
    if not entry.roles_of(request.user) & {"looks_after", "representative"}:
        raise NotAllowed
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_to_speak(entry, **form.cleaned_data, **_when(request))
            messages.success(request, _("The invitation is on its way."))
            return redirect("clusters:organisation", partnership, uuid)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "clusters/invite.html", {"form": form, "entry": entry, "home": entry.partnership})


@require_POST
def end_speaker(request, partnership, uuid, pk):
    entry = find_entry(request, partnership, uuid)
    voice = get_object_or_404(entry.organisation.representatives.filter(ended_on=None), pk=pk)
    services.end_representation(voice, entry, **_when(request))
    messages.success(
        request, _("%(person)s does not speak for this organisation any more.") % {"person": voice.user}
    )
    own = voice.user_id == request.user.pk
    return redirect("profile") if own else redirect("clusters:organisation", partnership, uuid)


def invitation(request, partnership, uuid):
    invitation = _find(request, partnership, uuid)
    actions = INVITATION.open_to(request.user, invitation)
    return render(request, "clusters/invitation.html", {"invitation": invitation, "actions": actions})


@require_POST
def answer(request, partnership, uuid, name):
    invitation = _find(request, partnership, uuid)
    if name not in INVITATION.actions:
        raise Http404
    try:
        services.answer_invitation(invitation, name, **_when(request))
        messages.success(request, _said(invitation))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("clusters:invitation", partnership, uuid)


def _find(request, partnership, uuid):
    invitations = Invitation.objects.visible_to(request.user).for_list().select_related("invited_by")
    return get_object_or_404(invitations, partnership__slug=partnership, uuid=uuid)


def _when(request):
    return {"by": request.user, "now": clock.now(), "today": clock.today()}


def _said(invitation):
    said = {
        Invitation.Status.ACCEPTED: _("Welcome. You can begin at once."),
        Invitation.Status.DECLINED: _("You have declined. Nothing else happens."),
        Invitation.Status.WITHDRAWN: _("The invitation is withdrawn."),
    }
    return said[invitation.status]
