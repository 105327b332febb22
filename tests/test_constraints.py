"""Every rule of the database, at both doors: a form says the French sentence, the database refuses the row."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.enums import Role
from contracts.enums import CespEventType, McsKind, SignatoryStatus
from measures.enums import ObservationState
from regions.enums import Discipline
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.our_models import our_models

pytestmark = pytest.mark.django_db

BEFORE = f.DAY - datetime.timedelta(days=1)
ENDED_BEFORE = {"last_day": BEFORE}

# name of the rule: (factory, what makes a valid record wrong)
WRONG = {
    "justification_dates_in_order": (f.JustificationFactory, {"until": BEFORE}),
    "batch_undone_at_with_undone_by": (f.ImportBatchFactory, {"undone_at": timezone.now()}),
    "remote_commune_dates_in_order": (f.RemoteCommuneFactory, ENDED_BEFORE),
    "region_valid_to_after_valid_from": (f.RegionFactory, {"valid_from": f.DAY, "valid_to": BEFORE}),
    "zoning_dates_in_order": (f.ZoningSchemeFactory, {"valid_to": BEFORE}),
    "zone_classification_dates_in_order": (f.ZoneClassificationFactory, ENDED_BEFORE),
    "priority_district_code_format": (f.PriorityDistrictFactory, {"code": "XX009999"}),
    "priority_district_dates_in_order": (f.PriorityDistrictFactory, {"valid_to": datetime.date(2014, 12, 31)}),
    "membership_region_with_regional_role": (f.MembershipFactory, {"role": Role.REFERENT}),
    "membership_dates_in_order": (f.MembershipFactory, {"last_day": f.DAY}),
    "structure_finess_format": (f.StructureFactory, {"finess_et": "12345678"}),
    "structure_university_dates_in_order": (f.StructureFactory, {"university_last_day": f.DAY}),
    "attachment_dates_in_order": (f.StructureAttachmentFactory, ENDED_BEFORE),
    "headcount_fte_not_negative": (f.StructureHeadcountFactory, {"fte": -1}),
    "funding_amount_positive": (f.FundingFactory, {"amount": 0}),
    "site_closes_after_it_opens": (f.StructureSiteFactory, {"opened_on": f.DAY, "closed_on": BEFORE}),
    "site_main_dates_in_order": (f.StructureSiteFactory, {"main_since": f.DAY, "main_last_day": BEFORE}),
    "professional_rpps_format": (f.ProfessionalFactory, {"rpps": "1234567890"}),
    "c1_cesp_signed_after_the_law": (f.CespContractFactory, {"signature_date": datetime.date(2010, 7, 1)}),
    "c2_no_dentistry_intern_before_2020": (
        f.CespContractFactory,
        {"discipline": Discipline.DENTISTRY, "signatory_status": SignatoryStatus.INTERN},
    ),
    "cesp_campaign_format": (f.CespContractFactory, {"campaign": "2016"}),
    "cesp_allowance_dates_in_order": (
        f.CespContractFactory,
        {"allowance_last_day": datetime.date(2013, 10, 31)},
    ),
    "cesp_diploma_after_signature": (f.CespContractFactory, {"diploma_date": datetime.date(2013, 11, 14)}),
    "cesp_event_dates_in_order": (f.CespEventFactory, ENDED_BEFORE),
    "cesp_breach_is_a_day": (f.CespEventFactory, {"type": CespEventType.BREACH, "last_day": f.DAY}),
    "placement_dates_in_order": (f.CespPlacementFactory, ENDED_BEFORE),
    "placement_activity_is_a_percentage": (f.CespPlacementFactory, {"activity_pct": 101}),
    "c8_choice_rank_from_1_to_5": (f.CespChoiceFactory, {"rank": 6}),
    "samu_finess_format": (f.SamuEstablishmentFactory, {"finess": "ABCDEFGHI"}),
    "mcs_has_a_first_date": (f.McsEngagementFactory, {"volunteer_since": None}),
    "mcs_ends_after_it_starts": (f.McsEngagementFactory, ENDED_BEFORE),
    "mcs_scheme_with_affiliated_kind": (f.McsEngagementFactory, {"kind": McsKind.AFFILIATED}),
    "mcs_suspension_dates_in_order": (f.McsSuspensionFactory, ENDED_BEFORE),
    "rate_dates_in_order": (f.RateParameterFactory, ENDED_BEFORE),
    "eligibility_dates_in_order": (f.EligibleZoneClassFactory, ENDED_BEFORE),
    "p1_signed_while_the_kind_existed": (f.PtmgContractFactory, {"signature_date": datetime.date(2013, 8, 15)}),
    "p8_sector_allowed_by_kind": (f.PtmgContractFactory, {"sector": "2"}),
    "ptmg_dates_in_order": (f.PtmgContractFactory, {"planned_last_day": BEFORE}),
    "ptmg_answer_on_staying_is_dated": (f.PtmgContractFactory, {"stayed_after": "oui"}),
    "transfer_answer_is_whole": (f.TransferRequestFactory, {"accepted": True}),
    "regional_action_dates_in_order": (f.RegionalActionFactory, ENDED_BEFORE),
    "observation_value_with_its_state": (f.ObservationFactory, {"state": ObservationState.NIL}),
    "campaign_reference_date_in_its_year": (f.CampaignFactory, {"reference_date": datetime.date(2016, 12, 31)}),
    "campaign_dates_in_order": (f.CampaignFactory, {"horizon": f.DAY}),
    "return_sent_at_with_sent_by": (f.RegionalReturnFactory, {"sent_at": timezone.now()}),
    "return_extension_with_its_reason": (f.RegionalReturnFactory, {"extended_until": f.DAY}),
    "review_of_one_figure_or_one_paragraph": (f.FigureReviewFactory, {"indicator": ""}),
}

# name of the rule: (factory, what both records hold, what the second takes from the first)
TWICE = {
    "one_justification_per_rule_record_and_day": (f.JustificationFactory, {}, ["object_id"]),
    "one_imported_row_per_batch_and_line": (f.ImportedRowFactory, {}, ["batch"]),
    "one_alias_per_code_and_kind": (f.CommuneAliasFactory, {}, ["code"]),
    "one_remote_period_per_commune_and_start": (f.RemoteCommuneFactory, {}, ["commune"]),
    "one_territory_per_region_and_name": (f.TerritoryFactory, {}, ["region", "name"]),
    "one_zone_unit_per_kind_and_code": (f.ZoneUnitFactory, {}, ["code"]),
    "commune_once_per_zone_unit": (f.ZoneUnitCommuneFactory, {}, ["unit", "commune"]),
    "z1_one_class_per_unit_and_day": (f.ZoneClassificationFactory, {}, ["scheme", "unit"]),
    "one_membership_per_user_role_region_and_start": (f.MembershipFactory, {}, ["user"]),
    "one_structure_per_finess": (f.StructureFactory, {}, ["finess_et"]),
    "one_parent_per_structure_and_day": (f.StructureAttachmentFactory, {}, ["structure"]),
    "one_status_event_per_structure_and_day": (f.StructureStatusEventFactory, {}, ["structure"]),
    "one_headcount_per_structure_day_and_profession": (f.StructureHeadcountFactory, {}, ["structure"]),
    "one_main_site_per_structure_and_day": (f.StructureSiteFactory, {"main": True}, ["structure"]),
    "district_once_per_site": (f.SiteDistrictFactory, {}, ["site", "district"]),
    "h1_one_person_per_rpps": (f.ProfessionalFactory, {}, ["rpps"]),
    "one_cesp_per_cng_number": (f.CespContractFactory, {}, ["cng_number"]),
    "one_follow_up_change_per_contract_and_day": (f.CespFollowUpFactory, {}, ["contract"]),
    "one_breach_per_cesp": (f.CespEventFactory, {"breach": True}, ["contract"]),
    "c8_one_choice_per_rank": (f.CespChoiceFactory, {}, ["contract"]),
    "m3_one_engagement_per_doctor_samu_and_day": (f.McsEngagementFactory, {}, ["professional", "samu"]),
    "one_contingent_per_kind_year_and_region": (f.ContingentFactory, {}, ["year"]),
    "one_quota_per_campaign_faculty_and_status": (f.CampaignQuotaFactory, {}, ["faculty"]),
    "one_rate_per_code_and_start": (f.RateParameterFactory, {}, ["code"]),
    "one_eligibility_per_aid_class_and_start": (f.EligibleZoneClassFactory, {}, ["start"]),
    "one_ptmg_per_number": (f.PtmgContractFactory, {}, ["number"]),
    "p6_one_contract_per_doctor_and_day": (f.PtmgContractFactory, {}, ["professional"]),
    "one_pending_transfer_per_contract": (f.TransferRequestFactory, {}, ["contract"]),
    "one_commitment_per_pact_and_number": (f.CommitmentFactory, {}, ["pact"]),
    "target_recorded_once": (f.TargetFactory, {}, ["value"]),
    "one_observation_per_indicator_region_and_date": (f.ObservationFactory, {}, ["region"]),
    "one_published_figure_per_source_and_scope": (f.PublishedFigureFactory, {}, ["source"]),
    "one_return_per_campaign_and_region": (f.RegionalReturnFactory, {}, ["campaign", "region"]),
    "one_narrative_per_return_and_commitment": (f.ReturnNarrativeFactory, {}, ["regional_return", "commitment"]),
    "one_explanation_per_gap": (f.GapExplanationFactory, {}, ["regional_return"]),
}
# What the first record must hold for the second to take it.
FIRST = {
    "one_structure_per_finess": {"finess_et": fictitious_finess(1)},
    "h1_one_person_per_rpps": {"rpps": "99999999999"},
    "one_cesp_per_cng_number": {"cng_number": "CNG-1"},
    "one_ptmg_per_number": {"number": "P-1"},
}
# Rules tested one by one, below or beside the model.
ALONE = {
    "one_account_per_email",
    "attachment_to_another_structure",
    "transfer_between_two_regions",
    "one_edition_per_campaign_and_number",
    "edition_number_format",
}


# A field says these first, by its own limits.
SAID_BY_THE_FIELD = {"c8_choice_rank_from_1_to_5", "placement_activity_is_a_percentage"}


def our_constraints() -> dict:
    return {constraint.name: constraint for model in our_models() for constraint in model._meta.constraints}


def assert_refused_at_both_doors(record, name: str) -> None:
    """Check that a form says the sentence of the rule `name`, and that the database refuses the row by it."""
    sentence = our_constraints()[name].violation_error_message

    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert sentence in refusal.value.messages or name in SAID_BY_THE_FIELD
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        record.save(force_insert=record._state.adding)


def test_every_rule_has_its_test():
    assert set(WRONG) | set(TWICE) | ALONE == set(our_constraints())


@pytest.mark.parametrize("name", WRONG)
def test_a_row_against_a_rule_is_refused(name):
    factory, wrong = WRONG[name]
    # The key of a quartier is its code: changing it makes another row.
    record = factory() if "code" not in wrong else factory.build()
    for field, value in wrong.items():
        setattr(record, field, value)

    assert_refused_at_both_doors(record, name)


@pytest.mark.parametrize("name", TWICE)
def test_what_is_unique_is_not_entered_twice(name):
    factory, common, taken = TWICE[name]
    second = factory(**common)
    first = factory(**common | ({"samu": f.SamuEstablishmentFactory()} if "samu" in taken else FIRST.get(name, {})))
    for field in taken:
        setattr(second, field, getattr(first, field))

    assert_refused_at_both_doors(second, name)


def test_two_accounts_of_one_address_are_refused_whatever_the_case():
    first, second = f.UserFactory(), f.UserFactory()
    second.email = first.email.upper()

    assert_refused_at_both_doors(second, "one_account_per_email")


def test_a_structure_is_not_attached_to_itself():
    attachment = f.StructureAttachmentFactory()
    attachment.parent = attachment.structure

    assert_refused_at_both_doors(attachment, "attachment_to_another_structure")


def test_a_transfer_leaves_one_region_for_another():
    transfer = f.TransferRequestFactory()
    transfer.to_region = transfer.from_region

    assert_refused_at_both_doors(transfer, "transfer_between_two_regions")


def test_every_rule_has_a_sentence_of_its_own_in_french():
    silent = [
        name
        for name, constraint in our_constraints().items()
        if constraint.violation_error_message == constraint.default_violation_error_message
        or not str(constraint.violation_error_message).endswith((".", "…"))
    ]

    assert silent == []


def test_every_sentence_says_what_to_do():
    only_facts = [
        name
        for name, constraint in our_constraints().items()
        if not re.search(r"\u00a0: \w|^Indiquez ", str(constraint.violation_error_message))
    ]

    assert only_facts == []


OWNED = {
    "accounts.Membership.user",
    "bilans.FigureReview.regional_return",
    "bilans.ReturnNarrative.regional_return",
    "bilans.CommitteeOpinion.campaign",
    "bilans.GapExplanation.regional_return",
    "contracts.CespChoice.contract",
    "contracts.CespEvent.contract",
    "contracts.CespFollowUp.contract",
    "contracts.CespPlacement.contract",
    "contracts.McsSuspension.engagement",
    "contracts.TransferRequest.contract",
    "imports.ImportedRow.batch",
    "measures.Commitment.pact",
    "regions.CommuneAlias.commune",
    "regions.ZoneClassification.scheme",
    "regions.ZoneClassification.unit",
    "regions.ZoneUnitCommune.unit",
    "structures.Funding.structure",
    "structures.SiteDistrict.site",
    "structures.StructureAttachment.structure",
    "structures.StructureHeadcount.structure",
    "structures.StructureSite.structure",
    "structures.StructureStatusEvent.structure",
}


def test_a_reference_protects_its_target_and_parts_go_with_their_owner():
    references = {
        f"{model._meta.label}.{field.name}": field.remote_field.on_delete
        for model in our_models()
        for field in model._meta.fields
        if field.is_relation
    }

    assert {name for name, on_delete in references.items() if on_delete is models.CASCADE} == OWNED
    assert {on_delete for name, on_delete in references.items() if name not in OWNED} == {models.PROTECT}
