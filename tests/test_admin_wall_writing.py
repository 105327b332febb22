"""Whatever is posted to the admin, a referent's writing stays within their region."""

import pytest
from django.contrib import admin
from django.utils import timezone

from contracts.models import (
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    Professional,
    PtmgContract,
)
from regions.models import Region
from structures.models import Structure, StructureSite
from tests import factories as f
from tests.wall_ground import (
    SECRET,
    as_posted,
    everything,
    url,
    walked_models,
    written_by_referents,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


# Changes


def test_a_referent_saves_every_kind_of_record_untouched(browser, mine):
    for model in written_by_referents(mine):
        address = url(model, "change", mine[model].pk)
        page = browser.get(address)
        response = browser.post(address, as_posted(page))
        assert response.status_code == 302, (model, response.context and response.context["errors"])


def forgeable(model, others, region):
    """Each reference of `model` to a walled record, or to the region that has it, with another region's target."""
    own = admin.site.get_model_admin(model).own_region_fields
    for field in model._meta.fields:
        if field.is_relation and field.related_model in others:
            yield field, others[field.related_model].pk
        elif field.is_relation and field.related_model is Region and (field.name in own or not field.editable):
            yield field, region.pk


def test_a_record_is_neither_given_to_another_region_nor_attached_to_its_records(browser, mine, others, other_region):
    tried = 0
    for model in written_by_referents(mine):
        address = url(model, "change", mine[model].pk)
        for field, target in forgeable(model, others, other_region):
            before = everything()
            data = as_posted(browser.get(address)) | {field.name: str(target)}
            response = browser.post(address, data)
            assert response.status_code in (200, 302, 403), (model, field)
            assert everything() == before, (model, field)
            tried += 1
    assert tried > 25


def test_a_record_of_another_region_is_neither_changed_nor_deleted(browser, mine, others):
    before = everything()

    for model in walked_models(mine):
        data = as_posted(browser.get(url(model, "change", mine[model].pk)))
        assert browser.post(url(model, "change", others[model].pk), data).status_code == 404, model
        assert browser.post(url(model, "delete", others[model].pk), {"post": "yes"}).status_code == 404, model

    assert everything() == before


def test_a_bulk_deletion_leaves_out_forged_rows(browser, mine, others):
    before = everything()

    for model in walked_models(mine):
        browser.post(
            url(model, "changelist"),
            {"action": "delete_selected", "_selected_action": [others[model].pk], "post": "yes"},
        )
        browser.post(
            url(model, "changelist"),
            {"action": "delete_selected", "_selected_action": ["abc"], "post": "yes"},
        )

    assert everything() == before


def test_a_bulk_deletion_of_everything_keeps_the_rows_of_others_and_those_only_read(browser, region, other_region):
    mine = f.StructureFactory(lead_region=region)
    read = f.StructureSiteFactory(
        structure__lead_region=other_region, commune=f.CommuneFactory(region=region)
    ).structure
    unseen = f.StructureFactory(lead_region=other_region)

    browser.post(
        url(Structure, "changelist"),
        {"action": "delete_selected", "_selected_action": [mine.pk], "select_across": "1", "post": "yes"},
    )

    assert set(Structure.objects.all()) == {read, unseen}


# Records that are only read


def test_a_record_that_is_only_read_is_shown_and_not_written(browser, region, other_region):
    contract = f.CespContractFactory(faculty=f.FacultyFactory(regions=[region]), followup_region=other_region)
    event = f.CespEventFactory(contract=contract)
    before = everything()

    for record in (contract, event):
        page = browser.get(url(type(record), "change", record.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert "__prefix__" not in page.content.decode()  # no line to add
        assert browser.get(url(type(record), "history", record.pk)).status_code == 200
        assert browser.post(url(type(record), "change", record.pk), {}).status_code == 403
        assert browser.post(url(type(record), "delete", record.pk), {"post": "yes"}).status_code == 403
        browser.post(
            url(type(record), "changelist"),
            {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"},
        )

    assert everything() == before


def test_nothing_is_added_to_a_record_that_is_only_read(browser, region, other_region):
    contract = f.CespContractFactory(faculty=f.FacultyFactory(regions=[region]), followup_region=other_region)
    page = browser.get(url(CespEvent, "add"))

    response = browser.post(
        url(CespEvent, "add"),
        as_posted(page) | {"contract": contract.pk, "type": "suspension", "start": "2015-01-01"},
    )

    assert response.status_code == 200
    assert not CespEvent.objects.exists()


def test_what_a_record_already_holds_is_kept_when_its_writer_does_not_see_it(browser, region):
    elsewhere = f.StructureFactory()
    contract = f.PtmgContractFactory(signing_region=region, structure=elsewhere)
    address = url(PtmgContract, "change", contract.pk)

    response = browser.post(address, as_posted(browser.get(address)) | {"number": "P-1"})

    contract.refresh_from_db()
    assert response.status_code == 302
    assert contract.structure == elsewhere
    assert contract.number == "P-1"


def test_a_person_bound_to_another_region_is_not_deleted_and_the_bond_not_named(browser, region):
    professional = f.ProfessionalFactory(created_in_region=region)
    f.CespContractFactory(professional=professional, cng_number=SECRET)

    page = browser.get(url(Professional, "delete", professional.pk))
    browser.post(url(Professional, "delete", professional.pk), {"post": "yes"})

    assert SECRET not in page.content.decode()
    assert "administration nationale" in page.content.decode()
    assert Professional.objects.filter(pk=professional.pk).exists()


def test_who_follows_a_contract_no_longer_moves_it_by_hand(browser, region, other_region):
    contract = f.CespContractFactory(followup_region=region)
    address = url(CespContract, "change", contract.pk)

    data = as_posted(browser.get(address)) | {
        "followup_region": other_region.pk,
        "follow_ups-TOTAL_FORMS": "1",
        "follow_ups-INITIAL_FORMS": "0",
        "follow_ups-0-region": other_region.pk,
        "follow_ups-0-start": TODAY.isoformat(),
    }
    browser.post(address, data)

    contract.refresh_from_db()
    assert contract.followup_region == region
    assert not CespFollowUp.objects.exists()
    assert browser.get(url(CespFollowUp, "add")).status_code == 403


def test_a_change_that_would_take_the_record_away_is_undone_whole(browser, region):
    placement = f.CespPlacementFactory(commune=f.CommuneFactory(region=region))
    address = url(CespPlacement, "change", placement.pk)
    data = as_posted(browser.get(address)) | {"commune": f.CommuneFactory().pk, "site": "ailleurs"}

    response = browser.post(address, data)

    placement.refresh_from_db()
    assert response.status_code == 403
    assert placement.region == region
    assert placement.site == ""


# Inlines


def test_the_parts_of_another_region_s_record_are_out_of_reach_of_an_own_form(browser, mine, others):
    theirs = others[StructureSite]
    address = url(Structure, "change", mine[Structure].pk)
    data = as_posted(browser.get(address))
    before = everything()

    forged = data | {"sites-0-id": theirs.pk, "sites-0-address": "volé", "sites-0-structure": mine[Structure].pk}
    browser.post(address, forged)
    browser.post(address, forged | {"sites-0-DELETE": "on"})
    browser.post(address, data | {"sites-0-structure": others[Structure].pk})
    browser.post(address, data | {"attachments-0-parent": others[Structure].pk})

    assert everything() == before


def test_what_the_database_refuses_is_said_in_the_form_and_nothing_is_lost(browser, region):
    site = f.StructureSiteFactory(structure__lead_region=region, main=True)
    address = url(Structure, "change", site.structure_id)

    response = browser.post(
        address,
        as_posted(browser.get(address))
        | {
            "note": "À garder.",
            "sites-TOTAL_FORMS": "2",
            "sites-1-structure": site.structure_id,
            "sites-1-commune": site.commune_id,
            "sites-1-opened_on": "2016-01-01",
            "sites-1-main_since": "2016-01-01",
        },
    )

    assert response.status_code == 200
    assert (
        "La structure a déjà un site principal ce jour-là\u00a0: terminez d’abord le rôle de l’autre site."
        in response.content.decode()
    )
    assert "À garder." in response.content.decode()
    assert StructureSite.objects.count() == 1


def test_the_lines_of_a_form_are_judged_together(browser, region):
    site = f.StructureSiteFactory(structure__lead_region=region, main=True)
    address = url(Structure, "change", site.structure_id)

    response = browser.post(
        address,
        as_posted(browser.get(address))
        | {
            "sites-TOTAL_FORMS": "2",
            "sites-0-main_last_day": "2015-12-31",
            "sites-1-structure": site.structure_id,
            "sites-1-commune": site.commune_id,
            "sites-1-opened_on": "2016-01-01",
            "sites-1-main_since": "2016-01-01",
        },
    )

    assert response.status_code == 302, response.context["errors"]
    assert StructureSite.objects.count() == 2


def test_a_structure_is_entered_with_its_first_site(browser, region):
    f.StructureSiteFactory(main=True)
    page = browser.get(url(Structure, "add"))

    response = browser.post(
        url(Structure, "add"),
        as_posted(page)
        | {
            "type": "MSP",
            "name": "MSP",
            "sites-TOTAL_FORMS": "1",
            "sites-0-commune": f.CommuneFactory(region=region).pk,
            "sites-0-opened_on": "2016-01-01",
            "sites-0-main_since": "2016-01-01",
        },
    )

    assert response.status_code == 302, response.context["errors"]
