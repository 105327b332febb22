"""Configuration of the application."""

from django.apps import AppConfig


class AnomaliesConfig(AppConfig):
    """Warning rules and their justifications."""

    name = "anomalies"
    verbose_name = "Anomalies"
