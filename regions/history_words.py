"""The history in words: the value of a field, the name of a record its reader may see, the page of a change."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.formats import number_format

NOTHING = "vide"
HIDDEN = "une fiche supprimée, ou que vous ne voyez pas"
SOMEBODY = "un compte supprimé"
NO_CONTEXT = "Hors de l’application"
PAGES = {
    "add": "Création",
    "change": "Fiche",
    "delete": "Suppression",
    "changelist": "Liste",
    "history": "Historique",
    "restore": "Restauration",
    "undo": "Annulation",
}


def reached(user, right: str, model: type[Model]) -> QuerySet:
    """The rows of `model` where `user` has `right` (`visible_to`, `editable_by`): none when the model does not say."""
    rows = model._default_manager.all()
    return getattr(rows, right)(user) if hasattr(rows, right) else rows.none()


def with_names(rows: QuerySet) -> QuerySet:
    """`rows` with what their names are made of, as their admin lists them."""
    options = admin.site._registry.get(rows.model)
    related = options.list_select_related if options else ()
    return rows.select_related(*related) if related and related is not True else rows


class Names:
    """The names of the records that changes refer to, asked once a model, for one reader.

    Agents are named to whoever reads the change; any other record only to those who see it.
    """

    def __init__(self, user):
        self.user = user
        self._wanted: dict[type[Model], set[str]] = {}
        self._found: dict[type[Model], dict[str, str]] = {}

    def want(self, model: type[Model], key) -> None:
        """Tell, before any name is asked, that this one will be."""
        if key not in (None, ""):
            self._wanted.setdefault(model, set()).add(str(key))

    def of(self, model: type[Model], key) -> str:
        """The name of the row `key` of `model`, or that it cannot be told."""
        if model not in self._found:
            self._found[model] = self._names(model, self._wanted.get(model, set()) | {str(key)})
        return self._found[model].get(str(key), SOMEBODY if model is get_user_model() else HIDDEN)

    def _names(self, model: type[Model], keys: set[str]) -> dict[str, str]:
        is_open = model is get_user_model() or model._meta.app_label in ("contenttypes", "auth")
        rows = model._default_manager.all() if is_open else reached(self.user, "visible_to", model)
        valid = [key for key in keys if _is_key(model, key)]
        return {str(row.pk): str(row) for row in with_names(rows.filter(pk__in=valid))}


def _is_key(model: type[Model], key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True


def shown(field: Field, value, names: Names) -> str:
    """`value` of `field` as a person reads it."""
    if value is None or value in ("", {}, []):
        return NOTHING
    if field.is_relation:
        return names.of(field.related_model, value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime.datetime):
        return day_and_minute(value)
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int) or field.get_internal_type() == "DecimalField":
        return number_format(value, use_l10n=True, force_grouping=False)
    return str(value)


def quoted(text: str) -> str:
    """`text` between French quotation marks, which no line break parts from it."""
    return f"«\u00a0{text}\u00a0»"


def when(moment: datetime.datetime) -> str:
    """`moment` in a sentence: « à 10 h 32 » today, else « le 12/03/2026 à 10 h 32 »."""
    local = timezone.localtime(moment)
    return f"à {_minute(local)}" if local.date() == timezone.localdate() else f"le {day_and_minute(moment)}"


def day_and_minute(moment: datetime.datetime) -> str:
    """`moment` in Paris: « 12/03/2026 à 10 h 32 », whose hour no line break parts."""
    local = timezone.localtime(moment)
    return f"{local:%d/%m/%Y} à {_minute(local)}"


def _minute(local: datetime.datetime) -> str:
    return f"{local.hour}\u00a0h\u00a0{local:%M}"


def source_of(metadata: dict | None) -> str:
    """Through what a change was made: a guided action, a page, an import, a command."""
    if not metadata:
        return NO_CONTEXT
    if action := metadata.get("action"):
        return str(action)
    if batch := metadata.get("batch"):
        return f"Import n° {batch}"
    if command := metadata.get("command"):
        return f"Commande {command}"
    return page_of(str(metadata.get("url") or "")) or NO_CONTEXT


def page_of(url: str) -> str:
    """The name of the page at `url`: « Fiche : structure », else the address itself."""
    try:
        name = resolve(url).url_name or ""
    except Resolver404:
        return url
    app, _, rest = name.partition("_")
    model_name, _, page = rest.rpartition("_")
    try:
        model = apps.get_model(app, model_name)
    except (LookupError, ValueError):
        return PAGES.get(name, url)
    return f"{PAGES.get(page, page)}\u00a0: {model._meta.verbose_name}"
