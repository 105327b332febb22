"""The persons who commit."""

from django.contrib import admin

from contracts.admin.merge import MergingAdmin
from contracts.admin.panels import person_panels
from contracts.models import Professional, Specialty
from regions.record_actions import GuidedAdmin
from regions.wall import write_scope
from regions.wall_admin import WalledModelAdmin


@admin.register(Professional)
class ProfessionalAdmin(MergingAdmin, GuidedAdmin, WalledModelAdmin):
    list_display = ("last_name", "first_name", "rpps", "profession", "specialty", "birth_year")
    list_display_links = ("last_name", "first_name")
    list_filter = ("profession",)
    list_select_related = ("specialty",)
    search_fields = ("search_name__contains", "rpps")
    own_region_fields = ("created_in_region",)
    fieldsets = (
        (None, {"fields": ("rpps", "last_name", "first_name", "birth_year")}),
        ("Exercice", {"fields": ("profession", "specialty", "email", "phone")}),
        ("Saisie", {"fields": ("created_in_region",)}),
    )

    def get_readonly_fields(self, request, obj=None):
        """Who entered a person keeps reaching them: only those who write everywhere change that."""
        fixed = obj is not None and not write_scope(request.user).everywhere
        return [*super().get_readonly_fields(request, obj), *(["created_in_region"] if fixed else [])]

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), *person_panels(request, obj.pk)]


@admin.register(Specialty)
class SpecialtyAdmin(WalledModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)
