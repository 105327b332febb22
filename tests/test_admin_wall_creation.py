"""What a referent creates is created in their region, on its records, and signed by its author."""

import pytest
from django.utils import timezone

from contracts.models import (
    CespContract,
    CespPlacement,
    McsEngagement,
    Professional,
    PtmgContract,
)
from measures.models import Observation, RegionalAction
from structures.models import Structure, StructureAttachment, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.wall_ground import (
    as_posted,
    everything,
    url,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def creations(mine, others, region, other_region):
    """Each kind of record: valid data, and values that would place it elsewhere."""
    structure, contract = mine[Structure], mine[CespContract]
    faculty, commune = contract.faculty_id, mine[PtmgContract].commune_id
    their = {model: record.pk for model, record in others.items()}
    commitment = mine[RegionalAction].commitment_id
    return [
        (
            Professional,
            {"last_name": "N", "first_name": "P", "profession": "autre"},
            [{"created_in_region": other_region.pk}],
        ),
        (
            Structure,
            {"type": "MSP", "name": "MSP"},
            [{"lead_region": other_region.pk}, {"requalified_from": their[Structure]}],
        ),
        (
            StructureStatusEvent,
            {"structure": structure.pk, "status": "valide", "on": "2016-01-01"},
            [{"structure": their[Structure]}],
        ),
        (StructureSite, {"structure": structure.pk, "commune": commune}, [{"structure": their[Structure]}]),
        (
            StructureAttachment,
            {
                "structure": f.StructureFactory(lead_region=region).pk,
                "parent": mine[StructureAttachment].parent_id,
                "start": "2016-01-01",
            },
            [{"structure": their[Structure]}, {"parent": their[Structure]}],
        ),
        (
            CespContract,
            {
                "professional": contract.professional_id,
                "discipline": "medecine",
                "signatory_status": "etudiant",
                "campaign": "2017-2018",
                "faculty": faculty,
                "signature_date": "2018-01-02",
                "allowance_start": "2018-02-01",
            },
            [{"followup_region": other_region.pk}, {"professional": their[Professional]}],
        ),
        (
            CespPlacement,
            {
                "contract": contract.pk,
                "start": "2016-01-01",
                "commune": commune,
                "mode": "liberal",
                "activity_pct": "50",
            },
            [{"contract": their[CespContract]}, {"structure": their[Structure]}],
        ),
        (
            PtmgContract,
            {
                "professional": contract.professional_id,
                "kind": "PTMG",
                "commune": commune,
                "signature_date": "2018-01-01",
                "planned_last_day": "2018-12-31",
                "sector": "1",
            },
            [
                {"signing_region": other_region.pk},
                {"professional": their[Professional]},
                {"structure": their[Structure]},
                {"origin_cesp": their[CespContract]},
            ],
        ),
        (
            McsEngagement,
            {"professional": contract.professional_id, "kind": "mcs", "volunteer_since": "2016-01-01"},
            [{"region": other_region.pk}, {"professional": their[Professional]}],
        ),
        (
            Observation,
            {"indicator": "population_over_30min_pct", "date": "2016-12-31", "state": "value", "value": "4"},
            [{"region": other_region.pk}, {"region": ""}],
        ),
        (
            RegionalAction,
            {"commitment": commitment, "title": "Action"},
            [{"region": other_region.pk}, {"territory": their[next(m for m in others if m.__name__ == "Territory")]}],
        ),
    ]


def test_nothing_is_created_in_another_region_or_on_its_records(browser, mine, others, region, other_region):
    for model, valid, forgeries in creations(mine, others, region, other_region):
        data = as_posted(browser.get(url(model, "add"))) | valid
        for forged in forgeries:
            before = everything()
            response = browser.post(url(model, "add"), data | forged)
            assert response.status_code in (200, 403), (model, forged)
            assert everything() == before, (model, forged)

        count = model._default_manager.count()
        response = browser.post(url(model, "add"), data)
        assert response.status_code == 302, (model, response.context and response.context["errors"])
        assert model._default_manager.count() == count + 1


def test_the_region_of_a_new_record_is_that_of_its_author(browser, referent, region):
    page = browser.get(url(Structure, "add"))

    browser.post(url(Structure, "add"), as_posted(page) | {"type": "MSP", "name": "MSP nouvelle"})

    assert Structure.objects.get().lead_region == region
