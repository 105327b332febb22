from django.apps import AppConfig


class StructuresConfig(AppConfig):
    name = "structures"
    verbose_name = "Structures"

    def ready(self):
        from anomalies.engine import register as register_warnings
        from imports.kinds import register as register_kinds
        from regions.rules import register as register_rules
        from structures.importing.finess import FINESS_EXTRACTION
        from structures.importing.structures import STRUCTURES
        from structures.models import Structure
        from structures.rules import RULES
        from structures.warnings import WARNINGS

        register_rules(Structure, RULES)
        register_warnings(*WARNINGS)
        register_kinds(STRUCTURES, FINESS_EXTRACTION)
