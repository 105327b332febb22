"""The pages of the guided actions: who is offered what, what a form posts, what is never written."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.utils import timezone

from contracts.admin.actions_cesp import PlacementEndForm
from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, Professional, PtmgContract
from regions.record_actions import GuidedAdmin
from regions.rules import Problem, Rules
from structures.models import Structure
from tests import factories as f
from tests.wall_ground import SECRET, everything, url

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YEAR_AGO = TODAY - datetime.timedelta(days=365)
DAY = f.DAY


def in_training(region):
    return f.CespContractFactory(followup_region=region)


def trained(region):
    return f.CespContractFactory(followup_region=region, trained=True)


def in_practice(region):
    contract = f.CespContractFactory(
        followup_region=region, diploma_date=YEAR_AGO, allowance_last_day=YEAR_AGO - datetime.timedelta(days=1)
    )
    f.CespPlacementFactory(contract=contract, start=YEAR_AGO, commune=f.CommuneFactory(region=region))
    return contract


def suspended(region):
    contract = in_training(region)
    f.CespEventFactory(contract=contract, start=YEAR_AGO)
    return contract


def running_ptmg(region):
    return f.PtmgContractFactory(
        kind="CDE",
        signing_region=region,
        signature_date=YEAR_AGO,
        planned_last_day=TODAY + datetime.timedelta(days=10),
    )


def engaged(region):
    return f.McsEngagementFactory(region=region)


def trained_mcs(region):
    return f.McsEngagementFactory(region=region, active=True)


def suspended_mcs(region):
    return f.McsSuspensionFactory(engagement=trained_mcs(region)).engagement


def planned(region):
    structure = f.StructureFactory(lead_region=region)
    f.StructureStatusEventFactory(structure=structure, on=DAY)
    return structure


def opened(region):
    structure = f.StructureFactory(lead_region=region, opened=DAY)
    f.StructureSiteFactory(structure=structure, main=True)
    return structure


def day(value):
    return value.isoformat()


def actions_on(region):
    """Each action: its code, a record it applies to, and what a form posts."""
    commune = f.CommuneFactory(region=region).pk
    today = day(TODAY)
    practised, ptmg_source = in_practice(region), in_practice(region)
    decision = {"decision_date": today, "faculty_opinion": "favorable", "faculty_opinion_date": today}
    return [
        ("diplome", in_training(region), {"diploma_date": today}),
        (
            "installation",
            trained(region),
            {
                "start": today,
                "commune": commune,
                "mode": "salarie",
                "convention_tariffs": "unknown",
                "activity_pct": 50,
            },
        ),
        ("fin-exercice", practised, {"placement": practised.placements.get().pk, "last_day": today}),
        ("suspension", in_training(region), {"start": today}),
        ("reprise", suspended(region), {"on": today}),
        ("report", trained(region), {"start": today, "last_day": today} | decision),
        ("transfert", trained(region), {"to_region": f.RegionFactory().pk, "effective_on": today}),
        (
            "ptmg",
            ptmg_source,
            {
                "kind": "CDE",
                "signing_region": region.pk,
                "signature_date": today,
                "start": today,
                "planned_last_day": today,
                "commune": commune,
                "sector": "1",
            },
        ),
        ("rupture", trained(region), {"start": today, "breach_reason": "denonciation", "_confirmed": "1"}),
        ("fin", running_ptmg(region), {"last_day": today, "end_reason": "deces"}),
        ("renouvellement", short_ptmg(region), {"renewal": "refus_ars", "renewal_date": today}),
        ("formation", engaged(region), {"training_on": today}),
        ("contrat", engaged(region), {"contract_signed_on": today}),
        ("equipement", engaged(region), {"equipment_waived": "on"}),
        ("formation-continue", trained_mcs(region), {"last_refresh_on": today}),
        ("suspension", trained_mcs(region), {"start": today}),
        ("reprise", suspended_mcs(region), {"on": today}),
        ("sortie", engaged(region), {"last_day": today, "end_reason": "retraite"}),
        ("etat", planned(region), {"status": "valide", "on": today}),
        ("ouverture", planned(region), {"on": today, "commune": commune}),
        ("site", opened(region), {"commune": commune}),
        ("requalification", opened(region), {"type": "POLE", "on": today}),
        ("fermeture", opened(region), {"on": today}),
    ]


def short_ptmg(region):
    """A contract that may still be renewed within the maximum of its kind."""
    return f.PtmgContractFactory(
        kind="CDE", signing_region=region, signature_date=YEAR_AGO, planned_last_day=TODAY - datetime.timedelta(days=1)
    )


def test_every_action_is_tried_below(region):
    tried = {(type(record), code) for code, record, _ in actions_on(region)}

    declared = {
        (model, action.code)
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, GuidedAdmin)
        for action in model_admin.record_actions
    }
    assert {pair for pair in declared if pair[0].__name__ != "TransferRequest"} == tried


def test_a_referent_does_each_action_once(browser, region):
    for code, record, data in actions_on(region):
        address = url(type(record), "action", record.pk, code)
        offered = browser.get(url(type(record), "change", record.pk)).content.decode()
        assert address in offered, code
        assert browser.get(address).status_code == 200, code

        response = browser.post(address, data)
        assert response.status_code == 302, (code, response.context and response.context["form"].errors)
        written = everything()
        again = browser.post(address, data, follow=True)

        assert "était déjà enregistré" in again.content.decode(), code
        assert everything() == written, code


def test_a_reader_is_neither_offered_nor_allowed_any(client_of, regional_reader, region):
    reader, cases = client_of(regional_reader), actions_on(region)
    before = everything()

    for code, record, data in cases:
        page = reader.get(url(type(record), "change", record.pk))
        address = url(type(record), "action", record.pk, code)
        assert page.status_code == 200
        assert "/action/" not in page.content.decode()
        assert reader.get(address).status_code == 403
        assert reader.post(address, data).status_code == 403

    assert everything() == before


def test_a_record_of_another_region_is_not_found(browser, other_region):
    cases = actions_on(other_region)
    before = everything()

    for code, record, data in cases:
        address = url(type(record), "action", record.pk, code)
        assert browser.get(address).status_code == 404, code
        assert browser.post(address, data).status_code == 404, code

    assert everything() == before


def test_a_record_that_is_only_read_is_refused(browser, region, other_region):
    contract = f.CespContractFactory(faculty=f.FacultyFactory(regions=[region]), followup_region=other_region)

    address = url(CespContract, "action", contract.pk, "diplome")

    assert browser.get(address).status_code == 403
    assert browser.post(address, {"diploma_date": day(TODAY)}).status_code == 403


def test_a_national_administrator_does_them_in_any_region(client_of, national_admin, region):
    national = client_of(national_admin)

    for code, record, data in actions_on(region):
        assert national.get(url(type(record), "action", record.pk, code)).status_code == 200
        assert national.post(url(type(record), "action", record.pk, code), data).status_code == 302, code


def test_an_unknown_action_or_record_is_not_found(browser, region):
    contract = trained(region)

    for address in (
        url(CespContract, "action", contract.pk, "inconnue"),
        url(CespContract, "action", 999_999, "diplome"),
        url(CespContract, "action", "abc", "diplome"),
    ):
        assert browser.get(address).status_code == 404


def test_what_was_deleted_meanwhile_is_said(browser, region, monkeypatch):
    contract = in_practice(region)
    placement = contract.placements.get()
    code = "contracts.admin.actions_cesp.PlacementEndForm.full_clean"
    full_clean = PlacementEndForm.full_clean

    def deleted_after_the_check(form):
        full_clean(form)
        placement.delete()

    monkeypatch.setattr(code, deleted_after_the_check)
    response = browser.post(
        url(CespContract, "action", contract.pk, "fin-exercice"), {"placement": placement.pk, "last_day": day(TODAY)}
    )

    assert "supprimé entre-temps" in response.content.decode()


def test_an_action_that_no_longer_applies_leads_back_to_the_record(browser, region):
    contract = trained(region)

    response = browser.get(url(CespContract, "action", contract.pk, "reprise"), follow=True)

    assert response.redirect_chain[-1][0] == url(CespContract, "change", contract.pk)
    assert "ne s’applique pas" in response.content.decode()


# Forms


def test_a_structure_of_another_region_is_refused_and_a_commune_is_not(browser, region, other_region):
    contract = trained(region)
    theirs = f.StructureFactory(lead_region=other_region, name=SECRET)
    data = {
        "start": day(TODAY),
        "commune": f.CommuneFactory(region=other_region).pk,
        "mode": "liberal",
        "convention_tariffs": "true",
        "activity_pct": 100,
    }
    address = url(CespContract, "action", contract.pk, "installation")

    forged = browser.post(address, data | {"structure": theirs.pk})

    assert forged.status_code == 200
    assert list(forged.context["form"].errors) == ["structure"]
    assert SECRET not in forged.content.decode()
    assert not CespPlacement.objects.exists()
    assert browser.post(address, data).status_code == 302


def test_a_sequel_is_not_signed_by_another_region(browser, region, other_region):
    contract = in_practice(region)
    data = next(data for code, record, data in actions_on(region) if code == "ptmg")

    response = browser.post(
        url(CespContract, "action", contract.pk, "ptmg"), data | {"signing_region": other_region.pk}
    )

    assert list(response.context["form"].errors) == ["signing_region"]
    assert not PtmgContract.objects.filter(origin_cesp=contract).exists()


def test_a_sequel_is_prefilled_from_the_practice(browser, region):
    contract = in_practice(region)
    placement = contract.placements.get()

    form = browser.get(url(CespContract, "action", contract.pk, "ptmg")).context["form"]

    values = {name: form[name].value() for name in ("kind", "signing_region", "commune", "installation_date")}
    assert values == {
        "kind": "CDE",
        "signing_region": region.pk,
        "commune": placement.commune_id,
        "installation_date": placement.start,
    }


def test_the_diploma_is_asked_for_with_an_installation_only_when_it_is_missing(browser, region):
    for contract, asked in ((in_training(region), True), (trained(region), False)):
        form = browser.get(url(CespContract, "action", contract.pk, "installation")).context["form"]
        assert ("diploma_date" in form.fields) is asked
        assert form["start"].value() == TODAY


def test_a_refusal_is_said_at_its_field_and_nothing_is_written(browser, region):
    contract = in_training(region)
    address = url(CespContract, "action", contract.pk, "suspension")
    before = everything()

    response = browser.post(address, {"start": "2016-01-02", "last_day": "2016-01-01"})

    assert "La fin de l’événement précède son début\u00a0: corrigez l’une des deux dates." in response.content.decode()
    assert {label: rows for label, rows in everything().items() if label.startswith("contracts")} == {
        label: rows for label, rows in before.items() if label.startswith("contracts")
    }


def test_what_a_rule_refuses_is_said_at_its_field(browser, region, monkeypatch):
    contract = in_training(region)
    objection = Rules(problems=lambda record: [Problem("C11", "Trop tard.", "start")], lock=lambda record: None)
    monkeypatch.setattr("regions.rules._JUDGES", {CespContract: objection})

    response = browser.post(url(CespContract, "action", contract.pk, "suspension"), {"start": "2016-01-02"})

    assert response.context["form"].errors == {"start": ["Trop tard. (C11)"]}
    assert not CespEvent.objects.exists()


def test_what_the_database_refuses_is_said_on_the_page(browser, region):
    engagement = f.McsEngagementFactory(region=region, samu=f.SamuEstablishmentFactory(), last_day=DAY)
    address = url(McsEngagement, "action", engagement.pk, "formation")

    response = browser.post(address, {"training_on": day(TODAY)})

    assert response.status_code == 200
    assert "sorti du dispositif" in response.content.decode()


@pytest.mark.parametrize("value", ["31/02/2016", "0000-01-01", "demain", "\x00", "9" * 50])
def test_an_impossible_date_is_said_at_its_field(browser, region, value):
    contract = in_training(region)

    response = browser.post(url(CespContract, "action", contract.pk, "diplome"), {"diploma_date": value})

    assert response.status_code == 200
    assert "diploma_date" in response.context["form"].errors


@pytest.mark.parametrize(("amount", "said"), [(Decimal(20_000), "20\u202f000\u00a0€"), (None, "non déterminée")])
def test_c14_a_breach_is_confirmed_with_what_it_should_cost(browser, region, monkeypatch, amount, said):
    contract = trained(region)
    asked = []

    def penalty(*facts):
        asked.append(facts)
        return SimpleNamespace(amount=amount, explanation="Montant fixe.")

    monkeypatch.setattr("contracts.admin.actions_cesp.expected_penalty", penalty)
    address = url(CespContract, "action", contract.pk, "rupture")
    data = {"start": day(TODAY), "breach_reason": "denonciation"}

    assert "Continuer" in browser.get(address).content.decode()
    page = browser.post(address, data)

    assert asked == [(contract, TODAY, "denonciation")]
    assert said in page.content.decode()
    assert "Montant fixe." in page.content.decode()
    assert not CespEvent.objects.exists()
    modified = browser.post(address, data | {"_modify": "1"})
    assert modified.context["preview"] is None
    assert modified.context["form"]["breach_reason"].value() == "denonciation"
    assert browser.post(address, data | {"_confirmed": "1"}).status_code == 302
    assert CespEvent.objects.get().breach_reason == "denonciation"


def test_a_success_links_to_what_was_written(browser, region):
    structure = opened(region)

    response = browser.post(
        url(Structure, "action", structure.pk, "requalification"), {"type": "POLE", "on": day(TODAY)}, follow=True
    )

    new = Structure.objects.get(requalified_from=structure)
    assert url(Structure, "change", new.pk) in str(next(iter(response.context["messages"])))


# Many at once


def chosen(action, *records, **facts):
    return {"action": f"bulk_{action}", "_selected_action": [record.pk for record in records], **facts}


def test_many_are_written_from_one_form(browser, region):
    engagements = [engaged(region) for _ in range(3)]
    address = url(McsEngagement, "changelist")

    page = browser.post(address, chosen("formation", *engagements))
    assert page.status_code == 200
    assert page.context["form"]["training_on"].value() == TODAY
    assert not McsEngagement.objects.exclude(training_on=None).exists()
    response = browser.post(
        address, chosen("formation", *engagements, _apply="1", training_on="2016-01-01"), follow=True
    )

    assert "3 fiches écrites" in response.content.decode()
    assert McsEngagement.objects.filter(training_on="2016-01-01").count() == 3


def test_many_are_written_all_or_none_with_what_refuses(browser, region):
    free, known = in_training(region), trained(region)
    address = url(CespContract, "changelist")

    page = browser.post(
        address, chosen("diplome", free, known, _apply="1", diploma_date="2016-01-01")
    ).content.decode()

    assert "Un diplôme est déjà enregistré au 01/01/2015" in page
    assert all(f"{contract} – {contract.professional}" in page for contract in (free, known))
    free.refresh_from_db()
    assert free.diploma_date is None


def test_tacit_renewals_of_many(browser, region):
    contracts = [
        f.PtmgContractFactory(
            kind="PTMR", signing_region=region, signature_date="2018-01-01", planned_last_day="2018-12-31"
        )
        for _ in range(2)
    ]

    browser.post(
        url(PtmgContract, "changelist"), chosen("renouvellement", *contracts, _apply="1", renewal_date="2019-01-01")
    )

    assert set(PtmgContract.objects.values_list("renewal", "planned_last_day")) == {
        ("tacite", datetime.date(2019, 12, 31))
    }


def test_a_structures_state_is_changed_for_many(browser, region):
    structures = [planned(region) for _ in range(2)]

    browser.post(
        url(Structure, "changelist"), chosen("etat", *structures, _apply="1", status="valide", on="2016-01-01")
    )

    assert {structure.status_on(TODAY) for structure in structures} == {"valide"}


def test_forged_identifiers_are_left_out(browser, region, other_region):
    mine, theirs = engaged(region), engaged(other_region)

    browser.post(
        url(McsEngagement, "changelist"), chosen("formation", mine, theirs, _apply="1", training_on="2016-01-01")
    )

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.training_on, theirs.training_on) == (datetime.date(2016, 1, 1), None)


def test_a_reader_has_no_action_on_many(client_of, regional_reader, region):
    engagement, reader = engaged(region), client_of(regional_reader)

    page = reader.get(url(McsEngagement, "changelist")).content.decode()
    reader.post(
        url(McsEngagement, "changelist"), chosen("formation", engagement, _apply="1", training_on="2016-01-01")
    )

    assert "bulk_" not in page
    engagement.refresh_from_db()
    assert engagement.training_on is None


def test_too_many_at_once_are_refused(browser, region, monkeypatch):
    monkeypatch.setattr("regions.record_actions.BULK_LIMIT", 1)

    response = browser.post(
        url(McsEngagement, "changelist"), chosen("formation", engaged(region), engaged(region)), follow=True
    )

    assert "au plus 1 fiche" in response.content.decode()


def test_the_page_of_a_person_offers_the_merger(browser, region):
    person = f.ProfessionalFactory(created_in_region=region)

    assert (
        url(Professional, "merge", person.pk) in browser.get(url(Professional, "change", person.pk)).content.decode()
    )
