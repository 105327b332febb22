from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes et journaux"

    def ready(self):
        from accounts import journal, session_limits  # noqa: F401 (their receivers)
        from accounts.roles import synchronise_roles

        # Once, after the last app that has models, the only ones to send the signal: by then every right exists.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(synchronise_roles, sender=last, dispatch_uid="accounts.synchronise_roles")
