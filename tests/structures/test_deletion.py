"""A part is not deleted when its structure could not stay as it would be left."""

import datetime

import pytest

from structures.models import StructureSite
from tests.factories import StructureFactory, StructureSiteFactory, StructureStatusEventFactory
from tests.wall_ground import url

pytestmark = pytest.mark.django_db

OPENED = datetime.date(2015, 1, 1)


@pytest.fixture
def sites(region):
    """The two sites of an open structure, which needs one (T2)."""
    structure = StructureFactory(lead_region=region)
    pair = [StructureSiteFactory(structure=structure, opened_on=OPENED) for _ in range(2)]
    StructureStatusEventFactory(structure=structure, status="ouverte", on=OPENED)
    return pair


def test_t2_the_last_site_of_an_open_structure_stays(browser, sites):
    first, last = sites
    browser.post(url(StructureSite, "delete", first.pk), {"post": "yes"})

    response = browser.post(url(StructureSite, "delete", last.pk), {"post": "yes"}, follow=True)

    assert list(StructureSite.objects.all()) == [last]
    assert "(T2)" in response.content.decode()


def test_t2_all_the_sites_together_stay(browser, sites):
    chosen = {"action": "delete_selected", "_selected_action": [site.pk for site in sites], "post": "yes"}

    response = browser.post(url(StructureSite, "changelist"), chosen, follow=True)

    assert StructureSite.objects.count() == 2
    assert "(T2)" in response.content.decode()


def test_t2_one_of_the_sites_may_go(browser, sites):
    chosen = {"action": "delete_selected", "_selected_action": [sites[0].pk], "post": "yes"}

    browser.post(url(StructureSite, "changelist"), chosen)

    assert list(StructureSite.objects.all()) == [sites[1]]
