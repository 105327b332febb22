"""What each role may do: the groups of rights, written here and synchronised after each migration."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from accounts.enums import Role

RECORD_APPS = ["structures", "contracts"]
REGIONAL_RECORDS = [
    "measures.observation",
    "measures.regionalaction",
    "bilans.regionalreturn",
    "bilans.returnnarrative",
    "bilans.figurereview",
]
NATIONAL_ONLY = [
    "contracts.contingent",
    "contracts.campaignquota",
    "contracts.rateparameter",
    "contracts.specialty",
    "contracts.samuestablishment",
    "contracts.eligiblezoneclass",
]
REFERENCE_APPS = ["regions", "measures", "bilans"]
JOURNAL_APPS = ["pghistory"]
JOURNALS = ["accounts.connection", "imports.exportlog"]
ADMINISTERED_APPS = [*RECORD_APPS, *REFERENCE_APPS, "accounts", "anomalies", "imports"]


def permissions_of(role: str):
    """The rights of `role`, as a queryset of permissions."""
    return Permission.objects.filter(pk__in=[p.pk for p in _own_permissions() if _grants(role, p)])


def synchronise_roles(**kwargs) -> None:
    """Make one group a role, with exactly its rights; receiver of `post_migrate`, safe to run again."""
    for role in Role.values:
        Group.objects.get_or_create(name=role)[0].permissions.set(permissions_of(role))


def _own_permissions():
    return Permission.objects.select_related("content_type").filter(
        content_type__app_label__in=[*ADMINISTERED_APPS, *JOURNAL_APPS]
    )


def _grants(role: str, permission: Permission) -> bool:
    app, model = permission.content_type.app_label, permission.content_type.model
    verb = permission.codename.split("_")[0]
    if _is_journal(app, model):
        return verb == "view" and role in (Role.DATA_PROTECTION_OFFICER, Role.NATIONAL_ADMIN)
    if role == Role.NATIONAL_ADMIN:
        return app in ADMINISTERED_APPS
    if role in Role.regional():
        if verb == "view":
            return app in [*RECORD_APPS, *REFERENCE_APPS, "anomalies", "imports"]
        return role == Role.REFERENT and _is_written_by_referents(app, model)
    return False


def _is_written_by_referents(app: str, model: str) -> bool:
    label = f"{app}.{model}"
    if label in NATIONAL_ONLY:
        return False
    return app in RECORD_APPS or label in [*REGIONAL_RECORDS, "anomalies.justification"]


def _is_journal(app: str, model: str) -> bool:
    """Whether the model is a journal, or a history table of django-pghistory: read, and written by no person."""
    model_class = apps.all_models.get(app, {}).get(model)
    return app in JOURNAL_APPS or f"{app}.{model}" in JOURNALS or hasattr(model_class, "pgh_tracked_model")
