"""The tables of history: what they are asked by is indexed, and nothing else."""

from django.db import connection

from regions.tracking import parts_of, tracked_models


def first_columns_of_indexes(model) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    return {each["columns"][0] for each in found if each["index"] or each["primary_key"]}


def test_a_history_is_indexed_by_its_rows_their_contexts_and_their_owners_alone(db):
    owners = {model: set() for model in tracked_models()}
    for model in tracked_models():
        for part in parts_of(model):
            owners[part.model].add(part.owner.column)

    wrong = {
        model: found
        for model, columns in owners.items()
        if (found := first_columns_of_indexes(model.pgh_event_model))
        != {"pgh_id", "pgh_obj_id", "pgh_context_id"} | columns
    }

    assert wrong == {}
