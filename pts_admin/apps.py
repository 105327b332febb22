"""The project's own application, and the admin under its name."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PtsAdminConfig(admin_apps.AdminConfig):
    """Django's admin, served by our site."""

    default = False
    default_site = "pts_admin.admin_site.PtsAdminSite"


class ProjectConfig(AppConfig):
    """Home page, health check, commands to run the project and to load its data."""

    default = True
    name = "pts_admin"
    verbose_name = "PTS admin"
