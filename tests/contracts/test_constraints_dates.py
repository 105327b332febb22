"""The days on each side of the laws, and periods that touch without meeting."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contracts.enums import PtmgKind, Sector, SignatoryStatus
from regions.enums import Discipline
from tests import factories as f

pytestmark = pytest.mark.django_db

ONE_DAY = datetime.timedelta(days=1)


def is_accepted(record) -> bool:
    """Whether both doors let `record` in; they always agree."""
    try:
        record.full_clean()
        valid = True
    except ValidationError:
        valid = False
    try:
        with transaction.atomic():
            record.save()
        saved = True
    except IntegrityError:
        saved = False
    assert valid == saved
    return saved


@pytest.mark.parametrize(
    ("discipline", "status", "first_day"),
    [
        pytest.param(Discipline.MEDICINE, SignatoryStatus.STUDENT, datetime.date(2010, 7, 2), id="C1 médecine"),
        pytest.param(Discipline.DENTISTRY, SignatoryStatus.STUDENT, datetime.date(2013, 8, 16), id="C1 odontologie"),
        pytest.param(Discipline.DENTISTRY, SignatoryStatus.INTERN, datetime.date(2020, 3, 20), id="C2 interne"),
    ],
)
def test_c1_c2_a_cesp_is_signed_from_the_day_of_its_law(discipline, status, first_day):
    contract = f.CespContractFactory()
    contract.discipline, contract.signatory_status = discipline, status

    contract.signature_date = first_day - ONE_DAY
    assert not is_accepted(contract)
    contract.signature_date = first_day
    assert is_accepted(contract)


KINDS = [
    pytest.param(PtmgKind.PTMG, datetime.date(2013, 8, 16), datetime.date(2020, 12, 24), id="PTMG"),
    pytest.param(PtmgKind.PTMA, datetime.date(2015, 10, 29), datetime.date(2020, 12, 24), id="PTMA"),
    pytest.param(PtmgKind.PIAS, datetime.date(2015, 10, 29), datetime.date(2020, 12, 24), id="PIAS"),
    pytest.param(PtmgKind.PTMR, datetime.date(2017, 5, 5), datetime.date(2020, 12, 24), id="PTMR"),
    pytest.param(PtmgKind.CDE, datetime.date(2020, 12, 25), None, id="CDE"),
]


@pytest.mark.parametrize(("kind", "first_day", "last_day"), KINDS)
def test_p1_a_kind_is_signed_on_its_days_only(kind, first_day, last_day):
    contract = f.PtmgContractFactory()
    contract.kind = kind

    def signed_on(day):
        contract.signature_date = contract.start = contract.planned_last_day = day
        return is_accepted(contract)

    assert not signed_on(first_day - ONE_DAY)
    assert signed_on(first_day)
    assert signed_on(last_day or datetime.date(2030, 1, 1))
    assert last_day is None or not signed_on(last_day + ONE_DAY)


@pytest.mark.parametrize(
    ("kind", "sectors"),
    [
        pytest.param(PtmgKind.PTMG, {Sector.ONE}, id="PTMG"),
        pytest.param(PtmgKind.PTMA, {Sector.ONE, Sector.TWO_CAS}, id="PTMA"),
        pytest.param(PtmgKind.PIAS, set(Sector), id="PIAS"),
    ],
)
def test_p8_sectors_of_a_kind(kind, sectors):
    contract = f.PtmgContractFactory(
        signature_date=datetime.date(2016, 1, 1), planned_last_day=datetime.date(2016, 12, 31)
    )
    contract.kind = kind

    accepted = set()
    for sector in Sector:
        contract.sector = sector
        if is_accepted(contract):
            accepted.add(sector)

    assert accepted == sectors


def test_p6_a_contract_may_start_the_day_after_another_ends():
    first = f.PtmgContractFactory(planned_last_day=datetime.date(2016, 3, 9))
    second = f.PtmgContractFactory.build(
        professional=first.professional, signing_region=f.RegionFactory(), commune=f.CommuneFactory()
    )
    second.planned_last_day = datetime.date(2017, 3, 9)

    second.signature_date = second.start = datetime.date(2016, 3, 9)
    assert not is_accepted(second)
    second.signature_date = second.start = datetime.date(2016, 3, 10)
    assert is_accepted(second)


def test_p6_a_contract_that_ended_early_leaves_room():
    first = f.PtmgContractFactory(last_day=datetime.date(2015, 6, 30))
    second = f.PtmgContractFactory.build(
        professional=first.professional,
        signing_region=first.signing_region,
        commune=first.commune,
        signature_date=datetime.date(2015, 7, 1),
    )

    assert is_accepted(second)


def test_m3_two_samu_are_two_engagements():
    first = f.McsEngagementFactory(samu=f.SamuEstablishmentFactory())
    second = f.McsEngagementFactory.build(professional=first.professional, region=first.region)

    second.samu = first.samu
    assert not is_accepted(second)
    second.samu = f.SamuEstablishmentFactory()
    assert is_accepted(second)


def test_c8_five_choices_and_no_sixth():
    contract = f.CespContractFactory()
    commune = f.CommuneFactory()
    choices = [f.CespChoiceFactory.build(contract=contract, commune=commune, rank=rank) for rank in range(7)]

    assert [is_accepted(choice) for choice in choices] == [False, True, True, True, True, True, False]


def test_a_start_left_empty_is_the_signature():
    contract = f.PtmgContractFactory.build(
        professional=f.ProfessionalFactory(), signing_region=f.RegionFactory(), commune=f.CommuneFactory()
    )

    contract.full_clean()
    contract.save()

    assert contract.start == contract.signature_date


@pytest.mark.parametrize("factory", [f.PtmgContractFactory, f.CespPlacementFactory])
def test_the_region_of_practice_is_that_of_the_commune(factory):
    record = factory()
    moved = f.CommuneFactory()

    record.commune = moved
    record.save()
    record.refresh_from_db()

    assert record.region == moved.region


@pytest.mark.parametrize("factory", [f.PtmgContractFactory, f.CespPlacementFactory])
def test_nobody_practises_where_no_agency_serves(factory):
    record = factory()
    record.commune = f.CommuneFactory(region=None)

    with pytest.raises(ValidationError, match="Aucune agence régionale de santé"):
        record.full_clean()
