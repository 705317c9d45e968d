"""Topics can be edited; tandems are looked at."""

from django.contrib import admin

from excite.admin import RepairAdmin, ShownAdmin

from .models import Tandem, TandemTopic


@admin.register(TandemTopic)
class TandemTopicAdmin(RepairAdmin):
    list_display = ["name", "partnership"]


@admin.register(Tandem)
class TandemAdmin(ShownAdmin):
    list_display = ["reference", "partnership", "first_cluster", "second_cluster", "status"]
    list_select_related = ("partnership", "first_cluster__organisation", "second_cluster__organisation")
