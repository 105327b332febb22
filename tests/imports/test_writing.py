"""Rows written as a block: the same rows, and the same history, as rows saved one by one."""

import pghistory
import pytest
from django.db import IntegrityError, connection, transaction
from pghistory.models import Context

from contracts.models import Professional
from imports.lookups import array_of
from imports.writing import (
    bulk_writing,
    check_references,
    insert_rows,
    new_keys,
    refresh_statistics,
    update_rows,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


def row_of(person: Professional) -> dict:
    return {
        field.attname: getattr(person, field.attname)
        for field in Professional._meta.concrete_fields
        if not field.generated
    }


def events():
    history = Professional.pgh_event_model.objects.order_by("pgh_id")
    return list(history.values("pgh_label", "last_name", "rpps", "pgh_obj_id", "pgh_context__metadata"))


def test_a_block_of_new_rows_has_the_history_that_saving_them_has():
    saved = f.ProfessionalFactory.build(last_name="DURAND", rpps="")
    with pghistory.context(user=7, batch=3):
        saved.save()
    [key] = new_keys(Professional, 1)

    with bulk_writing(user=7, batch=3):
        insert_rows(Professional, [row_of(saved) | {"id": key}])

    one, block = events()
    assert block == one | {"pgh_obj_id": key}
    names = {person.search_name for person in Professional.objects.all()}
    assert len(names) == 1, "what the database computes is computed"


def test_what_else_is_written_meanwhile_keeps_its_history_row_by_row():
    with bulk_writing(user=7) as context:
        [key] = new_keys(Professional, 1)
        insert_rows(Professional, [row_of(f.ProfessionalFactory.build(rpps="")) | {"id": key}])
        person = f.ProfessionalFactory()
        Professional.objects.filter(pk=key).update(last_name="NOUVEAU")

    assert [(event["pgh_label"], event["pgh_obj_id"]) for event in events()] == [
        ("insert", key),
        ("insert", person.pk),
        ("update", key),
    ]
    assert Context.objects.get().pk == context.id
    assert {event["pgh_context__metadata"]["user"] for event in events()} == {7}


def test_known_rows_are_written_with_their_history_and_the_others_left_alone():
    changed, same = f.ProfessionalFactory(last_name="AVANT"), f.ProfessionalFactory(last_name="AUTRE")

    with bulk_writing(user=7):
        update_rows(Professional, [{"id": changed.pk, "last_name": "APRÈS"}])

    changed.refresh_from_db()
    same.refresh_from_db()
    assert (changed.last_name, same.last_name) == ("APRÈS", "AUTRE")
    assert [event["pgh_label"] for event in events()] == ["insert", "insert", "update"]


def test_a_block_that_fails_leaves_the_triggers_at_work():
    person = f.ProfessionalFactory(rpps="10001234567")
    with pytest.raises(Exception, match="one_person_per_rpps"), bulk_writing(user=7):
        insert_rows(Professional, [row_of(person) | {"id": new_keys(Professional, 1)[0]}])

    Professional.objects.filter(pk=person.pk).update(last_name="APRÈS")

    assert [event["pgh_label"] for event in events()] == ["insert", "update"]


@pytest.mark.parametrize(
    "values", [{1, 2}, {"a", 'b"c', "d\\e", "f,g", "{h}", "", "NULL", "é"}], ids=["numbers", "texts"]
)
def test_an_array_is_read_as_it_was_written(values):
    kind = "bigint" if 1 in values else "text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unnest(%s::{kind}[])", [array_of(values)])
        assert {value for (value,) in cursor.fetchall()} == values


def test_a_filter_among_many_values_takes_keys_references_and_texts():
    contract = f.CespContractFactory(cng_number='CNG "1"')
    other = f.CespContractFactory(cng_number="CNG-2")
    model = type(contract)

    assert list(model.objects.filter(pk__among={contract.pk})) == [contract]
    assert list(model.objects.filter(professional__among={other.professional_id})) == [other]
    assert list(model.objects.filter(cng_number__among={'CNG "1"', "absent"})) == [contract]
    assert not model.objects.filter(pk__among=set()).exists()


def test_no_key_is_asked_for_nothing():
    assert new_keys(Professional, 0) == []
    first, second = new_keys(Professional, 2), new_keys(Professional, 3)
    assert len({*first, *second}) == 5


def test_a_reference_to_nothing_is_refused_before_the_next_block():
    person = row_of(f.ProfessionalFactory.build(rpps="")) | {"created_in_region_id": "ZZ"}

    with bulk_writing(user=7):
        insert_rows(Professional, [person | {"id": new_keys(Professional, 1)[0]}])
        with pytest.raises(IntegrityError), transaction.atomic():
            check_references()
        Professional.objects.filter(created_in_region="ZZ").delete()


def rows_known_to_the_planner(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        return cursor.fetchone()[0]


def test_the_planner_knows_of_the_rows_of_a_transaction_that_is_not_over():
    """Else a long file is written ever more slowly, once autovacuum has found its tables empty."""
    people = [row_of(f.ProfessionalFactory.build(rpps="")) for _ in range(30)]

    with bulk_writing(user=7):
        keys = new_keys(Professional, len(people))
        insert_rows(Professional, [person | {"id": key} for person, key in zip(people, keys, strict=True)])
        refresh_statistics([Professional])

        assert rows_known_to_the_planner(Professional) == 30
        assert rows_known_to_the_planner(Professional.pgh_event_model) == 30
