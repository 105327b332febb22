"""The admin costs as many queries whatever the number of records, and counts no table whole."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import (
    CespChoice,
    CespContract,
    CespEvent,
    CespPlacement,
    McsEngagement,
    Professional,
    PtmgContract,
)
from regions.paging import PAGES_AHEAD
from structures.models import Structure, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.wall_ground import MINE, mark_texts, url

pytestmark = pytest.mark.django_db

FILTERS = {
    CespContract: {"discipline__exact": "medecine"},
    PtmgContract: {"kind__exact": "PTMG"},
    Professional: {"profession__exact": "medecin_generaliste"},
    McsEngagement: {"kind__exact": "mcs"},
    Structure: {"type__exact": "MSP"},
}
PARTS = {
    CespContract: {CespEvent: "contract", CespPlacement: "contract", CespChoice: "contract"},
    Structure: {StructureStatusEvent: "structure", StructureSite: "structure"},
}
COMPLETIONS = [
    (CespContract, "professional"),
    (CespPlacement, "commune"),
    (CespPlacement, "structure"),
    (CespEvent, "contract"),
]


def queries(client, address: str, **asked) -> list[str]:
    """What the database is asked for a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, asked).status_code == 200
    return [query["sql"] for query in captured]


def pages(mine) -> dict[str, tuple[str, dict]]:
    """A list, a search, a filter and a form of each main model, and the autocompletions."""
    found = {}
    for model, ordinary in FILTERS.items():
        name, address = model.__name__, url(model, "changelist")
        found |= {
            f"{name}: list": (address, {}),
            f"{name}: search": (address, {"q": MINE[:4]}),
            f"{name}: filter": (address, ordinary),
            f"{name}: form": (url(model, "change", mine[model].pk), {}),
        }
    for model, field in COMPLETIONS:
        asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
        found[f"completion of {field}"] = (reverse("admin:autocomplete"), asked | {"term": ""})
    return found


def add_records(region) -> None:
    """One more of each main model, with a few parts, that a search finds too."""
    person, commune = f.ProfessionalFactory(created_in_region=region), f.CommuneFactory(region=region)
    contract = f.CespContractFactory(professional=person, followup_region=region, trained=True)
    structure = f.StructureFactory(lead_region=region)
    f.CespPlacementFactory(contract=contract, commune=commune, structure=structure)
    f.StructureSiteFactory(structure=structure, commune=commune)
    ptmg = f.PtmgContractFactory(professional=person, signing_region=region, commune=commune)
    engagement = f.McsEngagementFactory(professional=person, region=region, affiliated=True)
    for record in (person, commune, contract, structure, ptmg, engagement):
        mark_texts(record, MINE)


def costs(client, asked: dict) -> dict[str, int]:
    return {name: len(queries(client, address, **data)) for name, (address, data) in asked.items()}


@pytest.mark.parametrize("persona", ["referent", "national_admin"])
def test_a_page_costs_as_many_queries_whatever_the_number_of_records(request, client_of, persona, region, mine):
    client = client_of(request.getfixturevalue(persona))
    asked = pages(mine)
    costs(client, asked)  # what the process keeps for itself is kept from now on
    few = costs(client, asked)

    for _ in range(5):
        add_records(region)

    assert costs(client, asked) == few


def test_a_form_costs_as_many_queries_whatever_its_lines(browser, region):
    """But one for each autocompleted field that is filled: Django reads its name."""
    contract = f.CespContractFactory(followup_region=region)
    structure = f.StructureFactory(lead_region=region)
    f.CespEventFactory(contract=contract, start=date(2015, 1, 1), last_day=date(2015, 1, 31))
    f.StructureStatusEventFactory(structure=structure, on=date(2015, 1, 1))
    asked = {str(record): (url(type(record), "change", record.pk), {}) for record in (contract, structure)}
    costs(browser, asked)
    few = costs(browser, asked)

    for month in range(2, 9):
        f.CespEventFactory(contract=contract, start=date(2015, month, 1), last_day=date(2015, month, 20))
        f.StructureStatusEventFactory(structure=structure, on=date(2015, month, 1))

    assert costs(browser, asked) == few


# No count of a whole table


def unbounded_counts(asked: list[str]) -> list[str]:
    return [sql for sql in asked if sql.upper().startswith("SELECT COUNT(") and "LIMIT" not in sql]


@pytest.mark.parametrize("persona", ["referent", "national_admin"])
def test_no_list_counts_a_whole_table(request, client_of, persona, mine):
    client = client_of(request.getfixturevalue(persona))

    for model, options in admin.site._registry.items():
        address = url(model, "changelist")
        if client.get(address).status_code == 403:
            continue
        changelist = client.get(address).context["cl"]
        choices = [choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)]
        searches = ["?q=a"] if options.search_fields else []
        days = [f"?{options.date_hierarchy}__year=2015"] if options.date_hierarchy else []
        for asked in ["", *searches, *days, *choices]:
            assert not unbounded_counts(queries(client, address + asked)), (model, asked)


def test_the_control_sees_a_count_of_a_whole_table(mine):
    with CaptureQueriesContext(connection) as captured:
        Professional.objects.count()
        Professional.objects.all()[:10].count()

    assert len(unbounded_counts([query["sql"] for query in captured])) == 1


# What a page says of a list that was not counted to its end


def text(response) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def short_pages(monkeypatch):
    """Lists of structures of two lines a page; the number of rows that they count."""
    monkeypatch.setattr(admin.site._registry[Structure], "list_per_page", 2)
    return 2 * (1 + PAGES_AHEAD)


@pytest.mark.parametrize(("more", "said"), [(0, "42"), (1, "plus de 42")])
def test_a_list_that_is_not_counted_whole_says_so(browser, region, short_pages, more, said):
    f.StructureFactory.create_batch(short_pages + more, lead_region=region, name="Maison de santé")

    listed = text(browser.get(url(Structure, "changelist")))
    searched = text(browser.get(url(Structure, "changelist"), {"q": "maison"}))

    assert f"{said} structures" in listed
    assert f"{said} résultats" in searched
    assert ("plus de 42" in listed, "plus de 42" in searched) == (more > 0, more > 0)
