"""Who may import what: the kinds that each role is offered, and what each of them declares."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from imports.kinds import kind, kinds, kinds_of

pytestmark = pytest.mark.django_db

REGIONAL = {"structures", "finess", "observations"}


def codes_of(user) -> set[str]:
    return {kind.code for kind in kinds_of(user)}


def test_a_referent_imports_what_referents_write(referent):
    assert codes_of(referent) >= REGIONAL
    assert "zoning" not in codes_of(referent)


def test_a_national_administrator_imports_everything(national_admin):
    assert codes_of(national_admin) == {kind.code for kind in kinds()}


@pytest.mark.parametrize(
    "role", ["regional_reader", "committee_member", "data_protection_officer", "user_without_role"]
)
def test_the_others_import_nothing(request, role):
    assert codes_of(request.getfixturevalue(role)) == set()


@pytest.mark.parametrize("code", sorted(REGIONAL | {"zoning"}))
def test_a_kind_names_a_right_and_a_model_that_exist(code):
    declared = kind(code)
    app, codename = declared.permission.split(".")

    assert apps.get_model(declared.model)
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()
    assert all(column.name == column.name.lower() for column in declared.columns)


@pytest.mark.parametrize("code", sorted(REGIONAL | {"zoning"}))
def test_an_example_of_the_template_is_read(code, national_admin):
    register = kind(code).open(national_admin)

    for column in kind(code).columns:
        if column.example and column.name not in register.parsers:
            assert column.parse(column.example) is not None, column.name
