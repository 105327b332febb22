"""The page that publishes a bilan, then corrects it: what it says first, and what a page left open does."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from bilans.enums import ReturnState
from bilans.models import Edition
from bilans.returns.state import send_back
from tests.bilans.ground import campaign_with
from tests.factories import RegionFactory, StructureFactory, StructureStatusEventFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("bilans:publication", args=[2016])


@pytest.fixture
def administration(client_of, national_admin):
    return client_of(national_admin)


def test_what_publishing_would_leave_out_is_said_before(administration, region, other_region):
    campaign_with(sent=[region], waiting=[other_region])

    page = administration.get(PAGE)

    assertContains(page, "<strong>1</strong> retour transmis")
    assertContains(page, "1 région n’a pas transmis")
    assertContains(page, other_region.name)
    assertNotContains(page, "renvoyés")


def test_regions_are_in_the_order_of_every_page(administration, region):
    rows = [RegionFactory(name=name) for name in ("Occitanie", "Île-de-France", "Bretagne")]
    campaign_with(sent=[region], waiting=rows)

    assertContains(administration.get(PAGE), "Bretagne, Île-de-France, Occitanie")


def test_what_is_sent_back_is_said_and_stays_open_for_the_next_edition(administration, national_admin, region):
    campaign = campaign_with(sent=[region])
    row = campaign.returns.get()
    send_back(row, national_admin, "D’où vient-il\u202f?", indicator="msp_open")

    assertContains(administration.get(PAGE), "Points renvoyés et non encore repris")
    administration.post(PAGE)

    row.refresh_from_db()
    assert row.state == ReturnState.SENT_BACK
    assert Edition.objects.get().number == "1.0"


def test_a_page_older_than_the_publication_is_told_who_published(administration, national_admin, region):
    campaign_with(sent=[region])
    administration.post(PAGE)

    second = administration.post(PAGE, follow=True)

    assertContains(second, "est déjà publié")
    assertContains(second, str(national_admin))
    assert Edition.objects.count() == 1


def test_a_correction_has_its_reason(administration, region):
    campaign_with(sent=[region])
    administration.post(PAGE)
    structure = StructureFactory(lead_region=region)
    StructureStatusEventFactory(structure=structure, status="ouverte")

    without = administration.post(PAGE, {"of": "1.0", "reason": ""})
    administration.post(PAGE, {"of": "1.0", "reason": "Une MSP oubliée."})

    assert without.status_code == 400
    assert sorted(Edition.objects.values_list("number", "reason")) == [("1.0", ""), ("1.1", "Une MSP oubliée.")]
