from django.apps import AppConfig


class StructuresConfig(AppConfig):
    name = "structures"
    verbose_name = "Structures"

    def ready(self):
        from anomalies.engine import register as register_warnings
        from regions.rules import register as register_rules
        from structures.models import Structure
        from structures.rules import RULES
        from structures.warnings import WARNINGS

        register_rules(Structure, RULES)
        register_warnings(*WARNINGS)
