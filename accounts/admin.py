"""Accounts and their roles, managed by the national administrators alone; the journal of connections."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.shortcuts import redirect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import journal, second_factor
from accounts.enums import Outcome
from accounts.invitations import invite
from accounts.lockout import unlock
from accounts.models import Connection, Membership, User
from regions.wall_admin import CurrentRegionFilter, PartAdmin, ReadOnly, WalledModelAdmin, WalledTabularInline

# Roles come from the code (accounts.roles): nobody makes up another one by hand.
admin.site.unregister(Group)
# Second factors are chosen by their owners: nobody reads a secret here.
admin.site.unregister([TOTPDevice, StaticDevice])

INVITED = "Un lien pour choisir son mot de passe est envoyé à {}."
NOT_INVITED = (
    "Le message n’a pas pu partir vers {}\u00a0: réessayez plus tard par l’action «\u00a0Envoyer un lien…\u00a0»."
)


class AccountCreationForm(ModelForm):
    """A new account: its address and its name. Its owner chooses the password, by the link that is sent."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")


class AccountForm(UserChangeForm):
    """An account; its rights are its roles, never a box to tick."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "is_active", "proconnect_sub")


class MembershipInline(WalledTabularInline):
    """The roles of an account; nobody's own."""

    model = Membership
    fields = ("role", "region", "start", "last_day")

    def has_add_permission(self, request, obj=None):
        return obj != request.user and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return obj != request.user and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return obj != request.user and super().has_delete_permission(request, obj)


@admin.register(User)
class UserAdmin(WalledModelAdmin, DjangoUserAdmin):
    form = AccountForm
    add_form = AccountCreationForm
    list_display = ("email", "last_name", "first_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role", ("memberships__region", CurrentRegionFilter))
    search_fields = ("email", "last_name", "first_name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("is_superuser", "second_factor", "last_login", "date_joined")
    own_fields = ("is_active", "proconnect_sub")
    """What nobody changes on their own account."""
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Personne", {"fields": ("first_name", "last_name")}),
        ("Connexion", {"fields": ("second_factor", "proconnect_sub", "last_login")}),
        ("Compte", {"fields": ("is_active", "is_superuser", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name")}),)
    inlines = (MembershipInline,)
    actions = ("send_link", "unlock_sign_in", "reset_second_factor")

    @admin.display(description="second facteur", boolean=True)
    def second_factor(self, account):
        return second_factor.device_of(account) is not None

    def get_readonly_fields(self, request, obj=None):
        own = self.own_fields if obj is not None and obj == request.user else ()
        return [*super().get_readonly_fields(request, obj), *own]

    def has_change_permission(self, request, obj=None):
        """A technical account has more rights than an administrator, who must not be able to take it over.

        Nor does an account that names nobody any more become somebody else's, with what its owner wrote.
        """
        if obj is not None and obj.is_forgotten:
            return False
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """An account is closed, not deleted: what it wrote keeps its author."""
        return False

    def user_change_password(self, request, id, form_url=""):
        """One's own password is changed by who knows the present one."""
        if id == str(request.user.pk) and self.has_change_permission(request):
            return redirect("accounts:password")
        return super().user_change_password(request, id, form_url)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """Invite the new account, once it is saved with its roles."""
        self._invite(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _invite(self, request, account):
        try:
            invite(account, request)
        except OSError:
            self.message_user(request, NOT_INVITED.format(account.email), messages.ERROR)
        else:
            journal.record(request, Outcome.INVITED, account=account, note=f"par {request.user.email}")
            self.message_user(request, INVITED.format(account.email), messages.SUCCESS)

    @admin.action(description="Envoyer un lien pour choisir un mot de passe", permissions=["change"])
    def send_link(self, request, queryset):
        for account in self._open_to(request, queryset.filter(is_active=True)):
            self._invite(request, account)

    @admin.action(description="Déverrouiller la connexion", permissions=["change"])
    def unlock_sign_in(self, request, queryset):
        accounts = self._open_to(request, queryset)
        for account in accounts:
            unlock(account)
            journal.record(request, Outcome.UNLOCKED, account=account, note=f"par {request.user.email}")
        self.message_user(request, f"{len(accounts)} compte(s) déverrouillé(s).", messages.SUCCESS)

    @admin.action(description="Réinitialiser le second facteur", permissions=["change"])
    def reset_second_factor(self, request, queryset):
        accounts = self._open_to(request, queryset.exclude(pk=request.user.pk))
        reset = [account for account in accounts if second_factor.remove(account)]
        for account in reset:
            note = f"par {request.user.email}"
            journal.record(request, Outcome.SECOND_FACTOR_REMOVED, account=account, note=note)
        self.message_user(request, f"Second facteur retiré de {len(reset)} compte(s).", messages.SUCCESS)

    def _open_to(self, request, accounts) -> list[User]:
        """The accounts that the user may change: not the technical ones, unless they are one."""
        return [account for account in accounts if self.has_change_permission(request, account)]


@admin.register(Membership)
class MembershipAdmin(PartAdmin):
    list_display = ("user", "role", "region", "start", "last_day")
    list_filter = ("role", ("region", CurrentRegionFilter))
    list_select_related = ("user", "region")
    search_fields = ("user__email", "user__last_name")
    autocomplete_fields = ("user",)
    fixed_fields = ("user",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.visible_to(request.user).exclude(pk=request.user.pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return not self._is_own(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not self._is_own(request, obj) and super().has_delete_permission(request, obj)

    def _is_own(self, request, obj) -> bool:
        """Nobody gives themselves a role, nor takes one away from themselves."""
        return obj is not None and obj.user_id == request.user.pk


@admin.register(Connection)
class ConnectionAdmin(ReadOnly, WalledModelAdmin):
    """The journal of connections."""

    list_display = ("at", "account", "email", "outcome", "address", "note")
    list_filter = ("outcome",)
    list_select_related = ("account",)
    search_fields = ("account__email", "email", "address")
    date_hierarchy = "at"
