"""The warnings of contracts, on both sides of their days."""

import datetime

import pytest

from anomalies.engine import anomalies_of, rules_of
from contracts.enums import CespEventType, PracticeMode, PtmgEndReason
from contracts.models import CespContract, McsEngagement, Professional, PtmgContract
from contracts.rules import warnings
from regions.enums import ZoneClass
from tests import factories as f

pytestmark = pytest.mark.django_db

ONE_DAY = datetime.timedelta(days=1)
DIPLOMA = datetime.date(2015, 1, 1)
TODAY = datetime.date(2015, 6, 30)
# What a place in order holds, so that only one warning speaks at a time.
KNOWN_ZONE = {"zone_class_at_choice": ZoneClass.DEFICIT}


def warned(record, on=TODAY) -> list[str]:
    return [anomaly.rule.code for anomaly in anomalies_of(record, on)]


def test_every_warning_is_told_in_french_and_says_what_to_do():
    models = (CespContract, PtmgContract, McsEngagement, Professional)

    assert [rule.code for model in models for rule in rules_of(model)] == [rule.code for rule in warnings.RULES]
    assert not [rule.code for rule in warnings.RULES if not rule.title[0].isupper() or rule.title.endswith(".")]
    assert not [rule.code for rule in warnings.RULES if not rule.advice.endswith(".") or len(rule.code) > 20]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (datetime.date(2013, 8, 31), ["C3"]),
        (datetime.date(2013, 9, 1), []),
        (datetime.date(2014, 8, 31), []),
        (datetime.date(2014, 9, 1), ["C3"]),
    ],
)
def test_c3_a_signature_out_of_its_campaign(day, codes):
    assert warned(f.CespContractFactory(signature_date=day, campaign="2013-2014")) == codes


def test_c5_a_practice_without_a_diploma():
    contract = f.CespContractFactory()
    f.CespPlacementFactory(contract=contract, start=TODAY, **KNOWN_ZONE)

    assert warned(contract, TODAY - ONE_DAY) == []
    assert warned(contract) == ["C5"]


@pytest.mark.parametrize(
    ("start", "on", "codes"),
    [
        pytest.param(datetime.date(2015, 7, 1), datetime.date(2015, 7, 1), [], id="six months"),
        pytest.param(datetime.date(2015, 7, 2), datetime.date(2015, 7, 2), ["C5-ecart"], id="a day more"),
        pytest.param(None, datetime.date(2015, 7, 1), [], id="not yet"),
        pytest.param(None, datetime.date(2015, 7, 2), ["C5-ecart"], id="still waiting"),
    ],
)
def test_c5_six_months_from_the_diploma_to_the_practice(start, on, codes):
    contract = f.CespContractFactory(trained=True)
    if start:
        f.CespPlacementFactory(contract=contract, start=start, **KNOWN_ZONE)

    assert warned(contract, on) == codes


@pytest.mark.parametrize("kind", [CespEventType.DEFERRAL, CespEventType.BREACH])
def test_c5_a_deferral_or_a_breach_explains_the_gap(kind):
    contract = f.CespContractFactory(trained=True)
    f.CespEventFactory(contract=contract, type=kind, start=datetime.date(2015, 2, 1), breach_reason="autre")

    assert warned(contract, datetime.date(2016, 1, 1)) == []


def test_c7_an_unknown_zone_is_a_warning():
    placement = f.CespPlacementFactory()

    assert warned(placement.contract) == ["C7-inconnu"]


def test_c7_an_unknown_zone_of_a_ranked_place_is_a_warning_on_the_day_it_was_chosen():
    zoned = f.ZoneUnitCommuneFactory()
    f.ZoneClassificationFactory(unit=zoned.unit, zone_class=ZoneClass.OUT, last_day=TODAY)

    def ranked(chosen_on, **values):
        return warned(f.CespChoiceFactory(chosen_on=chosen_on, **values).contract)

    assert ranked(TODAY) == ranked(TODAY + ONE_DAY, commune=zoned.commune) == ["C7-inconnu"]
    assert ranked(TODAY, commune=zoned.commune) == ranked(None) == []


