"""The page of a record: its state on any day, its ledger and its timeline, for the eyes of its reader only."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.commitments import commitments_of, installation_words, installations
from contracts.enums import CespEventType, PtmgKind
from contracts.models import CespContract, McsEngagement, Professional, PtmgContract
from regions.chosen_day import NOT_A_DAY, OUT_OF_RANGE
from structures.enums import StructureStatus
from structures.models import Structure
from tests import factories as f
from tests.factories.days import DAY
from tests.wall_ground import SECRET, as_posted, url

pytestmark = pytest.mark.django_db

PAGES = [CespContract, PtmgContract, McsEngagement, Professional, Structure]
DAYS = ["", "2000-01-01", "2014-12-31", "2016-12-31", "2100-12-31"]


def page(client, record, **query) -> str:
    response = client.get(url(type(record), "change", record.pk), query)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """The text of a page, its spaces brought back to one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("on", DAYS)
def test_every_record_is_shown_on_any_day(browser, mine, model, on):
    text = words(page(browser, mine[model], au=on))

    shown = "Engagements" if model is Professional else "État"
    assert f"{shown} au {date.fromisoformat(on):%d/%m/%Y}" in text if on else f"{shown} aujourd’hui" in text
    assert "Chronologie détaillée" in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2016-02-30", NOT_A_DAY),
        ("\x00", NOT_A_DAY),
        ("<script>", NOT_A_DAY),
        ("0001-01-01", OUT_OF_RANGE),
        ("9999-12-31", OUT_OF_RANGE),
    ],
)
@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_a_day_that_is_none_gets_a_sentence(browser, mine, model, asked, sentence):
    html = page(browser, mine[model], au=asked)

    assert sentence in html
    assert "<script>" not in html.replace("<script src", "")


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_a_record_page_has_no_inline_style_nor_script(browser, mine, model):
    html = page(browser, mine[model])

    assert "<svg" in html
    panels = html[html.index("pts-record") : html.rindex("pts-timeline__list")]
    assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=", panels)
    assert 'role="img"' in panels
    assert "<title id=" in panels
    assert "<desc id=" in panels


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_the_drawing_has_whole_numbers(browser, mine, model):
    html = page(browser, mine[model])
    drawing = re.search(r'<svg class="pts-timeline__drawing".*?</svg>', html, re.DOTALL)[0]

    numbers = re.findall(r'\s(?:x|y|width|height)="([^"]*)"', drawing)
    assert len(numbers) > 10
    assert all(re.fullmatch(r"-?\d+", number) for number in numbers)


def test_the_page_of_a_list_gets_its_filters_back(browser, mine):
    html = page(browser, mine[CespContract], au="2016-12-31", _changelist_filters='q="><b>&discipline=medecine')

    assert 'name="_changelist_filters" value="q=&quot;&gt;&lt;b&gt;&amp;discipline=medecine"' in html
    assert "?_changelist_filters=q%3D%22%3E%3Cb%3E%26discipline%3Dmedecine" in html


def test_a_refused_form_shows_the_record_as_it_is_stored(browser, mine):
    contract = mine[CespContract]
    data = as_posted(browser.get(url(CespContract, "change", contract.pk))) | {"signature_date": "", "campaign": "x"}

    response = browser.post(url(CespContract, "change", contract.pk), data)

    assert response.status_code == 200
    assert "Compte de l’engagement" in response.content.decode()
    assert contract.signature_date.strftime("%d/%m/%Y") in words(response.content.decode())


def test_a_cesp_is_shown_in_each_state(browser, mine, region):
    contract = f.CespContractFactory(
        followup_region=region,
        signature_date=date(2014, 10, 1),
        allowance_start=date(2014, 10, 1),
        allowance_last_day=date(2016, 9, 30),
        diploma_date=date(2016, 10, 1),
    )
    f.CespEventFactory(contract=contract, start=date(2015, 1, 1), last_day=date(2015, 3, 31))
    f.CespEventFactory(
        contract=contract, type=CespEventType.DEFERRAL, start=date(2016, 10, 1), last_day=date(2016, 10, 31)
    )
    vannes = f.CommuneFactory(name="Vannes", region=region)
    f.CespPlacementFactory(contract=contract, start=date(2017, 1, 1), last_day=date(2017, 6, 30), commune=vannes)
    f.CespPlacementFactory(contract=contract, start=date(2017, 8, 1), commune=vannes)

    shown = {
        "2014-09-30": "Pas encore signé Le contrat est signé le 01/10/2014.",
        "2014-10-01": "En formation Diplôme : 01/10/2016.",
        "2015-02-01": "Formation – allocation suspendue Depuis le 01/01/2015, jusqu’au 31/03/2015.",
        "2016-10-01": "Report accordé Depuis le 01/10/2016, jusqu’au 31/10/2016.",
        "2016-11-01": "Formé, à installer Installation prévue : date inconnue.",
        "2017-01-01": "En exercice À Vannes.",
        "2017-07-15": "Exercice interrompu Aucun lieu d’exercice ce jour-là",
        "2020-01-01": "Engagement terminé L’engagement est servi depuis le 31/01/2019.",
    }

    for on, sentence in shown.items():
        assert sentence in words(page(browser, contract, au=on)), on
    assert "Compte de l’engagement" not in page(browser, contract, au="2014-09-30")
    f.CespEventFactory(contract=contract, breach=True, start=date(2018, 1, 1))
    assert "Rompu Rompu le 01/01/2018." in words(page(browser, contract, au="2018-01-01"))


