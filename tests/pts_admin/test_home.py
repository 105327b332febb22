"""The home page: what waits in a region, to the day and behind the wall; the country; the other readers."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from anomalies import engine
from contracts.enums import CespEventType
from pts_admin import todo
from structures.enums import StructureStatus
from structures.warnings import WARNINGS
from tests import factories as f
from tests.structures.life import day, live
from tests.wall_ground import MINE, SECRET

pytestmark = pytest.mark.django_db

TODAY = day("2016-06-15")
ONE_DAY = datetime.timedelta(days=1)
NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    """The rules of structures alone: how many anomalies there are does not depend on those of contracts."""
    monkeypatch.setattr(engine, "_RULES", {rule.code: rule for rule in WARNINGS})


def text(response) -> str:
    return response.content.decode()


def found(slug, user, on=TODAY, region="") -> list:
    """The records of a task, in their order."""
    return list(todo.rows(todo.BY_SLUG[slug], user, on, region))


# What is left to do, to the day


@pytest.mark.parametrize(
    ("last_day", "is_due"),
    [
        pytest.param("2016-06-14", False, id="ended-yesterday"),
        pytest.param("2016-06-15", True, id="ends-today"),
        pytest.param("2016-09-15", True, id="in-three-months"),
        pytest.param("2016-09-16", False, id="a-day-later"),
    ],
)
def test_contracts_that_end_within_three_months(referent, region, last_day, is_due):
    contract = f.PtmgContractFactory(
        signing_region=region, signature_date=day("2015-12-01"), planned_last_day=day(last_day)
    )

    assert found("contrats-qui-finissent", referent) == [contract] * is_due


def test_a_contract_that_ends_early_or_has_not_begun(referent, region):
    early = f.PtmgContractFactory(
        signing_region=region,
        signature_date=day("2016-01-01"),
        planned_last_day=day("2016-12-31"),
        last_day=day("2016-07-31"),
    )
    f.PtmgContractFactory(
        signing_region=region,
        signature_date=day("2016-06-01"),
        start=TODAY + ONE_DAY,
        planned_last_day=day("2016-09-01"),
    )

    assert found("contrats-qui-finissent", referent) == [early]


@pytest.mark.parametrize(
    ("diploma", "is_due"),
    [
        pytest.param("2015-01-01", True, id="long-ago"),
        pytest.param("2016-12-15", True, id="in-six-months"),
        pytest.param("2016-12-16", False, id="a-day-later"),
        pytest.param(None, False, id="unknown"),
    ],
)
def test_studies_that_end_without_a_place(referent, region, diploma, is_due):
    contract = f.CespContractFactory(followup_region=region, diploma_date=diploma and day(diploma))

    assert found("etudes-sans-lieu", referent) == [contract] * is_due


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(lambda contract: f.CespPlacementFactory(contract=contract, start=TODAY + ONE_DAY), id="placed"),
        pytest.param(lambda contract: f.CespEventFactory(contract=contract, breach=True, start=TODAY), id="broken"),
        pytest.param(
            lambda contract: f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL, start=TODAY),
            id="deferred",
        ),
        pytest.param(
            lambda contract: f.CespFollowUpFactory(contract=contract, start=TODAY), id="followed-elsewhere-from-today"
        ),
    ],
)
def test_studies_that_end_and_need_nothing(referent, region, outcome):
    contract = f.CespContractFactory(followup_region=region, trained=True)
    assert found("etudes-sans-lieu", referent) == [contract]

    outcome(contract)

    assert found("etudes-sans-lieu", referent) == []


@pytest.mark.parametrize(
    ("expected", "slug"),
    [
        pytest.param("2016-06-15", "installations-en-retard", id="today"),
        pytest.param("2016-06-16", "installations-attendues", id="tomorrow"),
        pytest.param("2016-12-15", "installations-attendues", id="in-six-months"),
        pytest.param("2016-12-16", None, id="a-day-later"),
    ],
)
def test_installations_expected_and_late(referent, region, expected, slug):
    contract = f.CespContractFactory(followup_region=region, expected_installation_date=day(expected))

    for asked in ("installations-en-retard", "installations-attendues"):
        assert found(asked, referent) == ([contract] if asked == slug else [])


def test_an_installation_that_took_place_is_not_late(referent, region):
    contract = f.CespContractFactory(followup_region=region, expected_installation_date=day("2016-01-01"))
    assert found("installations-en-retard", referent) == [contract]

    f.CespPlacementFactory(contract=contract, start=TODAY)

    assert found("installations-en-retard", referent) == []


def test_projects_at_a_stop_until_they_are_justified(referent, region):
    project = live("abandonne valide", lead_region=region)
    f.StructureStatusEventFactory(structure=project, status=StructureStatus.VALIDATED, on=day("2000-01-01"))
    [row] = found("projets-a-qualifier", referent)
    assert (row, row.validated_on) == (project, day("2010-01-11"))

    f.JustificationFactory(record=project, at=TODAY)

    assert found("projets-a-qualifier", referent) == []


def test_the_region_that_receives_a_transfer_answers_it(referent, region, other_region):
    received = f.TransferRequestFactory(to_region=region)
    f.TransferRequestFactory(contract__followup_region=region, to_region=other_region)
    f.TransferRequestFactory(to_region=region, accepted=True, answered_on=TODAY, answered_by=referent)

    assert found("transferts-a-repondre", referent) == [received]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        pytest.param({}, "attend la formation et le contrat", id="volunteer"),
        pytest.param({"training_on": day("2016-01-01")}, "attend le contrat", id="trained"),
        pytest.param({"contract_signed_on": day("2016-01-01")}, "attend la formation", id="signed"),
    ],
)
def test_correspondents_who_wait(referent, region, dates, said):
    engagement = f.McsEngagementFactory(region=region, **dates)

    [waiting] = found("mcs-en-attente", referent)

    assert waiting == engagement
    assert said in todo.BY_SLUG["mcs-en-attente"].detail(waiting)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"active": True}, id="active"),
        pytest.param({"affiliated": True}, id="affiliated"),
        pytest.param({"last_day": TODAY - ONE_DAY}, id="gone"),
        pytest.param({"volunteer_since": TODAY + ONE_DAY}, id="not-yet"),
    ],
)
def test_correspondents_who_wait_for_nothing(referent, region, fields):
    f.McsEngagementFactory(region=region, **fields)

    assert found("mcs-en-attente", referent) == []


# The pages


def everything_left_to_do(region, mark, number=1):
    """`number` records of each task, and an anomaly, in `region`; `mark` in every name. Dates last for years."""
    today = timezone.localdate()
    for _ in range(number):
        person = {"professional__last_name": mark, "professional__created_in_region": region}
        f.PtmgContractFactory(
            **person,
            kind="CDE",
            signing_region=region,
            signature_date=day("2024-01-01"),
            planned_last_day=today + 20 * ONE_DAY,
        )
        late = {"expected_installation_date": today - ONE_DAY}
        f.CespContractFactory(**person, **late, followup_region=region, trained=True)
        f.CespContractFactory(**person, followup_region=region, expected_installation_date=today + ONE_DAY)
        live("valide", lead_region=region, name=mark)
        f.McsEngagementFactory(**person, region=region)
        f.TransferRequestFactory(contract__cng_number=f"{mark}-{next(NUMBERS)}", to_region=region)


@pytest.fixture
def work(region):
    everything_left_to_do(region, MINE)


@pytest.fixture
def work_elsewhere(other_region):
    everything_left_to_do(other_region, SECRET)


def test_a_referent_opens_on_their_region(browser, region, work, work_elsewhere):
    response = browser.get("/")

    page = text(response)
    assert f"Ma région\u00a0: {region.name}" in page.replace("&nbsp;", "\u00a0")
    assert {summary.task.slug: summary.count for summary in response.context["tasks"]} == dict.fromkeys(
        todo.BY_SLUG, 1
    )
    assert response.context["anomalies"] == 1
    assert MINE in page
    assert SECRET not in page
    assert "Préparez le renouvellement" in page


def test_a_regional_reader_reads_the_same_without_being_told_what_to_do(client_of, regional_reader, work):
    page = text(client_of(regional_reader).get("/"))

    assert MINE in page
    assert "Préparez le renouvellement" not in page


def test_nothing_to_report(browser):
    response = browser.get("/")

    assert text(response).count("Rien à signaler") == len(todo.TASKS) + 1


def test_another_region_s_home_does_not_exist(browser, other_region, work_elsewhere):
    for address in ("/", "/suivi/a-faire/mcs-en-attente/"):
        response = browser.get(address, {"region": other_region.pk})
        assert response.status_code == 404
        assert SECRET not in text(response)


def test_a_referent_of_two_regions_chooses(client_of, referent, work, other_region, work_elsewhere):
    f.MembershipFactory(user=referent, role=Role.REFERENT, region=other_region)

    page = text(client_of(referent).get("/", {"region": other_region.pk}))

    assert SECRET in page
    assert MINE not in page


@pytest.mark.parametrize("slug", todo.BY_SLUG)
def test_each_task_has_its_whole_list_behind_the_wall(browser, slug, work, work_elsewhere):
    page = text(browser.get(f"/suivi/a-faire/{slug}/"))

    assert "1 fiche\n" in page
    assert MINE in page
    assert SECRET not in page


def test_the_name_of_who_is_not_followed_yet_stays_behind_the_wall(browser, region):
    f.TransferRequestFactory(contract__professional__last_name=SECRET, to_region=region)

    for address in ("/", "/suivi/a-faire/transferts-a-repondre/"):
        assert SECRET not in text(browser.get(address))


def test_a_list_that_does_not_exist(browser):
    assert browser.get("/suivi/a-faire/rien/").status_code == 404


def test_a_national_administrator_sees_what_waits_by_region(
    client_of, national_admin, region, other_region, work, work_elsewhere
):
    client = client_of(national_admin)

    response = client.get("/")
    numbers = {code: [number for number, _ in cells] for code, _, cells in response.context["lines"]}
    assert numbers[region.pk] == numbers[other_region.pk] == [1] * (len(todo.TASKS) + 1)
    assert {column.total for column in response.context["columns"]} == {2}
    assert MINE not in text(response)
    for _, address in response.context["lines"][0][2]:
        assert client.get(address).status_code == 200

    page = text(client.get("/", {"region": region.pk}))
    assert MINE in page
    assert SECRET not in page


@pytest.mark.parametrize("persona", ["committee_member", "data_protection_officer", "user_without_role"])
def test_who_reads_no_record_goes_to_the_bilans(client_of, persona, work, request):
    client = client_of(request.getfixturevalue(persona))

    page = text(client.get("/"))

    assert "Le pacte territoire santé, chiffre par chiffre" in page
    assert MINE not in page
    assert client.get("/suivi/a-faire/mcs-en-attente/").status_code == 403
    assert client.get("/", {"region": "53"}).status_code == 404


@pytest.mark.parametrize("persona", ["referent", "national_admin"])
@pytest.mark.parametrize("address", ["/", "/suivi/a-faire/installations-en-retard/"])
def test_it_costs_as_many_queries_whatever_there_is_to_do(client_of, persona, address, region, request):
    client = client_of(request.getfixturevalue(persona))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    everything_left_to_do(region, MINE)
    client.get(address)  # what the process keeps for itself is kept from now on
    few = queries()
    everything_left_to_do(region, MINE, 5)

    assert queries() == few
