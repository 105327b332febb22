"""What has changed since a publication, why, and by whom for who may know; where a figure comes from."""

import datetime

import pghistory
import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bilans.changes import changes_since
from bilans.models import EditionRecords
from bilans.publishing import correct, publish
from structures.models import Structure
from tests.bilans.ground import campaign_with
from tests.factories import (
    McsEngagementFactory,
    ObservationFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    StructureFactory,
    StructureStatusEventFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
IN_MAY = datetime.date(2016, 5, 2)


def open_house(region, name="Maison des Tilleuls"):
    house = StructureFactory(lead_region=region, name=name)
    StructureStatusEventFactory(structure=house, status="ouverte", on=IN_MAY)
    return house


@pytest.fixture
def edition(region, other_region, national_admin):
    """The edition 1.0 of a region with two houses, another one not having sent its return."""
    for name in ("Maison des Tilleuls", "Maison du Port"):
        open_house(region, name)
    open_house(other_region)
    # The history dates what one transaction writes by its start, and a test is one transaction.
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    return publish(campaign_with(sent=[region], waiting=[other_region]), by=national_admin, at=an_hour_ago)


def explained(edition, user) -> dict:
    """Each figure that would differ, by indicator and scope."""
    return {(row.difference.indicator, row.difference.code): row for row in changes_since(edition, user)}


def test_nothing_has_changed_on_the_day_of_the_publication(edition, national_admin):
    assert changes_since(edition, national_admin) == []


def test_a_record_added_since_is_named_with_who_added_it(edition, national_admin, referent, region):
    with pghistory.context(user=referent.pk, reason="Ouverture retrouvée"):
        open_house(region, "Maison du Lac")

    found = explained(edition, national_admin)

    row = found["msp_open", region.pk]
    assert (row.added, row.corrected, row.removed) == (1, 0, 0)
    [moved] = row.moved
    assert ("Maison du Lac" in moved.name, moved.what, moved.reason) == (True, "ajouté", "Ouverture retrouvée")
    assert str(referent) in moved.by
    assert (found["msp_open", "FR"].difference.before, found["msp_open", "FR"].difference.after) == (2, 3)


def test_a_record_corrected_since_is_told_from_one_removed(edition, national_admin, region):
    first, second = Structure.objects.filter(lead_region=region).order_by("pk")
    first.status_events.update(status="valide")
    second.delete()

    row = explained(edition, national_admin)["msp_open", region.pk]

    assert (row.added, row.corrected, row.removed) == (0, 1, 1)
    assert [moved.what for moved in row.moved] == ["corrigé, n’est plus compté"]
    assert explained(edition, national_admin)["msp_validated", region.pk].corrected == 1


def test_a_region_left_out_changes_nothing(edition, national_admin, other_region):
    open_house(other_region)

    assert changes_since(edition, national_admin) == []


def test_a_figure_of_persons_is_explained_by_their_contracts(edition, national_admin, referent, region):
    doctor = ProfessionalFactory(last_name="Zzlebihan")
    with pghistory.context(user=referent.pk, reason="Liste du SAMU"):
        McsEngagementFactory(professional=doctor, region=region, active=True)

    row = explained(edition, national_admin)["mcs_active", region.pk]

    assert "Zzlebihan" in row.moved[0].name
    assert row.moved[0].reason == "Liste du SAMU"


def test_a_declared_figure_that_changed_is_listed_without_records(edition, national_admin, region):
    ObservationFactory(indicator="gp_count", region=region, date=datetime.date(2016, 12, 31), value=12)

    row = explained(edition, national_admin)["gp_count", region.pk]

    assert (row.difference.before, row.difference.after, row.moved) == (None, 12, [])


def test_a_past_year_that_changed_is_listed(edition, national_admin, region):
    house = Structure.objects.filter(lead_region=region).first()
    house.status_events.update(on=datetime.date(2014, 3, 1))

    dates = {row.difference.date for row in changes_since(edition, national_admin) if row.difference.code == region.pk}

    assert {"2014-12-31", "2015-12-31"} <= dates


def test_only_who_reads_the_records_is_told_their_names(client_of, edition, committee_member, referent, region):
    other = UserFactory(role="referent", role__regions=[])
    open_house(region, "Zzmaison")
    address = reverse("bilans:changes", args=[2016, "1.0"])

    assertContains(client_of(referent).get(address), "Zzmaison")
    response = client_of(committee_member).get(address)
    assertContains(response, "1 ajouté.")
    assertNotContains(response, "Zzmaison")
    assert client_of(other).get(address).status_code == 404


def test_a_referent_of_another_region_sees_the_count_and_no_name(client_of, edition, region, other_region):
    open_house(region, "Zzmaison")
    neighbour = UserFactory(role="referent", role__regions=[other_region])

    response = client_of(neighbour).get(reverse("bilans:changes", args=[2016, "1.0"]))

    assertContains(response, "1 ajouté.")
    assertNotContains(response, "Zzmaison")


def test_an_edition_keeps_keys_and_no_name(edition):
    assert EditionRecords.objects.get(indicator="msp_open").keys == sorted(
        Structure.objects.filter(lead_region=EditionRecords.objects.first().scope).values_list("pk", flat=True)
    )


def test_an_edition_outlives_its_regions(client_of, edition, committee_member, national_admin, region, other_region):
    """A region merged into another and a region renamed after the publication: the edition is what it was."""
    region.valid_to = datetime.date(2024, 12, 31)
    region.save()
    other_region.name = "Zzgrande région"
    other_region.save()
    client = client_of(committee_member)

    for name, args in (
        ("national", []),
        ("comparison", []),
        ("region", [region.pk]),
        ("published", []),
        ("changes", []),
    ):
        response = client.get(reverse(f"bilans:{name}", args=[2016, "1.0", *args]))
        assert response.status_code == 200, name
        assertNotContains(response, "Zzgrande")
    assertContains(client.get(reverse("bilans:national", args=[2016, "1.0"])), region.name)
    for file_format in ("pdf", "xlsx", "csv"):
        assert client.get(reverse("bilans:download", args=[2016, "1.0", file_format])).status_code == 200


def test_the_corrections_of_an_edition_are_listed(client_of, edition, committee_member, national_admin, region):
    open_house(region)
    correct(edition.campaign, of="1.0", reason="Une ouverture oubliée.", by=national_admin)

    response = client_of(committee_member).get(reverse("bilans:corrections", args=[2016, "1.1"]))

    assertContains(response, "MSP ouvertes")
    assertContains(response, "+1")
    assertContains(response, "Une ouverture oubliée.")


# « Expliquer ce chiffre »


def explanation(client, code, scope, *number):
    return client.get(reverse("bilans:explanation", args=[2016, *number, code, scope]))


def test_a_figure_is_explained_with_its_definition_its_editions_and_its_records(client_of, edition, referent, region):
    response = explanation(client_of(referent), "msp_open", region.pk)

    for words in ("Unité de compte", "site principal", "Édition 1.0", "Maison des Tilleuls", "2 comptés"):
        assertContains(response, words)


def test_the_records_of_another_region_are_counted_and_not_named(client_of, edition, regional_reader, region):
    response = explanation(client_of(regional_reader), "msp_open", "FR")

    assertContains(response, "3 comptés, dont 2 que vous pouvez")
    assert len(response.context["lines"]) == 2


@pytest.mark.parametrize("persona", ["committee_member", "data_protection_officer"])
def test_aggregates_only_for_who_reads_no_record(request, client_of, edition, region, persona):
    response = explanation(client_of(request.getfixturevalue(persona)), "msp_open", region.pk)

    assertContains(response, "Définition")
    assertNotContains(response, "Maison des Tilleuls")


def test_a_published_figure_shows_no_record_of_today(client_of, edition, referent, region):
    response = explanation(client_of(referent), "msp_open", region.pk, "1.0")

    assertNotContains(response, "Maison des Tilleuls")


@pytest.mark.parametrize(("code", "scope"), [("msp_nulle", "FR"), ("msp_open", "zz"), ("cesp_signed", "06")])
def test_what_is_no_figure_is_not_found(client_of, edition, referent, code, scope):
    assert explanation(client_of(referent), code, scope).status_code == 404


# Two bilans side by side


def test_two_editions_are_compared(client_of, edition, committee_member, national_admin, region):
    open_house(region)
    correct(edition.campaign, of="1.0", reason="Oubli.", by=national_admin)

    response = client_of(committee_member).get(
        reverse("bilans:compare"), {"avant": "2016-1.0", "apres": "2016-1.1", "portee": region.pk}
    )

    row = next(row for row in response.context["rows"] if row.code == "msp_open")
    assert (row.before.text, row.after.text, row.change) == ("2", "3", "+1")


def test_two_years_are_compared(client_of, referent, region):
    PtmgContractFactory(signing_region=region, signature_date=datetime.date(2016, 3, 1))

    response = client_of(referent).get(reverse("bilans:compare"), {"avant": "2015", "apres": "2016"})

    row = next(row for row in response.context["rows"] if row.code == "ptmg_signed")
    assert (row.before.text, row.after.text, row.change) == ("0", "1", "+1")


def test_the_committee_compares_published_bilans_alone(client_of, edition, committee_member):
    client = client_of(committee_member)

    assert client.get(reverse("bilans:compare"), {"avant": "2015", "apres": "2016"}).status_code == 400
    assert client.get(reverse("bilans:compare")).status_code == 200
