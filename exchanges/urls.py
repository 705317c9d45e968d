"""Addresses under /p/<partnership>/exchanges/. Words first, then references, which are never those words."""

from django.urls import path

from .views import application, consent, exchanges

app_name = "exchanges"

urlpatterns = [
    path("mine/", application.mine, name="mine"),
    path("apply/", application.apply, name="apply"),
    path("host/<str:token>/", consent.host_link, name="host_link"),
    # The application
    path("<slug:reference>/application/", application.application, name="application"),
    path("<slug:reference>/save/", application.save, name="save"),
    path("<slug:reference>/assess/", application.assess, name="assess"),
    path("<slug:reference>/hosts/", application.hosts, name="hosts"),
    path("<slug:reference>/submit/", application.submit, name="submit"),
    path("<slug:reference>/delete/", application.delete, name="delete"),
    path("<slug:reference>/withdraw/", application.withdraw, name="withdraw"),
    path("<slug:reference>/host/", consent.host_answer, name="host_answer"),
    path("<slug:reference>/", exchanges.exchange, name="exchange"),
]
