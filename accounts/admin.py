"""Accounts and their roles, managed by the national administrators alone."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group

from accounts.models import Membership, User
from regions.wall_admin import CurrentRegionFilter, PartAdmin, WalledModelAdmin, WalledTabularInline

# Roles come from the code (accounts.roles): nobody makes up another one by hand.
admin.site.unregister(Group)


class AccountCreationForm(AdminUserCreationForm):
    """A new account: its address, its name, its first password."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")


class AccountForm(UserChangeForm):
    """An account; its rights are its roles, never a box to tick."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "is_active")


class MembershipInline(WalledTabularInline):
    model = Membership
    fields = ("role", "region", "start", "last_day")


@admin.register(User)
class UserAdmin(WalledModelAdmin, DjangoUserAdmin):
    form = AccountForm
    add_form = AccountCreationForm
    list_display = ("email", "last_name", "first_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role", ("memberships__region", CurrentRegionFilter))
    search_fields = ("email", "last_name", "first_name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("is_superuser", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Personne", {"fields": ("first_name", "last_name")}),
        ("Compte", {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "first_name", "last_name", "usable_password", "password1", "password2")},
        ),
    )
    inlines = (MembershipInline,)

    def has_change_permission(self, request, obj=None):
        """A technical account has more rights than an administrator, who must not be able to take it over."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """An account is closed, not deleted: what it wrote keeps its author."""
        return False


@admin.register(Membership)
class MembershipAdmin(PartAdmin):
    list_display = ("user", "role", "region", "start", "last_day")
    list_filter = ("role", ("region", CurrentRegionFilter))
    list_select_related = ("user", "region")
    search_fields = ("user__email", "user__last_name")
    autocomplete_fields = ("user",)
    fixed_fields = ("user",)
