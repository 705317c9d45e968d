"""Repair of missions and of what the public page tells. Seats and states are acts of the portal."""

from django.contrib import admin

from excite.admin import RepairAdmin, ShownAdmin

from .models import Mission, MissionPlace, MissionSite, PastEvent, Seat, Testimonial


@admin.register(Mission)
class MissionAdmin(RepairAdmin):
    list_display = ["name", "partnership", "kind", "starts_on", "status"]
    list_filter = ["status", "kind"]
    search_fields = ["search"]
    filter_horizontal = ["co_organisers"]
    fixed = ("seats",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(MissionPlace)
class MissionPlaceAdmin(RepairAdmin):
    list_display = ["name", "mission", "latitude", "longitude"]


@admin.register(MissionSite)
class MissionSiteAdmin(RepairAdmin):
    list_display = ["name", "mission"]


@admin.register(PastEvent)
class PastEventAdmin(RepairAdmin):
    list_display = ["name", "partnership", "place", "starts_on"]


@admin.register(Testimonial)
class TestimonialAdmin(RepairAdmin):
    list_display = ["said_by", "partnership", "mission"]


@admin.register(Seat)
class SeatAdmin(ShownAdmin):
    list_display = ["mission", "number", "taken_at"]
