from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = "Objectifs et chiffres"

    def ready(self):
        from imports import kinds
        from measures.importing.observations import OBSERVATIONS

        kinds.register(OBSERVATIONS)
