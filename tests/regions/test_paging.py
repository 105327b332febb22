"""A long list opens without being counted whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Commune, Faculty
from regions.paging import PAGES_AHEAD, BoundedPaginator, asked_page
from tests.factories import CommuneFactory, FacultyFactory, RegionFactory
from tests.wall_ground import url

PER_PAGE = 2


def pages_of(rows: int, asked: int = 1) -> BoundedPaginator:
    CommuneFactory.create_batch(rows)
    return BoundedPaginator(Commune.objects.order_by("code"), PER_PAGE, asked=asked)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [1, 3])
@pytest.mark.parametrize(
    "more", [pytest.param(-1, id="moins"), pytest.param(0, id="juste"), pytest.param(1, id="plus")]
)
def test_it_counts_no_further_than_some_pages_ahead(asked, more):
    bound = (asked + PAGES_AHEAD) * PER_PAGE

    paginator = pages_of(bound + more, asked)

    assert paginator.count == min(bound, bound + more)
    assert paginator.is_bounded == (more > 0)
    assert len(paginator.page(paginator.num_pages).object_list) == (1 if more < 0 else PER_PAGE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "page"), [("4", 4), ("", 1), (None, 1), ("x", 1), ("-2", 1), ("٣", 1), ("9" * 30, 1)]
)
def test_a_page_that_is_no_number_is_the_first(value, page):
    assert asked_page(value) == page


@pytest.mark.django_db
def test_a_list_of_the_admin_never_counts_a_whole_table(client_of, national_admin, mine):
    client = client_of(national_admin)

    for model in mine:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(model, "changelist")).status_code == 200
        asked = [query["sql"] for query in queries if f'FROM "{model._meta.db_table}"' in query["sql"]]
        assert not [sql for sql in asked if "COUNT(*)" in sql.upper()], model
        assert any("LIMIT 1051" in sql for sql in asked), model


@pytest.mark.django_db
def test_a_page_keeps_the_order_and_the_rows_of_the_list():
    communes = sorted(CommuneFactory.create_batch(5), key=lambda commune: commune.code)
    paginator = BoundedPaginator(Commune.objects.order_by("-code"), PER_PAGE, asked=2)

    assert list(paginator.page(2).object_list) == [communes[2], communes[1]]
    assert list(paginator.page(3).object_list) == [communes[0]]


@pytest.mark.django_db
def test_what_filters_a_list_is_answered_once():
    kept, _ = CommuneFactory(name="Rennes"), CommuneFactory(name="Brest")
    paginator = BoundedPaginator(Commune.objects.filter(name="Rennes").order_by("code"), PER_PAGE)

    with CaptureQueriesContext(connection) as queries:
        assert list(paginator.page(1).object_list) == [kept]

    assert ["Rennes" in query["sql"] for query in queries] == [True, False]


@pytest.mark.django_db
def test_a_filter_on_many_rows_gives_each_row_once():
    mine, other = RegionFactory(), RegionFactory()
    faculty = FacultyFactory(regions=[mine, other])
    paginator = BoundedPaginator(Faculty.objects.filter(regions=mine).order_by("code"), PER_PAGE)

    assert list(paginator.page(1).object_list) == [faculty]
