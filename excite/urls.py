"""Every address of the portal. What belongs to one partnership lives under /p/<partnership>/."""

from importlib import import_module
from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from excite.admin import keep_what_is_audited

admin.autodiscover()
keep_what_is_audited(admin.site)
admin.site.login = secure_admin_login(admin.site.login)

handler500 = "excite.views.errors.server_error"

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/", include("clusters.urls.accounts")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]


def _add(route, module):  # while the parts are being written side by side
    if find_spec(module) and hasattr(import_module(module), "urlpatterns"):
        urlpatterns.append(path(route, include(module)))


_add("", "excite.views.urls")
_add("p/<slug:partnership>/", "clusters.urls")
_add("p/<slug:partnership>/missions/", "missions.urls")
_add("p/<slug:partnership>/exchanges/", "exchanges.urls")
_add("p/<slug:partnership>/tandems/", "tandems.urls")
_add("p/<slug:partnership>/reporting/", "reporting.urls")
_add("p/<slug:partnership>/audit/", "excite.audit.urls")
_add("mails/", "excite.outbox.urls")
