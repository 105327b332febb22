"""Reference data in the admin: read by every role that works there, written by national administrators."""

import re

from django.contrib import admin
from django.db.models import Case, Q, Value, When

from regions.models import (
    Commune,
    CommuneAlias,
    CountingGroup,
    Departement,
    Epci,
    Faculty,
    FinessDepartement,
    PriorityDistrict,
    Region,
    RemoteCommune,
    Territory,
    ZoneClassification,
    ZoneUnit,
    ZoneUnitCommune,
    ZoningScheme,
)
from regions.text import fold
from regions.wall_admin import CurrentRegionFilter, PartAdmin, WalledModelAdmin, WalledTabularInline


@admin.register(Region)
class RegionAdmin(WalledModelAdmin):
    list_display = ("code", "name", "ars_name", "valid_from", "valid_to", "counting_group")
    list_display_links = ("code", "name")
    list_filter = (("valid_to", admin.EmptyFieldListFilter),)
    list_select_related = ("counting_group",)
    search_fields = ("code", "name", "old_name", "ars_name")
    autocomplete_fields = ("predecessors",)


@admin.register(CountingGroup)
class CountingGroupAdmin(WalledModelAdmin):
    list_display = ("name", "code")


@admin.register(Departement)
class DepartementAdmin(WalledModelAdmin):
    list_display = ("code", "name", "region", "old_region")
    list_display_links = ("code", "name")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("region", "old_region")
    search_fields = ("code", "name")


@admin.register(FinessDepartement)
class FinessDepartementAdmin(WalledModelAdmin):
    list_display = ("code", "insee_code", "number_prefix", "name")
    search_fields = ("code", "name")


@admin.register(Epci)
class EpciAdmin(WalledModelAdmin):
    list_display = ("siren", "name", "kind", "population")
    list_display_links = ("siren", "name")
    search_fields = ("siren", "name")


class CommuneAliasInline(WalledTabularInline):
    model = CommuneAlias


@admin.register(Commune)
class CommuneAdmin(WalledModelAdmin):
    list_display = ("code", "name", "departement", "region", "epci", "population")
    list_display_links = ("code", "name")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("departement", "region", "epci")
    search_fields = ("search_name__contains",)
    autocomplete_fields = ("departement", "epci")
    inlines = (CommuneAliasInline,)

    def get_search_results(self, request, queryset, search_term):
        """Find by name, INSEE or postal code; the very name first, then those that start so, the largest before."""
        words = as_communes_are_named(search_term).split()
        for code in filter(is_code, words):
            by_post = Q(postal_codes__startswith=code) | Q(postal_codes__contains=f" {code}")
            queryset = queryset.filter(Q(code__istartswith=code) | by_post)
        name = " ".join(word for word in words if not is_code(word))
        rows, may_repeat = super().get_search_results(request, queryset, name)
        nearness = Case(
            When(search_name=name, then=Value(0)), When(search_name__startswith=name, then=Value(1)), default=Value(2)
        )
        return rows.order_by(nearness, "-population", "code"), may_repeat


def as_communes_are_named(term: str) -> str:
    """`term` as the official list writes it: « St-Malo » is Saint-Malo, and its apostrophes are straight."""
    term = fold(term.replace("\x00", "").replace("’", "'"))
    return re.sub(r"\bst(e?)(?=[-\s])", r"saint\1", term)


def is_code(word: str) -> bool:
    """Whether a word typed is a code, or the beginning of one: those of Corsica have a letter (2A004)."""
    return word[0].isdigit()


@admin.register(CommuneAlias)
class CommuneAliasAdmin(PartAdmin):
    list_display = ("code", "name", "kind", "commune")
    list_filter = ("kind",)
    list_select_related = ("commune",)
    search_fields = ("code", "name")
    autocomplete_fields = ("commune",)


@admin.register(RemoteCommune)
class RemoteCommuneAdmin(WalledModelAdmin):
    list_display = ("commune", "start", "last_day", "source")
    list_select_related = ("commune",)
    search_fields = ("commune__search_name__contains", "commune__code")
    autocomplete_fields = ("commune",)


@admin.register(Territory)
class TerritoryAdmin(WalledModelAdmin):
    list_display = ("name", "kind", "region")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("region",)
    search_fields = ("name",)
    own_region_fields = ("region",)
    autocomplete_fields = ("communes",)


@admin.register(Faculty)
class FacultyAdmin(WalledModelAdmin):
    list_display = ("name", "discipline", "city", "counting_group")
    list_filter = ("discipline", ("regions", CurrentRegionFilter))
    list_select_related = ("counting_group",)
    search_fields = ("name", "city", "code")
    autocomplete_fields = ("commune", "regions")


@admin.register(ZoningScheme)
class ZoningSchemeAdmin(WalledModelAdmin):
    list_display = ("name", "profession", "region", "order_reference", "valid_from", "valid_to")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("region",)
    search_fields = ("name", "order_reference")


class ZoneUnitCommuneInline(WalledTabularInline):
    model = ZoneUnitCommune
    autocomplete_fields = ("commune",)


class ZoneClassificationInline(WalledTabularInline):
    model = ZoneClassification


@admin.register(ZoneUnit)
class ZoneUnitAdmin(WalledModelAdmin):
    list_display = ("code", "name", "kind")
    list_display_links = ("code", "name")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    inlines = (ZoneClassificationInline, ZoneUnitCommuneInline)


@admin.register(ZoneUnitCommune)
class ZoneUnitCommuneAdmin(PartAdmin):
    list_display = ("unit", "commune")
    list_select_related = ("unit", "commune")
    search_fields = ("unit__code", "commune__code", "commune__search_name__contains")
    autocomplete_fields = ("unit", "commune")


@admin.register(ZoneClassification)
class ZoneClassificationAdmin(WalledModelAdmin):
    list_display = ("unit", "scheme", "zone_class", "start", "last_day")
    list_filter = ("zone_class", "scheme")
    list_select_related = ("unit", "scheme")
    search_fields = ("unit__code", "unit__name")
    autocomplete_fields = ("unit", "scheme")


@admin.register(PriorityDistrict)
class PriorityDistrictAdmin(WalledModelAdmin):
    list_display = ("code", "name", "valid_from", "valid_to")
    list_display_links = ("code", "name")
    search_fields = ("code", "name")
    autocomplete_fields = ("communes",)
