"""A person's own pages, before and beside those of allauth: /account/…"""

from django.urls import path

from ..views import accounts, institutions

urlpatterns = [
    path("profile/", accounts.profile, name="profile"),
    path("second-factor/", accounts.second_factor, name="second_factor"),
    path("oidc/<str:provider_id>/login/", institutions.leave, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", institutions.come_back, name="openid_connect_callback"),
]
