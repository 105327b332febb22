"""What Python says of a CHECK constraint is what the database says of it."""

import datetime

import pytest
from django.apps import apps
from django.db.models import CharField, DateField, F, IntegerField, Q, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, Professional, PtmgContract
from imports.conditions import checks_of, judge_of
from structures.models import Structure

MODELS = [CespContract, CespEvent, CespPlacement, McsEngagement, Professional, PtmgContract, Structure]
DAYS = [datetime.date(2010, 7, 1), datetime.date(2013, 8, 16), datetime.date(2016, 2, 29), datetime.date(2021, 1, 1)]
TEXTS = ["", "2016-2017", "10001234567", "2A0000154", "x"]


def values_of(field):
    if isinstance(field, DateField):
        values = st.sampled_from(DAYS)
    elif field.choices:
        values = st.sampled_from([value for value, _ in field.flatchoices])
    elif isinstance(field, CharField):
        values = st.sampled_from(TEXTS)
    elif isinstance(field, IntegerField) or field.is_relation:
        values = st.integers(0, 101)
    else:
        values = st.booleans()
    return st.one_of(st.none(), values) if field.null else values


CASES = [pytest.param(model, check, id=check.constraint.name) for model in MODELS for check in checks_of(model)]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "check"), CASES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_each_constraint_is_judged_as_the_database_does(model, check, data):
    condition = check.constraint.condition
    fields = [model._meta.get_field(name) for name in condition.referenced_base_fields]
    row = {field.attname: data.draw(values_of(field), label=field.name) for field in fields}
    typed = {field.name: Value(row[field.attname], getattr(field, "target_field", field)) for field in fields}

    assert check[check.compared(row)] != condition.check(typed)
    assert check[check.compared(row)] != condition.check(typed), "asked again"


def test_nothing_of_our_models_is_left_to_the_database_alone():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in ("contracts", "structures")]

    for model in ours:
        checks_of(model)


def test_what_only_the_database_can_say_is_not_guessed():
    with pytest.raises(TypeError, match="for the database"):
        judge_of(Q(professional__last_name__contains="x"), CespContract)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(Q(diploma_date__gte=F("signature_date")), None, id="null"),
        pytest.param(~Q(diploma_date__gte=F("signature_date")), None, id="not-null"),
        pytest.param(Q(diploma_date=None) | Q(diploma_date__gte=F("signature_date")), True, id="or"),
        pytest.param(Q(diploma_date__isnull=False, signature_date=DAYS[0]), False, id="and"),
    ],
)
def test_null_is_neither_yes_nor_no(condition, expected):
    assert judge_of(condition, CespContract)({"diploma_date": None, "signature_date": DAYS[0]}) is expected
