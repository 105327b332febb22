"""The project's own application, and the admin under its name."""

import gc
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import apps as admin_apps

from regions.plain_text import guard_texts

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""A page makes as many, which die with it: woken every 700, as by default, the collector goes through them in vain."""


class PtsAdminConfig(admin_apps.AdminConfig):
    """Django's admin, served by our site."""

    default = False
    default_site = "pts_admin.admin_site.PtsAdminSite"


class ProjectConfig(AppConfig):
    """Home page, health check, commands to run the project and to load its data."""

    default = True
    name = "pts_admin"
    verbose_name = "PTS admin"

    def ready(self):
        """Guard the texts of our models and show the anomalies of our records: all are registered by now."""
        from django.contrib import admin

        from pts_admin.anomaly_panel import add_panels

        guard_texts(our_models())
        add_panels(admin.site)
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def our_models():
    """The models of our applications, their histories left out: what they copy has been checked."""
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
        for model in config.get_models()
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
    ]
