from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "Territoires et zonages"

    def ready(self):
        from imports import batches, kinds
        from regions.batch_undo import REVERTER
        from regions.importing.zoning import ZONING
        from regions.models.lost_work import keep_links
        from regions.tracking import links_of, tracked_models

        # Once every model is known; the triggers are installed at the end of `migrate`.
        for model in tracked_models():
            for field in links_of(model):
                keep_links(field)
        batches.register_reverter(REVERTER)
        kinds.register(ZONING)
