"""Configuration of the application."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files in and out."""

    name = "imports"
    verbose_name = "Imports"
