"""The models of the project, as the tests that walk them all see them."""

from django.apps import apps
from factory.django import DjangoModelFactory

from regions.wall import OpenQuerySet
from tests import factories

OUR_APPS = (
    "anomalies",
    "imports",
    "regions",
    "accounts",
    "structures",
    "contracts",
    "measures",
    "bilans",
    "pts_admin",
)


# What the site keeps for itself, and no page shows as a record.
MACHINERY = (
    "regions.FormSubmission",
    "regions.LinkEvent",
    "imports.ImportTask",
    "imports.ColumnMapping",
    "bilans.EditionRecords",
    "bilans.ReturnReminder",
)


def our_models():
    """Every table of ours that a person fills: neither history, nor links of a many-to-many, nor views."""
    return [
        model
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed and not hasattr(model, "pgh_tracked_model") and model._meta.label not in MACHINERY
    ]


def walled_models():
    """The models whose rows not everybody sees."""
    return [model for model in our_models() if not isinstance(model._default_manager.all(), OpenQuerySet)]


def tracked_models():
    """The models whose history the database keeps, each with its history's model."""
    return {
        model.pgh_tracked_model: model
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "pgh_tracked_model")
    }


def factory_of(model) -> type[DjangoModelFactory]:
    """The factory of `model`."""
    return getattr(factories, f"{model.__name__}Factory")
