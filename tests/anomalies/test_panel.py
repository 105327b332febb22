"""The anomalies of a record on its page of the admin, and after it is saved."""

import datetime

import pytest
from django.contrib import admin
from django.utils import timezone

from anomalies.engine import models_with_rules
from anomalies.models import Justification
from pts_admin.anomaly_panel import WithAnomalies
from structures.models import Structure
from tests.factories import JustificationFactory, StructureSiteFactory
from tests.structures.life import live
from tests.wall_ground import as_posted, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(region):
    """Validated long ago, and not open (T4)."""
    return live("valide", lead_region=region, name="Maison <b>longue</b>")


def page_of(client, structure) -> str:
    return client.get(url(Structure, "change", structure.pk)).content.decode()


def test_every_record_that_a_rule_judges_has_the_panel():
    models = models_with_rules()

    assert Structure in models
    assert all(isinstance(admin.site._registry[model], WithAnomalies) for model in models)


def test_the_panel_says_what_to_do(browser, structure):
    page = page_of(browser, structure)

    assert "toujours pas ouvert\u00a0: à qualifier" in page
    assert "Interrogez le porteur du projet" in page
    assert f"/suivi/anomalies/T4/{structure.pk}/justifier/" in page
    assert f'value="{timezone.localdate().year}-12-31"' in page


def test_a_record_without_anomaly_says_so(browser, region):
    page = page_of(browser, live("elaboration", lead_region=region))

    assert f"Rien à signaler au {timezone.localdate():%d/%m/%Y}." in page


def test_a_justified_anomaly_says_by_whom_and_until_when(browser, referent, structure):
    today = timezone.localdate()
    JustificationFactory(record=structure, reason="Recours <i>", by=referent, at=today, until=today)

    page = page_of(browser, structure)

    assert "Recours &lt;i&gt;" in page
    assert f"Par {referent} le {today:%d/%m/%Y}" in page
    assert f"valable jusqu’au {today:%d/%m/%Y}" in page
    assert f"/suivi/anomalies/T4/{structure.pk}/retirer/" in page


def test_last_year_s_reason_is_renewed_in_one_click(browser, structure):
    last_year = timezone.localdate().year - 1
    JustificationFactory(
        record=structure, reason="Recours.", at=datetime.date(last_year, 3, 1), until=datetime.date(last_year, 12, 31)
    )
    assert '<input type="hidden" name="reason" value="Recours.">' in page_of(browser, structure)

    browser.post(f"/suivi/anomalies/T4/{structure.pk}/justifier/", {"reason": "Recours."})

    assert Justification.objects.filter(reason="Recours.", until=datetime.date(last_year + 1, 12, 31)).exists()


def test_who_only_reads_the_record_is_offered_no_form(client_of, regional_reader, browser, structure, other_region):
    theirs = live("valide", lead_region=other_region)
    StructureSiteFactory(structure=theirs, commune__region=structure.lead_region)

    for page in (page_of(client_of(regional_reader), structure), page_of(browser, theirs)):
        assert "Interrogez le porteur du projet" in page
        assert "/justifier/" not in page


def test_a_saved_record_says_how_many_points_to_check(browser, structure):
    address = url(Structure, "change", structure.pk)

    page = browser.post(address, as_posted(browser.get(address)) | {"note": "Vu."}, follow=True).content.decode()

    assert "Maison &lt;b&gt;longue&lt;/b&gt;" in page
    assert f'enregistré, avec <a href="{address}#anomalies">1\u202fpoint à vérifier</a>.' in page


def test_a_saved_record_without_anomaly_says_nothing_more(browser, region):
    address = url(Structure, "change", live("elaboration", lead_region=region).pk)

    page = browser.post(address, as_posted(browser.get(address)), follow=True).content.decode()

    assert "à vérifier" not in page


def test_a_justification_is_read_and_corrected_but_given_on_its_record(browser, structure):
    justification = JustificationFactory(record=structure, rule="T4", until=None)
    listed = browser.get(url(Justification, "changelist")).content.decode()

    assert browser.get(url(Justification, "add")).status_code == 403
    assert f'<a href="{url(Structure, "change", structure.pk)}">Maison &lt;b&gt;longue&lt;/b&gt;' in listed

    address = url(Justification, "change", justification.pk)
    browser.post(address, as_posted(browser.get(address)) | {"reason": "Revu.", "rule": "T99", "object_id": "1"})

    justification.refresh_from_db()
    assert (justification.reason, justification.rule, justification.record) == ("Revu.", "T4", structure)
