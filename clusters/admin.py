"""Repair of partnerships, clusters, organisations and people."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from excite.admin import RepairAdmin, ShownAdmin

from .models import (
    Cluster,
    EligibleCountry,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    Post,
    ProgrammeRule,
    RegisterEntry,
    Representative,
    SizeDeclaration,
    User,
)


class NotForYourself(forms.ModelForm):
    """A post in the programme, and a voice of an organisation, are never given to oneself."""

    def clean(self):
        given = super().clean()
        if given.get("user") == self.administrator:
            self.add_error("user", _("Nobody gives a post to themself. Please let a colleague do it."))
        return given


class PartAdmin(RepairAdmin):
    form = NotForYourself

    def get_form(self, request, obj=None, change=False, **options):
        made = super().get_form(request, obj, change, **options)
        made.administrator = request.user
        return made


@admin.register(User)
class UserAdmin(RepairAdmin):
    list_display = ["email", "full_name", "is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    fields = ["email", "full_name", "language", "is_active", "is_staff", "is_superuser", "last_login"]
    readonly_fields = ["last_login"]
    values = False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Post)
class PostAdmin(PartAdmin):
    list_display = ["user", "kind", "partnership", "cluster", "started_on", "ended_on"]
    list_select_related = ("user", "partnership", "cluster__organisation")
    list_filter = ["kind"]
    search_fields = ["user__email", "user__full_name"]


@admin.register(Representative)
class RepresentativeAdmin(PartAdmin):
    list_display = ["user", "organisation", "started_on", "ended_on"]
    search_fields = ["user__email", "organisation__search"]


@admin.register(Partnership)
class PartnershipAdmin(RepairAdmin):
    list_display = ["acronym", "name", "starts_on", "ends_on"]
    fixed = ("grant_ceiling_cents",)


@admin.register(Cluster)
class ClusterAdmin(RepairAdmin):
    list_display = ["code", "organisation", "partnership", "eccp"]
    search_fields = ["code", "organisation__search"]


@admin.register(EligibleCountry)
class EligibleCountryAdmin(RepairAdmin):
    list_display = ["country", "partnership", "valid_from", "valid_to"]


@admin.register(ProgrammeRule)
class ProgrammeRuleAdmin(RepairAdmin):
    """The cap is a rule of the programme and may be edited, with the day it begins to hold."""

    list_display = ["partnership", "valid_from", "min_working_days", "full_working_days", "cap_cents"]


@admin.register(Organisation)
class OrganisationAdmin(RepairAdmin):
    list_display = ["name", "kind", "size", "country", "city"]
    list_filter = ["kind", "size"]
    search_fields = ["search", "pic"]
    fixed = ("turnover_eur",)


@admin.register(RegisterEntry)
class RegisterEntryAdmin(RepairAdmin):
    list_display = ["code", "organisation", "partnership", "home_cluster"]
    list_select_related = ("organisation", "partnership", "home_cluster__organisation")
    search_fields = ["code", "organisation__search"]


@admin.register(Membership)
class MembershipAdmin(ShownAdmin):
    list_display = ["organisation", "cluster", "outside_cluster", "status"]
    list_select_related = ("organisation", "cluster__organisation")
    list_filter = ["status"]


@admin.register(SizeDeclaration)
class SizeDeclarationAdmin(ShownAdmin):
    list_display = ["organisation", "accounting_year", "size", "declared_on"]


@admin.register(Invitation)
class InvitationAdmin(ShownAdmin):
    list_display = ["email", "kind", "partnership", "status", "invited_on"]
