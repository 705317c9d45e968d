from django.urls import path

from .views import missions

app_name = "missions"

urlpatterns = [
    path("", missions.mission_list, name="list"),
    path("new/", missions.new, name="new"),
    path("<slug:slug>/", missions.mission, name="mission"),
    path("<slug:slug>/edit/", missions.edit, name="edit"),
    path("<slug:slug>/act/<slug:name>/", missions.act, name="act"),
]
