"""Eligibility of a place on the day of its decision, and the class kept then (C7, P5, Z3, Z4)."""

import datetime

import pytest

from contracts.enums import AidKind
from contracts.rules import cesp, ptmg
from contracts.rules.zones import Zones
from regions.enums import ZoneClass
from tests import factories as f

pytestmark = pytest.mark.django_db

CHOSEN = datetime.date(2015, 6, 1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def eligible():
    """« Déficitaire » opens a CESP and a PTMG until the day `CHOSEN`."""
    for aid in (AidKind.CESP, AidKind.PTMG):
        f.EligibleZoneClassFactory(aid=aid, start=datetime.date(2010, 7, 2), last_day=CHOSEN)


@pytest.fixture
def zoned():
    """A function: a commune in a class from 2015 on, in a zoning of its own, or a new class of the same."""

    def zone(zone_class, commune=None, scheme=None):
        commune = commune or f.CommuneFactory()
        unit = f.ZoneUnitCommuneFactory(commune=commune).unit
        scheme = scheme or f.ZoningSchemeFactory(valid_from=datetime.date(2015, 1, 1))
        start = datetime.date(2015, 1, 1)
        f.ZoneClassificationFactory(unit=unit, scheme=scheme, zone_class=zone_class, start=start)
        return commune

    return zone


def is_eligible(commune, day=CHOSEN, stored="", aid=AidKind.CESP):
    return Zones([commune.code]).is_eligible(aid, commune.code, day, stored)


def test_c7_known_eligible_known_not_and_unknown(zoned):
    assert is_eligible(zoned(ZoneClass.DEFICIT)) is True
    assert is_eligible(zoned(ZoneClass.OUT)) is False
    assert is_eligible(zoned(ZoneClass.ZV)) is False
    assert is_eligible(f.CommuneFactory()) is None


def test_c7_a_class_is_eligible_on_its_days(zoned):
    f.EligibleZoneClassFactory(zone_class=ZoneClass.ZIP, start=CHOSEN + ONE_DAY)
    commune = zoned(ZoneClass.DEFICIT)

    assert is_eligible(commune, CHOSEN) is True
    assert is_eligible(commune, CHOSEN + ONE_DAY) is False


def test_c7_an_aid_whose_classes_nobody_told_is_unknown(zoned):
    assert is_eligible(zoned(ZoneClass.OUT), aid=AidKind.CDE) is None


def test_c7_one_zoning_that_opens_the_aid_is_enough(zoned):
    commune = zoned(ZoneClass.OUT)
    zoned(ZoneClass.DEFICIT, commune)

    assert is_eligible(commune) is True


def test_c7_a_commune_cut_between_two_classes_is_unknown_not_out(zoned):
    scheme = f.ZoningSchemeFactory(valid_from=datetime.date(2015, 1, 1))
    commune = zoned(ZoneClass.OUT, scheme=scheme)
    zoned(ZoneClass.ZV, commune, scheme)

    assert is_eligible(commune) is None


def test_c7_the_class_kept_wins_over_the_zoning(zoned):
    commune = zoned(ZoneClass.OUT)

    assert is_eligible(commune, stored=ZoneClass.DEFICIT) is True
    assert is_eligible(zoned(ZoneClass.DEFICIT), stored=ZoneClass.OUT) is False


def test_z4_the_class_found_is_kept_and_never_rewritten(zoned):
    commune = zoned(ZoneClass.DEFICIT)
    placement = f.CespPlacementFactory(commune=commune, start=CHOSEN)
    contract = f.PtmgContractFactory(commune=commune, signature_date=CHOSEN, planned_last_day=CHOSEN)
    assert (placement.zone_class_at_choice, contract.zone_class_at_signature) == ("deficitaire", "deficitaire")

    commune.zone_units.get().classifications.update(zone_class=ZoneClass.OUT)
    placement.save()
    contract.save()

    assert (placement.zone_class_at_choice, contract.zone_class_at_signature) == ("deficitaire", "deficitaire")
    assert cesp.problems(placement.contract) == ptmg.problems(contract) == []


def test_z3_an_unknown_class_is_kept_empty_until_it_is_known(zoned):
    commune = f.CommuneFactory()
    placement = f.CespPlacementFactory(commune=commune, choice_date=CHOSEN, start=CHOSEN + ONE_DAY)
    assert placement.zone_class_at_choice == ""

    zoned(ZoneClass.DEFICIT, commune)
    placement.save()

    assert placement.zone_class_at_choice == "deficitaire"


def test_z3_a_class_that_opens_the_aid_is_kept_before_another(zoned):
    commune = zoned(ZoneClass.DEFICIT)
    zoned(ZoneClass.OUT, commune)

    assert f.CespPlacementFactory(commune=commune, start=CHOSEN).zone_class_at_choice == "deficitaire"


def test_c7_p5_a_place_out_of_the_zones_is_refused_on_its_decision_day(zoned):
    commune = zoned(ZoneClass.OUT)
    placement = f.CespPlacementFactory(commune=commune, start=CHOSEN)
    contract = f.PtmgContractFactory(commune=commune, signature_date=CHOSEN, planned_last_day=CHOSEN)

    assert [(p.code, p.part) for p in cesp.problems(placement.contract)] == [("C7", placement)]
    assert [(p.code, p.field) for p in ptmg.problems(contract)] == [("P5", "commune")]


def test_c7_a_ranked_place_out_of_the_zones_is_refused_on_the_day_it_was_chosen(zoned):
    choice = f.CespChoiceFactory(commune=zoned(ZoneClass.OUT), chosen_on=CHOSEN)
    unknown = f.CespChoiceFactory(chosen_on=CHOSEN)
    undated = f.CespChoiceFactory(commune=choice.commune)

    assert [(p.code, p.field, p.part) for p in cesp.problems(choice.contract)] == [("C7", "commune", choice)]
    assert cesp.problems(unknown.contract) == cesp.problems(undated.contract) == []
