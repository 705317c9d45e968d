"""A person's own pages, beside those of allauth: /account/…"""

from django.urls import path

from ..views import accounts

urlpatterns = [
    path("profile/", accounts.profile, name="profile"),
    path("second-factor/", accounts.second_factor, name="second_factor"),
]
