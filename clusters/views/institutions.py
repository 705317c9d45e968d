"""Sign-in through an institution, by OpenID Connect: the way there, and the way back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from requests import RequestException


class Institution(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request, app, token, **kwargs):
        """Also checks who signed the token, and that both answers are about the same person.

        Left to itself, allauth trusts the connection over which the token came.
        """
        self.did_fetch_access_token = False
        try:
            found = super().complete_login(request, app, token, **kwargs)
        except KeyError as gap:
            raise OAuth2Error(f"The institution's answer lacks {gap}.")
        subjects = {said.get("sub") for said in found.account.extra_data.values()}
        if len(subjects) != 1:
            raise OAuth2Error("The institution's answers are about two people.")
        return found


def calm(view):
    """An institution that does not answer is no fault of ours, and no end: there are other ways in."""

    def guarded(request, provider_id):
        try:
            return view(request, provider_id)
        except SocialApp.DoesNotExist:
            raise Http404
        except RequestException:
            shown = {"silent": True}
            return render(request, "socialaccount/authentication_error.html", shown, status=503)

    return login_not_required(guarded)


@calm
def leave(request, provider_id):
    """To the institution by a page that leads on.

    After a form, browsers follow a redirect only to hosts that our form-action lists, and where an
    institution leads on to (its own portal, another house) nobody can list.
    """
    answer = login(request, provider_id)
    if answer.status_code != 302:
        return answer
    return render(request, "socialaccount/leaving.html", {"address": answer["Location"]})


@calm
def come_back(request, provider_id):
    return OAuth2CallbackView.adapter_view(Institution(request, provider_id))(request)
