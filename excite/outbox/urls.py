from django.urls import path

from excite.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="list"),
    path("demo/", views.demo_mails, name="demo"),
    path("demo/<uuid:mail>/", views.demo_mail, name="demo_mail"),
    path("<uuid:mail>/", views.mail, name="mail"),
    path("<uuid:mail>/<slug:act>/", views.act, name="act"),
]
