"""A long list opens without being counted whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Commune
from regions.paging import PAGES_AHEAD, BoundedPaginator, asked_page
from tests.factories import CommuneFactory
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
        counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"].upper()]
        assert counts, model
        assert all("LIMIT" in sql for sql in counts), model
