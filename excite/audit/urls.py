from django.urls import path

from excite.audit import views

urlpatterns = [path("", views.audit, name="audit")]
