"""Import and export from the lists of the admin: who may, what comes out, what is noted."""

import datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.importing.cesp import CESP
from contracts.models import CespContract
from imports.enums import FileFormat
from imports.models import ExportLog
from imports.reading import read
from structures.models import Structure
from tests import factories as f
from tests.imports.files import cells
from tests.wall_ground import SECRET, mark_texts, url

pytestmark = pytest.mark.django_db

LIST = reverse("admin:contracts_cespcontract_changelist")
EXPORT = reverse("admin:contracts_cespcontract_export")
REASON = "Comité régional du 3 décembre"
ASKED = {"format": "csv", "reason": REASON}


@pytest.fixture
def contract(region):
    contract = f.CespContractFactory(followup_region=region, cng_number="CNG-1", discipline="medecine")
    type(contract.professional).objects.filter(pk=contract.professional_id).update(last_name="Durand")
    return contract


def content(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def numbers(response) -> list[str]:
    """The numbers of the contracts in a file."""
    return [row[0] for row in cells(content(response))[1:]]


@pytest.mark.parametrize("file_format", FileFormat.values)
def test_what_is_listed_is_exported_and_noted(browser, referent, contract, file_format):
    response = browser.post(EXPORT, ASKED | {"format": file_format})

    assert numbers(response) == ["CNG-1"]
    today = timezone.localdate()
    assert response["Content-Disposition"] == f'attachment; filename="cesp-{today.isoformat()}.{file_format}"'
    log = ExportLog.objects.get()
    assert (log.by, log.kind, log.format, log.rows) == (referent, "cesp", file_format, 1)
    assert (log.reason, log.filters) == (REASON, "")
    assert timezone.now() - log.at < datetime.timedelta(minutes=5)


def test_a_workbook_bears_who_took_it_when_and_why(browser, referent, contract):
    response = browser.post(EXPORT, ASKED | {"format": "xlsx"})

    about = [row.cells for row in read(content(response), sheet="À propos").every_row()]
    assert ["Exporté par", referent.email] in about
    assert ["Le", f"{timezone.localdate():%d/%m/%Y}"] in about
    assert ["Motif", REASON] in about


def test_search_and_filters_are_kept_and_noted(browser, contract, region):
    f.CespContractFactory(followup_region=region, cng_number="CNG-2", discipline="odontologie")
    f.CespContractFactory(followup_region=region, cng_number="CNG-3", discipline="medecine")

    response = browser.post(f"{EXPORT}?q=CNG-1&discipline__exact=medecine", ASKED)

    assert numbers(response) == ["CNG-1"]
    log = ExportLog.objects.get()
    assert log.filters == "recherche\u00a0: CNG-1\u202f; filière\u00a0: médecine"
    assert log.rows == 1


def test_the_button_keeps_the_filters_of_the_list(browser, contract):
    page = browser.get(f"{LIST}?discipline__exact=medecine").content.decode()

    assert f'href="{EXPORT}?discipline__exact=medecine"' in page


def test_a_reason_is_asked(browser, contract):
    response = browser.post(EXPORT, {"format": "csv", "reason": " "})

    assert response.status_code == 200
    assert "reason" in response.context["form"].errors
    assert not ExportLog.objects.exists()


def test_a_reason_holds_no_social_security_number(browser, contract):
    response = browser.post(EXPORT, ASKED | {"reason": "Pour 2 69 05 49 588 157 80"})

    assert "reason" in response.context["form"].errors


def test_a_filter_that_is_not_understood_does_not_export_everything(browser, contract):
    response = browser.post(f"{EXPORT}?signature_date__jamais=1", ASKED)

    assert response.status_code == 302
    assert response.url == EXPORT
    assert not ExportLog.objects.exists()


# The wall


def test_no_record_of_another_region_is_exported(client_of, referent, regional_reader, contract, other_region):
    other = f.CespContractFactory(followup_region=other_region, cng_number="CNG-2")
    mark_texts(other.professional, SECRET)

    for user in (referent, regional_reader):
        for asked in ("", f"?followup_region__code__exact={other_region.pk}", "?q=CNG-2"):
            answer = client_of(user).post(EXPORT + asked, ASKED)
            if answer.status_code == 200:
                assert SECRET not in content(answer).decode()

    assert ExportLog.objects.filter(rows=1).count() == 2


def test_a_national_administrator_exports_every_region(client_of, national_admin, contract):
    f.CespContractFactory(cng_number="CNG-2")

    assert len(numbers(client_of(national_admin).post(EXPORT, ASKED))) == 2


@pytest.mark.parametrize("role", ["user_without_role", "committee_member", "data_protection_officer"])
def test_who_does_not_see_the_records_exports_none(request, client_of, role, contract):
    client = client_of(request.getfixturevalue(role))

    assert {client.get(EXPORT).status_code, client.post(EXPORT, ASKED).status_code} <= {302, 403}
    assert not ExportLog.objects.exists()


@pytest.mark.parametrize(
    ("role", "offered"), [("referent", True), ("national_admin", True), ("regional_reader", False)]
)
def test_who_adds_records_is_offered_to_import_them(request, client_of, role, offered):
    page = client_of(request.getfixturevalue(role)).get(LIST).content.decode()

    assert (f'href="{reverse("imports:new", args=["cesp"])}"' in page) is offered
    assert f'href="{EXPORT}' in page


def test_a_list_without_kind_offers_nothing(browser):
    page = browser.get(url(Structure, "changelist"))

    options = admin.site._registry[Structure]
    if options.import_kind is None:
        assert "Exporter" not in page.content.decode()
        assert not [route for route in options.get_urls() if route.name == "structures_structure_export"]


def test_the_resource_is_that_of_the_kind(rf, referent):
    options = admin.site._registry[CespContract]
    request = rf.get("/")
    request.user = referent

    (resource,) = options.get_resource_classes(request)

    assert resource.kind is CESP
    assert len(resource(**options.get_export_resource_kwargs(request)).export()) == 0


# The journal


@pytest.mark.parametrize(
    ("role", "status"),
    [("national_admin", 200), ("data_protection_officer", 200), ("referent", 403), ("regional_reader", 403)],
)
def test_the_journal_of_exports_is_read_by_those_who_watch(request, client_of, role, status):
    f.ExportLogFactory(reason=SECRET)
    response = client_of(request.getfixturevalue(role)).get(url(ExportLog, "changelist"))

    assert response.status_code == status
    assert (SECRET in response.content.decode()) is (status == 200)


def test_nobody_writes_the_journal_by_hand(client_of, national_admin):
    log = f.ExportLogFactory()
    client = client_of(national_admin)

    assert client.get(url(ExportLog, "add")).status_code == 403
    assert client.post(url(ExportLog, "change", log.pk), {"reason": "autre"}).status_code == 403
    assert client.post(url(ExportLog, "delete", log.pk), {"post": "yes"}).status_code == 403


# The cost


def test_an_export_costs_as_many_queries_whatever_the_number_of_records(browser, contract, region):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            content(browser.post(f"{EXPORT}?q=CNG", ASKED))
        return len(captured)

    cost()
    few = cost()
    for number in range(5):
        f.CespContractFactory(followup_region=region, cng_number=f"CNG-1{number}")

    assert cost() == few
