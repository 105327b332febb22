"""What the tables of contracts and their history hold, less what no two writings share: keys, moments, contexts."""

from django.db import models

from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, Professional, PtmgContract

TABLES = (Professional, CespContract, CespPlacement, CespEvent, PtmgContract, McsEngagement)
UNSHARED = ("pgh_id", "pgh_created_at", "pgh_context_id")


def content() -> dict:
    """Every row of these tables and of their history, each key replaced by the rank of its row."""
    ranks = {
        table: {pk: rank for rank, pk in enumerate(table._base_manager.order_by("pk").values_list("pk", flat=True))}
        for table in TABLES
    }
    found = {}
    for table in TABLES:
        history = table.pgh_event_model
        found[table.__name__] = [_row(row, table, ranks) for row in table._base_manager.order_by("pk").values()]
        found[f"history of {table.__name__}"] = [
            _row(row, history, ranks) for row in history._base_manager.order_by("pgh_obj_id", "pgh_id").values()
        ]
    return found


def _row(row: dict, table: type[models.Model], ranks: dict) -> dict:
    tables = {field.attname: field.related_model for field in table._meta.concrete_fields if field.is_relation}
    tables["id"] = tables.get("pgh_obj_id", table)
    return {
        name: ranks[tables[name]].get(value, value) if tables.get(name) in ranks else value
        for name, value in row.items()
        if name not in UNSHARED
    }