def test_a_structure_is_shown_with_its_sites(browser, region):
    structure = f.StructureFactory(lead_region=region)
    f.StructureStatusEventFactory(structure=structure, status=StructureStatus.OPEN, on=date(2015, 1, 1))
    vannes = f.CommuneFactory(name="Vannes", region=region)
    f.StructureSiteFactory(structure=structure, commune=vannes, opened_on=date(2015, 1, 1))

    text = words(page(browser, structure, au="2015-01-01"))

    assert "En fonctionnement Depuis le 01/01/2015." in text
    assert "Sites ouverts 1 : Vannes" in text


# The wall


@pytest.fixture
def person(region, other_region):
    """A person with a CESP and a PTMG here, and a PTMG, a CESP and an engagement in the other region."""
    made = f.ProfessionalFactory(created_in_region=region)
    here = f.CommuneFactory(name="Vannes", region=region)
    there = f.CommuneFactory(name=SECRET, region=other_region)
    contract = f.CespContractFactory(
        professional=made,
        cng_number="CESP-ICI",
        followup_region=region,
        signature_date=date(2014, 10, 1),
        trained=True,
    )
    f.CespPlacementFactory(contract=contract, start=date(2016, 3, 1), commune=here)
    f.PtmgContractFactory(
        professional=made,
        number="PTMG-ICI",
        signing_region=region,
        commune=here,
        signature_date=date(2017, 1, 1),
        start=date(2017, 1, 1),
        planned_last_day=date(2017, 12, 31),
    )
    hidden = f.CespContractFactory(
        professional=made,
        cng_number=SECRET,
        followup_region=other_region,
        signature_date=date(2011, 2, 3),
        trained=True,
    )
    f.CespPlacementFactory(contract=hidden, start=date(2015, 4, 5), commune=there)
    f.PtmgContractFactory(
        professional=made,
        number=f"{SECRET}-2",
        signing_region=other_region,
        commune=there,
        signature_date=date(2019, 6, 7),
        start=date(2019, 6, 7),
        planned_last_day=date(2020, 6, 6),
    )
    samu = f.SamuEstablishmentFactory(name=f"SAMU {SECRET}", region=other_region)
    f.McsEngagementFactory(professional=made, region=other_region, samu=samu, volunteer_since=date(2018, 8, 9))
    return made


def test_the_page_of_a_person_has_nothing_of_another_region(browser, person):
    html = page(browser, person)
    text = words(html)

    assert "CESP-ICI" in text
    assert "PTMG-ICI" in text
    assert "Une seule installation comptée : Vannes, le 01/03/2016 (CESP CESP-ICI)." in text
    assert "Seuls les engagements que votre région suit" in text
    assert SECRET not in html
    for hidden in ("03/02/2011", "05/04/2015", "07/06/2019", "06/06/2020", "09/08/2018"):
        assert hidden not in html
    # The years of the axis begin and end with what is shown.
    assert ">2011<" not in html
    assert ">2013<" not in html


def test_a_national_administrator_sees_all_the_commitments_of_a_person(client_of, national_admin, person):
    text = words(page(client_of(national_admin), person))

    assert SECRET in text
    assert f"Une seule installation comptée : {SECRET}, le 05/04/2015" in text
    assert "n’en ajoutent pas" in text
    assert "Seuls les engagements" not in text


def test_each_commitment_of_a_person_is_a_link(browser, person):
    html = page(browser, person)

    for contract in (person.cesp_contracts.get(cng_number="CESP-ICI"), person.ptmg_contracts.get(number="PTMG-ICI")):
        assert f'href="{url(type(contract), "change", contract.pk)}"' in html


