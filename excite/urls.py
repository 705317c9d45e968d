"""Every address of the portal. What belongs to one partnership lives under /p/<partnership>/."""

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
    path("mails/", include("excite.outbox.urls")),
    path("p/<slug:partnership>/", include("clusters.urls")),
    path("p/<slug:partnership>/missions/", include("missions.urls")),
    path("p/<slug:partnership>/exchanges/", include("exchanges.urls")),
    path("p/<slug:partnership>/tandems/", include("tandems.urls")),
    path("p/<slug:partnership>/reporting/", include("reporting.urls")),
    path("p/<slug:partnership>/audit/", include("excite.audit.urls")),
    path("", include("excite.views.urls")),
]
