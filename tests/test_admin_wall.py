"""Every admin is behind the region wall: nothing of another region's records is read there."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Connection
from imports.models import ExportLog
from regions.wall import OpenQuerySet
from tests.factories import RegionFactory
from tests.our_models import our_models, walled_models
from tests.wall_ground import (
    MINE,
    SECRET,
    added_by_referents,
    as_posted,
    other_author,
    records_of,
    url,
    walked_models,
    written_by_referents,
)

pytestmark = pytest.mark.django_db

REGISTRY = admin.site._registry


def test_every_model_is_in_the_admin_and_nothing_else():
    assert set(REGISTRY) == set(our_models())


def test_every_walled_model_is_part_of_the_walk(others):
    assert set(others) == set(walled_models())


# What a referent reads


def test_lists_show_the_own_region_only(client_of, referent, mine, others):
    client = client_of(referent)

    for model in walked_models(mine):
        text = client.get(url(model, "changelist")).content.decode()
        assert MINE in text, model
        assert SECRET not in text, model


def test_a_search_finds_nothing_of_another_region(client_of, referent, mine, others):
    client = client_of(referent)

    for model in walked_models(mine):
        for asked in (SECRET[:5], MINE):
            text = client.get(url(model, "changelist"), {"q": asked}).content.decode()
            assert SECRET not in text, model
        assert client.get(url(model, "changelist"), {"q": "\x00'%_\\"}).status_code == 200


def test_filters_show_nothing_of_another_region(client_of, referent, national_admin, mine, others):
    national, client = client_of(national_admin), client_of(referent)

    for model in walked_models(mine):
        changelist = national.get(url(model, "changelist")).context["cl"]
        choices = [choice for spec in changelist.filter_specs for choice in spec.choices(changelist)]
        for choice in choices:
            text = client.get(url(model, "changelist") + choice["query_string"], follow=True).content.decode()
            assert SECRET not in text, (model, choice)


def test_the_record_of_another_region_does_not_exist(client_of, referent, mine, others):
    client = client_of(referent)

    for model in walked_models(mine):
        for page in ("change", "delete", "history"):
            response = client.get(url(model, page, others[model].pk))
            assert response.status_code == 404, (
                model,
                page,
            )
            assert SECRET not in response.content.decode()
        assert client.post(url(model, "change", others[model].pk), {"name": "x"}).status_code == 404
        assert client.post(url(model, "delete", others[model].pk), {"post": "yes"}).status_code in (403, 404)
        assert client.get(url(model, "change", "abc_00")).status_code == 404


def test_the_pages_of_an_own_record_show_nothing_of_another_region(client_of, referent, mine, others):
    client = client_of(referent)

    for model in walked_models(mine):
        for page in ("change", "history"):
            response = client.get(url(model, page, mine[model].pk))
            assert response.status_code == 200, (model, page)
            assert SECRET not in response.content.decode(), (model, page)
    addresses = [url(model, "add") for model in added_by_referents(mine)]
    addresses += [url(model, "delete", mine[model].pk) for model in written_by_referents(mine)]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.content.decode(), address


def test_a_name_typed_in_an_add_form_s_address_shows_nothing(client_of, referent, mine, others):
    client = client_of(referent)

    for model in added_by_referents(mine):
        asked = {
            field.name: others[field.related_model].pk
            for field in model._meta.fields
            if field.is_relation and field.related_model in others
        }
        assert SECRET not in client.get(url(model, "add"), asked).content.decode(), model


def test_a_pop_up_shows_nothing_of_another_region(client_of, referent, mine, others):
    client = client_of(referent)

    for model in walked_models(mine):
        pop_up = {"_popup": "1", "_to_field": model._meta.pk.attname}
        assert SECRET not in client.get(url(model, "changelist"), pop_up).content.decode(), model
        address = url(model, "change", others[model].pk)
        assert client.get(address, pop_up).status_code == 404, model
        assert client.post(address, pop_up | {"name": "x"}).status_code == 404, model


def test_a_date_hierarchy_opens_on_what_its_reader_may_see(client_of, referent, national_admin, others):
    dated = [model for model, options in REGISTRY.items() if options.date_hierarchy]
    assert dated == [Connection]

    asked = {"at__year": others[Connection].at.year}
    assert client_of(referent).get(url(Connection, "changelist"), asked).status_code == 403
    assert client_of(national_admin).get(url(Connection, "changelist"), asked).status_code == 200


def autocompleted():
    """Each (model, reference) that the admin may complete."""
    return [
        (model, field)
        for model in REGISTRY
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation and field.related_model in REGISTRY and REGISTRY[field.related_model].search_fields
    ]


def test_autocompletion_finds_the_own_region_only(client_of, referent, mine, others):
    client = client_of(referent)
    found = set()

    for model, field in autocompleted():
        asked = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field.name,
        }
        for term in (SECRET, MINE, ""):
            response = client.get(reverse("admin:autocomplete"), asked | {"term": term})
            assert SECRET not in response.content.decode(), (model, field)
            if response.status_code == 200 and MINE in response.content.decode():
                found.add(field.related_model.__name__)

    assert {"Professional", "Structure", "CespContract", "McsEngagement", "StructureSite"} <= found


def test_the_admin_s_home_names_nobody(client_of, referent, mine):
    client = client_of(referent)
    structure = next(record for model, record in mine.items() if model.__name__ == "Structure")
    page = client.get(url(type(structure), "change", structure.pk))
    client.post(url(type(structure), "change", structure.pk), as_posted(page) | {"note": "Autre note."})

    client.get(reverse("admin:index"))  # tells once that the change is saved
    assert structure.name not in client.get(reverse("admin:index")).content.decode()


# The other roles


def test_a_regional_reader_reads_and_never_writes(client_of, regional_reader, mine, others):
    client = client_of(regional_reader)

    for model in written_by_referents(mine):
        assert SECRET not in client.get(url(model, "changelist")).content.decode()
        page = client.get(url(model, "change", mine[model].pk))
        assert page.status_code == 200, model
        assert 'name="_save"' not in page.content.decode()
        assert client.post(url(model, "change", mine[model].pk), {}).status_code == 403
        assert client.get(url(model, "add")).status_code == 403
        assert client.post(url(model, "delete", mine[model].pk), {"post": "yes"}).status_code == 403
        assert client.get(url(model, "change", others[model].pk)).status_code == 404


def test_a_data_protection_officer_opens_no_record(client_of, data_protection_officer, others):
    client = client_of(data_protection_officer)

    assert client.get(reverse("admin:index")).status_code == 200
    journals = {Connection, ExportLog}
    for model in journals:
        assert client.get(url(model, "changelist")).status_code == 200
    for model in set(REGISTRY) - journals:
        assert client.get(url(model, "changelist")).status_code == 403, model
        assert client.get(url(model, "add")).status_code == 403, model
    for model, record in others.items():
        assert model in journals or client.get(url(model, "change", record.pk)).status_code in (403, 404), model


@pytest.mark.parametrize("persona", ["committee_member", "user_without_role"])
def test_who_has_no_business_there_is_refused(client_of, persona, others, request):
    client = client_of(request.getfixturevalue(persona))

    for model, record in others.items():
        for address in (url(model, "changelist"), url(model, "add"), url(model, "change", record.pk)):
            response = client.get(address, follow=True)
            assert response.status_code == 403, address
            assert SECRET not in response.content.decode()


def test_a_visitor_and_a_closed_account_sign_in_first(client, client_of, national_admin, others):
    closed = client_of(national_admin)
    national_admin.is_active = False
    national_admin.save()

    for browser in (client, closed):
        for model, record in others.items():
            for address in (url(model, "changelist"), url(model, "change", record.pk)):
                response = browser.get(address, follow=True)
                assert response.redirect_chain[-1][0].startswith(reverse("login")), address


def test_a_national_administrator_reads_everything(client_of, national_admin, mine, others):
    client = client_of(national_admin)

    for model in REGISTRY:
        assert client.get(url(model, "changelist")).context["cl"].result_count == model._default_manager.count(), model
    for model, record in [*mine.items(), *others.items()]:
        for page in ("change", "history"):
            assert client.get(url(model, page, record.pk)).status_code == 200, (model, page)


# Reference data and speed


def test_reference_data_is_read_by_referents_and_written_by_national_administrators(
    client_of, referent, national_admin, others
):
    regional, national = client_of(referent), client_of(national_admin)
    reference = [model for model in REGISTRY if isinstance(model._default_manager.all(), OpenQuerySet)]

    for model in reference:
        assert regional.get(url(model, "changelist")).status_code == 200, model
        assert regional.get(url(model, "add")).status_code == 403, model
        assert regional.post(url(model, "changelist"), {"action": "delete_selected"}).status_code in (200, 302)
        expected = 403 if model.__name__ in ("Edition", "Campaign", "CommitteeOpinion") else 200
        assert national.get(url(model, "add")).status_code == expected, model


def test_a_list_costs_as_many_queries_whatever_its_length(client_of, national_admin):
    client = client_of(national_admin)

    def add_a_region():
        region = RegionFactory()
        records_of(region, MINE, other_author(region))

    def queries_of_lists():
        counts = {}
        for model in walled_models():
            with CaptureQueriesContext(connection) as queries:
                client.get(url(model, "changelist"))
            counts[model] = len(queries)
        return counts

    add_a_region()
    queries_of_lists()  # what the process keeps for itself is kept from now on
    short = queries_of_lists()
    for _ in range(3):
        add_a_region()

    assert queries_of_lists() == short
