"""The admin site: its name, its door, its menu."""

import functools

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from pts_admin.menu import JOURNAL, grouped

UNREADABLE = "\ufffd"
"""What stands for a character that cannot be read."""


class PtsAdminSite(admin.AdminSite):
    """The admin, for active users whose role works there."""

    site_title = "PTS admin"
    site_header = "PTS admin"
    index_title = "Saisie et administration"
    empty_value_display = "–"

    def get_urls(self):
        """The pages of the admin, and those of the history that belong to no model."""
        from regions import history_views as views

        return [
            path("journal/", self.admin_view(views.journal_view), name="journal"),
            path("journal/<uuid:context_id>/", self.admin_view(views.change_view), name="journal-change"),
            path("annuler/<uuid:context_id>/", self.admin_view(views.undo_view), name="undo"),
            path(
                "restaurer/<slug:app_label>/<slug:model_name>/<path:key>/",
                self.admin_view(views.restore_view),
                name="restore",
            ),
            # Less the one that tells whether any object exists.
            *(route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"),
        ]

    def admin_view(self, view, cacheable=False):
        """A page of the admin. Its address gives no NUL to read: wherever one went, the database would fail."""

        @functools.wraps(view)
        def page(request, *args, **kwargs):
            if any("\x00" in value for values in request.GET.lists() for value in values[1]):
                request.GET = without_nul(request.GET)
            return view(request, *args, **kwargs)

        return super().admin_view(page, cacheable)

    def has_permission(self, request):
        """Say whether the user of `request` may enter the admin at all."""
        return request.user.is_active and request.user.is_staff

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Send a visitor to the project's own sign-in page, and refuse a user who has no business here."""
        home = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(home)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", home))

    def logout(self, request, extra_context=None):
        """Sign out as everywhere on the site, at ProConnect too."""
        from accounts.views import SignOutView  # once the applications are loaded

        return SignOutView.as_view()(request)

    def password_change(self, request, extra_context=None):
        """Send to the page of « Mon compte »."""
        return redirect("accounts:password")

    def get_app_list(self, request, app_label=None):
        """The menu that the user of `request` sees, in the groups of the work; of one application if it is given."""
        from regions.journal import may_read  # once the applications are loaded

        menu = super().get_app_list(request, app_label)
        if not app_label and may_read(request.user):
            menu = [*menu, journal()]
        return grouped(menu, request.path)

    def app_index(self, request, app_label, extra_context=None):
        """The page of an application, under its own name."""
        title = {"title": apps.get_app_config(app_label).verbose_name} if app_label in apps.app_configs else {}
        return super().app_index(request, app_label, title | (extra_context or {}))


def without_nul(query: QueryDict) -> QueryDict:
    """The parameters of an address, each NUL in them shown as what cannot be read."""
    kept = query.copy()
    for name, values in query.lists():
        kept.setlist(name, [value.replace("\x00", UNREADABLE) for value in values])
    return kept


def journal() -> dict:
    """The journal of changes, as an application of the menu."""
    return {"models": [{"object_name": JOURNAL, "admin_url": reverse("admin:journal"), "add_url": None, "perms": {}}]}
