"""The admin, for repair only. Each write leaves an event; statuses, money and history are only shown.

What has an act in the portal is done there: nothing here decides on an exchange.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from excite import audit, clock


class RepairAdmin(admin.ModelAdmin):
    """``values``: whether the event keeps old and new values; not where they are personal."""

    list_per_page = 50
    show_full_result_count = False
    values = True
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fixed = ()  # fields that are shown only

    def __init__(self, model, site):
        super().__init__(model, site)
        keys = [field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)]
        self.raw_id_fields = tuple(keys)
        if self.list_select_related is False:
            self.list_select_related = tuple(name for name in keys if name in self.list_display)

    def get_readonly_fields(self, request, obj=None):
        """Statuses and cents come out of acts and are never typed; a new row may begin with them."""
        fields = [field.name for field in self.model._meta.fields]
        fixed = [name for name in fields if name == "status" or (obj is not None and name in self.fixed)]
        return (*super().get_readonly_fields(request, obj), *fixed)

    def save_model(self, request, obj, form, change):
        before = type(obj)._base_manager.filter(pk=obj.pk).values().first() if change else None
        super().save_model(request, obj, form, change)
        details = {"fields": sorted(form.changed_data)}
        if before and self.values:
            details["values"] = {name: _old_and_new(obj, name, before) for name in form.changed_data}
        _record(request, obj, "admin change" if change else "admin add", details)

    def delete_model(self, request, obj):
        _record(request, obj, "admin delete")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            _record(request, obj, "admin delete")
        super().delete_queryset(request, queryset)


class ShownAdmin(RepairAdmin):
    """Only to be looked at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class EmailAddressAdmin(RepairAdmin):
    list_display = ["email", "user", "primary", "verified"]
    list_select_related = ("user",)
    search_fields = ["email"]
    values = False


class SecondFactorAdmin(RepairAdmin):
    """Somebody has lost phone and recovery codes: the factor is deleted here, and set up anew."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ("user",)
    search_fields = ["user__email"]
    exclude = ["data"]
    values = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def keep_what_is_audited(site):
    """Called once all parts have registered: others would write without leaving an event."""
    site.site_header = site.site_title = _("Repair")
    site.index_title = _("Settings and accounts. Every change is written to the log.")
    for model, shown in list(site._registry.items()):
        if not isinstance(shown, RepairAdmin):
            site.unregister(model)
    site.register(EmailAddress, EmailAddressAdmin)
    site.register(Authenticator, SecondFactorAdmin)


def _old_and_new(obj, name, before):
    column = obj._meta.get_field(name).attname
    return [str(before.get(column)), str(getattr(obj, column))]


def _record(request, obj, verb, details=None):
    kind = getattr(obj, "audit_kind", obj._meta.model_name)
    audit.record(obj, verb, by=request.user, now=clock.now(), kind=kind, details=details)
