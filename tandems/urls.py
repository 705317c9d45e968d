from django.urls import path

from .views import tandems

app_name = "tandems"

urlpatterns = [
    path("", tandems.tandem_list, name="list"),
    path("new/", tandems.new, name="new"),
    path("<slug:reference>/", tandems.tandem, name="tandem"),
    path("<slug:reference>/edit/", tandems.edit, name="edit"),
    path("<slug:reference>/session/", tandems.session, name="session"),
    path("<slug:reference>/close/", tandems.close, name="close"),
    path("<slug:reference>/act/<slug:name>/", tandems.act, name="act"),
]
