"""All that is held about one person, in plain French data: what a right of access asks for.

Records, deleted ones and histories are found from the relations of the models. Nobody else is named: an agent is
« un agent », a record of another person « une autre fiche ».
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from pghistory.models import Context

from contracts.models import Professional
from imports.models import ImportedRow
from pts_admin.personal_data.erasure import imported_rows_about, numbers_of
from pts_admin.personal_data.holdings import Holding, every_relation, find, owned_parts, relations_to

AGENT, OTHER_RECORD, DELETED = "un agent", "une autre fiche", "fiche supprimée"
ACTIONS = {"insert": "création", "update": "modification", "delete": "suppression"}
SECRETS = {"password"}
"""What proves an identity is kept from everybody."""


def held_about_professional(professional: Professional) -> dict:
    """Their identity, commitments and all that depends on them, each record with its history."""
    document = _Document(Professional, professional.pk, every_relation)
    imported = imported_rows_about(numbers_of([professional.pk]))
    return {
        "personne": str(professional),
        "fiches": document.records(),
        str(ImportedRow._meta.verbose_name_plural): [_imported(row) for row in imported.select_related("batch")],
    }


def held_about_account(user) -> dict:
    """Their account, roles and connections; what they wrote in the register is counted, for it is about others."""
    document = _Document(type(user), user.pk, owned_parts)
    return {"compte": str(user), "fiches": document.records(), "saisies": _written_by(user)}


def _imported(row: ImportedRow) -> dict:
    return {
        "reçue le": _plain(row.batch.received_at),
        "ligne": row.line,
        "effet": row.get_outcome_display(),
        "changements": row.changes,
        "refus": row.faults,
    }


def _written_by(user) -> dict[str, int]:
    """How many rows name `user` as an author, by kind."""
    counts = {"modifications enregistrées": Context.objects.filter(metadata__user=user.pk).count()}
    authored = [relation for relation in relations_to(type(user)) if not owned_parts(relation)]
    journals = [apps.get_model("admin", "LogEntry")._meta.get_field("user").remote_field]
    for relation in [*authored, *journals]:
        model, field = relation.related_model, relation.field
        count = model._base_manager.filter(**{field.name: user.pk}).count()
        counts[f"{model._meta.verbose_name_plural} ({field.verbose_name})"] = count
    return {kind: count for kind, count in counts.items() if count}


class _Document:
    """The records of one person; it remembers which ones they are, and the names of what they refer to."""

    def __init__(self, root: type[models.Model], key: int, follow: Callable):
        self.holdings = find(root, [key], follow)
        self.theirs = {holding.model: holding.keys for holding in self.holdings}
        self.names: dict[tuple, str] = {}

    def records(self) -> dict[str, list]:
        """Label of the kind -> its records, those that exist and those that were deleted."""
        return {
            str(holding.model._meta.verbose_name_plural): [self._record(holding, key) for key in sorted(holding.keys)]
            for holding in self.holdings
            if holding.keys
        }

    def _record(self, holding: Holding, key) -> dict:
        live = holding.rows.filter(pk=key).first()
        shown = {"n°": key, "données": self._columns(live) if live else DELETED}
        if holding.events is not None:
            changes = holding.events.filter(holding.owned, pgh_obj_id=key).select_related("pgh_context")
            shown["historique"] = [self._change(change) for change in changes.order_by("pgh_id")]
        return shown

    def _change(self, change) -> dict:
        metadata = change.pgh_context.metadata if change.pgh_context else {}
        shown = {"le": _plain(change.pgh_created_at), "action": ACTIONS.get(change.pgh_label, change.pgh_label)}
        if "user" in metadata:
            shown["par"] = AGENT
        if "reason" in metadata:
            shown["motif"] = metadata["reason"]
        return shown | {"données": self._columns(change)}

    def _columns(self, record) -> dict:
        """Label of each column that is filled -> its value, as one reads it."""
        shown = {}
        for field in record._meta.concrete_fields:
            value = field.value_from_object(record)
            if value not in (None, "") and _is_told(field):
                shown[str(field.verbose_name)] = self._shown(field, value)
        for field in record._meta.many_to_many:
            if names := [str(target) for target in getattr(record, field.name).all()]:
                shown[str(field.verbose_name)] = names
        return shown

    def _shown(self, field, value):
        if field.is_relation:
            return self._name(field.related_model, value)
        label = dict(field.flatchoices).get(value)
        return _plain(value) if label is None else str(label)

    def _name(self, model, key) -> str:
        """The name of the record that a column refers to, unless it names somebody else."""
        if model is get_user_model() and key not in self.theirs.get(model, ()):
            return AGENT
        if key not in self.theirs.get(model, [key]):
            return OTHER_RECORD
        if (model, key) not in self.names:
            target = model._base_manager.filter(pk=key).first()
            self.names[model, key] = str(target) if target else DELETED
        return self.names[model, key]


def _is_told(field) -> bool:
    """Whether `field` tells something that no other column, nor the record's number, already tells."""
    return not (field.generated or field.name in SECRETS or field.name == "id" or field.name.startswith("pgh_"))


def _plain(value):
    """`value` as a French reader writes it, and as JSON takes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bytes | memoryview):
        return f"fichier de {len(value)} octets"
    return value if isinstance(value, int | float | list | dict) else str(value)