def test_a_transfer_between_two_other_regions_is_not_shown(browser, region, other_region):
    contract = f.CespContractFactory(followup_region=other_region, expected_practice_region=region)
    f.TransferRequestFactory(contract=contract, to_region=f.RegionFactory(), asked_on=date(2014, 5, 6))

    assert "06/05/2014" not in page(browser, contract)
    f.TransferRequestFactory(contract=f.CespContractFactory(), to_region=region)
    contract.transfers.update(to_region=region)
    assert "06/05/2014" in page(browser, contract)


# One installation


def installation(person, user, on):
    return installation_words(installations(commitments_of(person, user, on), on))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2016, 2, 29), "Aucune installation comptée à cette date.", id="eve"),
        pytest.param(
            date(2016, 3, 1),
            "Une seule installation comptée\u00a0: Vannes, le 01/03/2016 (CESP CESP-ICI).",
            id="cesp",
        ),
        pytest.param(
            date(2017, 1, 1),
            "Une seule installation comptée\u00a0: Vannes, le 01/03/2016 (CESP CESP-ICI). La même personne ne compte "
            "pas deux fois\u00a0: le contrat PTMG-ICI commencé le 01/01/2017 n’en ajoute pas.",
            id="then-ptmg",
        ),
    ],
)
def test_a_cesp_then_a_ptmg_are_one_installation(person, referent, on, expected):
    assert installation(person, referent, on) == expected


def test_a_kind_without_installation_counts_none(region, referent):
    made = f.ProfessionalFactory(created_in_region=region)
    f.PtmgContractFactory(
        professional=made,
        kind=PtmgKind.PTMR,
        signing_region=region,
        signature_date=date(2018, 1, 1),
        planned_last_day=date(2018, 12, 31),
    )

    assert installation(made, referent, date(2020, 1, 1)) == "Aucune installation comptée à cette date."


# Speed


def long_cesp(region, times: int) -> CespContract:
    """A contract with so many of each of its parts."""
    contract = f.CespContractFactory(followup_region=region, trained=True)
    for year in range(2016, 2016 + times):
        f.CespEventFactory(contract=contract, start=date(year, 1, 1), last_day=date(year, 3, 1))
        f.CespPlacementFactory(contract=contract, start=date(year, 4, 1), last_day=date(year, 12, 1))
        f.CespFollowUpFactory(contract=contract, region=region, start=date(year, 5, 1))
        f.TransferRequestFactory(
            contract=contract,
            to_region=f.RegionFactory(),
            answered_on=DAY,
            answered_by=f.UserFactory(),
            accepted=False,
        )
    return contract


def busy_person(region, times: int) -> Professional:
    """A person with so many contracts of each kind."""
    person = f.ProfessionalFactory(created_in_region=region)
    for number in range(times):
        contract = f.CespContractFactory(professional=person, followup_region=region, trained=True)
        f.CespPlacementFactory(contract=contract)
        year = 2014 + number
        f.PtmgContractFactory(
            professional=person,
            signing_region=region,
            signature_date=date(year, 1, 1),
            planned_last_day=date(year, 12, 31),
        )
        f.McsSuspensionFactory(engagement=f.McsEngagementFactory(professional=person, region=region))
    return person


def old_structure(region, times: int) -> Structure:
    """A structure with so many of each of its parts."""
    structure = f.StructureFactory(lead_region=region)
    for year in range(2014, 2014 + times):
        f.StructureStatusEventFactory(structure=structure, on=date(year, 1, 1))
        f.StructureSiteFactory(structure=structure, opened_on=date(year, 1, 1))
        f.StructureHeadcountFactory(structure=structure, as_of=date(year, 1, 1))
        f.StructureAttachmentFactory(structure=structure, start=date(year, 1, 1), last_day=date(year, 6, 1))
        f.StructureAttachmentFactory(parent=structure, structure=f.StructureFactory(lead_region=region))
    return structure


@pytest.mark.parametrize(
    ("made", "most"),
    [(long_cesp, 17), (busy_person, 15), (old_structure, 15)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_panels_cost_as_many_queries_whatever_the_facts(region, referent, rf, made, most):
    counts = []
    for times in (1, 1, 4):
        record = made(region, times)
        request = rf.get("/")
        request.user = get_user_model().objects.get(pk=referent.pk)
        bool(request.user.read_scope)
        with CaptureQueriesContext(connection) as queries:
            assert admin.site._registry[type(record)].record_panels(request, record)
        counts.append(len(queries))

    # The first page teaches the process what it keeps, such as the types of records. A record that nothing looks
    # wrong on costs one query less: it has no justification to look for.
    assert counts[2] <= counts[1] <= most
