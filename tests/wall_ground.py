"""A region's records, one of each model, with a mark in every text; and forms as a browser would send them."""

import datetime

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Connection, Membership
from anomalies.models import Justification
from bilans.models import (
    Campaign,
    FigureReview,
    GapExplanation,
    RegionalReturn,
    ReturnNarrative,
)
from contracts.models import TransferRequest
from imports.models import ExportLog, ImportBatch, ImportedRow
from structures.enums import StructureType
from tests import factories as f
from tests.our_models import our_models

MINE, SECRET = "zzmien", "zzsecret"
# Texts that a rule of the database gives a form.
FORMED = {"rpps", "finess_et", "finess_ej", "campaign", "sha256", "rule", "kind", "password"}


def records_of(region, mark: str, author) -> dict:
    """One record of each walled model that `region` alone reaches, by its model; reference data comes with it."""
    professional = f.ProfessionalFactory(created_in_region=region)
    faculty = f.FacultyFactory(regions=[region])
    commune = f.CommuneFactory(region=region)
    contract = f.CespContractFactory(professional=professional, faculty=faculty, followup_region=region, trained=True)
    structure = f.StructureFactory(lead_region=region)
    site = f.StructureSiteFactory(structure=structure, commune=commune)
    engagement = f.McsEngagementFactory(professional=professional, region=region, affiliated=True)
    campaign = Campaign.objects.filter(year=2016).first() or f.CampaignFactory(year=2016)
    regional_return = f.RegionalReturnFactory(
        campaign=campaign,
        region=region,
        extended_until=datetime.date(2017, 4, 30),
        extension_reason=mark,
    )
    batch = f.ImportBatchFactory(owner=author)
    records = [
        professional,
        contract,
        structure,
        site,
        engagement,
        regional_return,
        batch,
        author,
        Membership.objects.filter(user=author).first(),
        f.ConnectionFactory(account=author),
        f.ExportLogFactory(by=author),
        f.TerritoryFactory(region=region),
        f.CespFollowUpFactory(contract=contract, region=region),
        f.CespEventFactory(contract=contract, start=datetime.date(2014, 3, 1), last_day=datetime.date(2014, 5, 31)),
        f.CespPlacementFactory(contract=contract, commune=commune, structure=structure, activity_pct=50),
        f.CespChoiceFactory(contract=contract, commune=commune),
        f.TransferRequestFactory(contract=contract, to_region=f.RegionFactory(), asked_by=author),
        f.PtmgContractFactory(professional=professional, signing_region=region, commune=commune),
        f.McsSuspensionFactory(engagement=engagement),
        f.StructureAttachmentFactory(
            structure=structure, parent=f.StructureFactory(type=StructureType.POLE, lead_region=region, name=mark)
        ),
        f.SiteDistrictFactory(site=site),
        f.StructureStatusEventFactory(structure=structure),
        f.StructureHeadcountFactory(structure=structure),
        f.FundingFactory(structure=structure),
        f.ObservationFactory(region=region),
        f.RegionalActionFactory(region=region),
        f.ReturnNarrativeFactory(regional_return=regional_return),
        f.GapExplanationFactory(regional_return=regional_return),
        f.FigureReviewFactory(regional_return=regional_return, author=author),
        f.JustificationFactory(record=structure, by=author),
        f.ImportedRowFactory(batch=batch, changes=[["nom", "", mark]]),
    ]
    for record in records:
        mark_texts(record, mark)
    return {type(record): record for record in records}


def mark_texts(record, mark: str) -> None:
    """Write `mark`, and what makes it unique, in every free text of `record`."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.EmailField):
            setattr(record, field.name, f"{mark}-{record.pk}@example.fr")
        elif isinstance(field, models.CharField | models.TextField) and is_free(field):
            setattr(record, field.name, f"{mark} {record.pk}"[: field.max_length])
    record.save()


def is_free(field) -> bool:
    """Whether a person writes what they want in `field`."""
    return field.editable and not field.choices and not field.primary_key and field.name not in FORMED


def other_author(region):
    """A referent of `region`, whose own records bear the mark too."""
    return f.UserFactory(role=Role.REFERENT, role__regions=[region])


def walked_models(ground: dict) -> list:
    """The models of a region's records, less the accounts and the journals, that no referent opens."""
    return [model for model in ground if model not in (get_user_model(), Membership, Connection, ExportLog)]


def read_only_models() -> tuple:
    """Models that no form of the admin writes: a transfer is asked and answered by actions, a return has its pages."""
    return (
        Connection,
        ExportLog,
        ImportBatch,
        ImportedRow,
        TransferRequest,
        FigureReview,
        GapExplanation,
        RegionalReturn,
        ReturnNarrative,
    )


def written_by_referents(ground: dict) -> list:
    """The models that a referent writes in the admin."""
    national = {"territory", "cespfollowup"}
    return [
        model
        for model in walked_models(ground)
        if model not in read_only_models() and model._meta.model_name not in national
    ]


def added_by_referents(ground: dict) -> list:
    """The models that a referent creates in a form of their own; an anomaly is justified on its record."""
    return [model for model in written_by_referents(ground) if model is not Justification]


def as_posted(response) -> dict:
    """What a browser sends when the form of an admin page is saved untouched."""
    context = response.context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or bound.field.disabled:
                continue
            data[bound.html_name] = sent(value)
    return data


def sent(value):
    """`value` as a form sends it."""
    if isinstance(value, list | tuple | models.QuerySet):
        return [sent(item) for item in value]
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def url(model, page: str, *args) -> str:
    """The address of a page of the admin of `model`."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def everything() -> dict:
    """Every row of every table of ours, to compare two moments."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in our_models()}
