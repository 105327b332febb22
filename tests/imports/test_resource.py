"""A kind of file used as a resource of django-import-export."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from import_export.results import RowResult
from tablib import Dataset

from contracts.importing.cesp import CESP
from contracts.models import CespContract
from imports.extras import VERSION
from imports.reading import FileRefused
from imports.resource import resource_of
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(region):
    return f.CespContractFactory(followup_region=region, cng_number="CNG-1", trained=True)


@pytest.fixture
def resource(referent):
    return resource_of(CESP)(user=referent)


def edited(dataset, **values) -> Dataset:
    """`dataset` with other values in each of its rows."""
    rows = [{**dict(zip(dataset.headers, row, strict=True)), **values} for row in dataset]
    return Dataset(*(tuple(row.values()) for row in rows), headers=dataset.headers)


def types(result):
    return [row.import_type for row in result.rows]


def test_its_fields_are_the_columns_of_the_kind(resource):
    names = [column.name for column in CESP.columns]

    assert [*resource.fields] == names
    assert resource.get_export_headers() == names
    widget = resource.fields["date_signature"].widget
    assert widget.clean("15/12/2016") == datetime.date(2016, 12, 15)
    assert widget.render(datetime.date(2016, 12, 15)) == "15/12/2016"
    assert (widget.clean(None), widget.render(None)) == (None, "")


def test_what_it_exports_it_imports_unchanged(resource, contract):
    dataset = resource.export()

    result = resource.import_data(dataset)

    assert dataset.headers == [*resource.fields, VERSION]
    assert types(result) == [RowResult.IMPORT_TYPE_SKIP]
    assert not result.has_errors()
    assert not result.has_validation_errors()


def test_it_exports_what_its_user_sees(resource, contract, other_region):
    f.CespContractFactory(followup_region=other_region, cng_number="CNG-2")

    assert [row[0] for row in resource.export(CespContract.objects.all())] == ["CNG-1"]
    assert len(resource_of(CESP)(user=f.UserFactory()).export()) == 0


def test_a_dry_run_writes_nothing(resource, contract):
    result = resource.import_data(edited(resource.export(), date_diplome="20/01/2015"), dry_run=True)

    assert types(result) == [RowResult.IMPORT_TYPE_UPDATE]
    assert result.rows[0].object_id == contract.pk
    contract.refresh_from_db()
    assert contract.diploma_date == datetime.date(2015, 1, 1)


def test_it_writes_with_the_history_of_its_user(resource, contract, referent):
    resource.import_data(edited(resource.export(), date_diplome="20/01/2015"))

    contract.refresh_from_db()
    assert contract.diploma_date == datetime.date(2015, 1, 20)
    assert contract.history.latest("pgh_id").pgh_context.metadata["user"] == referent.pk


@pytest.mark.parametrize("is_all_or_nothing", [False, True])
def test_a_refused_row_is_told_where_it_is(resource, contract, region, is_all_or_nothing):
    f.CespContractFactory(followup_region=region, cng_number="CNG-2", trained=True)
    dataset = edited(resource.export(), date_diplome="20/01/2015")
    wrong = Dataset(*([*row[:12], "31/04/2015", *row[13:]] if row[0] == "CNG-2" else row for row in dataset))
    wrong.headers = dataset.headers
    assert wrong.headers[12] == "debut_allocation"

    result = resource.import_data(wrong, collect_failed_rows=True, rollback_on_validation_errors=is_all_or_nothing)

    assert types(result) == [RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_INVALID]
    assert result.totals["update"] == result.totals["invalid"] == 1
    assert result.invalid_rows[0].number == 2
    assert [*result.invalid_rows[0].field_specific_errors] == ["debut_allocation"]
    assert len(result.failed_dataset) == 1
    written = datetime.date(2015, 1, 1) if is_all_or_nothing else datetime.date(2015, 1, 20)
    contract.refresh_from_db()
    assert contract.diploma_date == written


def test_a_file_that_is_not_one_is_an_error(resource):
    dataset = Dataset(["x"], headers=["rien"])

    assert resource.import_data(dataset).has_errors()
    with pytest.raises(FileRefused):
        resource.import_data(dataset, raise_errors=True)


def test_it_costs_as_many_queries_whatever_the_number_of_rows(resource, contract, region):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            resource.import_data(resource.export())
        return len(captured)

    cost()  # what the process keeps for itself is kept from now on
    few = cost()
    for number in range(5):
        f.CespContractFactory(followup_region=region, cng_number=f"CNG-1{number}", trained=True)

    assert cost() == few
