"""Pages that span the apps."""

from django.urls import path

from . import demo, desk, public

urlpatterns = [
    path("", public.home, name="home"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("work/", desk.work, name="work"),
    path("search/", desk.search, name="search"),
    path("demo/person/", demo.person, name="demo_person"),
    path("demo/clock/", demo.move_clock, name="demo_clock"),
]
