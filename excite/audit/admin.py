"""The log is looked at, never edited."""

from django.contrib import admin

from excite.admin import ShownAdmin
from excite.audit.models import Event


@admin.register(Event)
class EventAdmin(ShownAdmin):
    list_display = ["at", "actor", "verb", "subject_kind", "reference"]
    list_filter = ["subject_kind"]
    search_fields = ["reference"]