def test_c7_p5_a_class_that_the_zoning_does_not_give():
    zoned = f.ZoneUnitCommuneFactory()
    f.ZoneClassificationFactory(unit=zoned.unit, zone_class=ZoneClass.DEFICIT, last_day=TODAY)
    typed = {"commune": zoned.commune}

    def cesp(zone_class, day=f.DAY):
        placement = f.CespPlacementFactory(**typed, zone_class_at_choice=zone_class, start=day)
        return warned(placement.contract, day)

    def ptmg(zone_class):
        return warned(f.PtmgContractFactory(**typed, zone_class_at_signature=zone_class))

    assert (cesp(ZoneClass.DEFICIT), cesp(ZoneClass.FRAGILE)) == ([], ["C7-classe"])
    assert cesp(ZoneClass.FRAGILE, TODAY + ONE_DAY) == [], "no zoning speaks of that day"
    assert (ptmg(ZoneClass.DEFICIT), ptmg(ZoneClass.FRAGILE)) == ([], ["P5-classe"])


@pytest.mark.parametrize(
    ("mode", "tariffs", "codes"),
    [
        (PracticeMode.LIBERAL, None, ["C9-inconnu"]),
        (PracticeMode.MIXED, None, ["C9-inconnu"]),
        (PracticeMode.SALARIED, None, []),
        (PracticeMode.LIBERAL, True, []),
    ],
)
def test_c9_unknown_tariffs(mode, tariffs, codes):
    placement = f.CespPlacementFactory(mode=mode, convention_tariffs=tariffs, **KNOWN_ZONE)

    assert warned(placement.contract) == codes


@pytest.mark.parametrize(("gap", "codes"), [(0, ["C10-date"]), (1, [])], ids=["last day", "day after"])
def test_c10_a_deferral_puts_off_the_expected_installation(gap, codes):
    until = datetime.date(2016, 1, 1)
    contract = f.CespContractFactory(trained=True, expected_installation_date=until + gap * ONE_DAY)
    f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL, start=DIPLOMA, last_day=until)

    assert warned(contract) == codes


@pytest.mark.parametrize(
    ("asked_on", "codes"),
    [(datetime.date(2015, 5, 30), []), (datetime.date(2015, 5, 29), ["C12-attente"])],
    ids=["a month", "a day more"],
)
def test_c12_a_transfer_waits_for_more_than_a_month(asked_on, codes):
    transfer = f.TransferRequestFactory(asked_on=asked_on)

    assert warned(transfer.contract) == codes


def test_c13_a_breach_without_a_reason():
    event = f.CespEventFactory(type=CespEventType.BREACH, start=TODAY)

    assert warned(event.contract, TODAY - ONE_DAY) == []
    assert warned(event.contract) == ["C13-motif"]


@pytest.mark.parametrize(("days", "codes"), [(31, []), (32, ["C15"])])
def test_c15_an_allowance_after_the_diploma(days, codes):
    contract = f.CespContractFactory(diploma_date=DIPLOMA, allowance_last_day=DIPLOMA + days * ONE_DAY)

    assert warned(contract) == codes


@pytest.mark.parametrize(
    ("expected", "codes"), [(TODAY, ["CESP-retard"]), (TODAY + ONE_DAY, [])], ids=["that day", "the day after"]
)
def test_an_installation_is_late_from_its_day_on(expected, codes):
    contract = f.CespContractFactory(expected_installation_date=expected)

    assert warned(contract) == codes


def test_an_installation_is_not_late_once_begun_or_broken():
    installed, broken = (f.CespContractFactory(trained=True, expected_installation_date=f.DAY) for _ in range(2))
    f.CespPlacementFactory(contract=installed, start=TODAY, **KNOWN_ZONE)
    f.CespEventFactory(contract=broken, breach=True, start=TODAY)

    assert warned(installed) == warned(broken) == []
    assert warned(installed, TODAY - ONE_DAY) == warned(broken, TODAY - ONE_DAY) == ["CESP-retard"]


def test_p5_an_unknown_zone_is_a_warning_unless_a_derogation_is_written():
    assert warned(f.PtmgContractFactory()) == ["P5-inconnu"]
    assert warned(f.PtmgContractFactory(derogation="Accord du DG.")) == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        pytest.param({}, ["P7-preavis"], id="nothing"),
        pytest.param({"notice_date": f.DAY}, ["P7-preavis"], id="no end"),
        pytest.param({"last_day": TODAY}, ["P7-preavis"], id="no notice"),
        pytest.param({"notice_date": f.DAY, "last_day": TODAY}, [], id="both"),
    ],
)
def test_p7_a_breach_is_dated(values, codes):
    contract = f.PtmgContractFactory(derogation="Accord.", end_reason=PtmgEndReason.BREACH_BY_DOCTOR, **values)

    assert warned(contract) == codes
