"""What is done to a CESP: what each action writes, what it refuses, and that it writes all or nothing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from contracts.actions import cesp
from contracts.enums import (
    CespBreachReason,
    CespEventType,
    CespState,
    DatePrecision,
    FacultyOpinion,
    PracticeMode,
    PtmgKind,
)
from contracts.models import CespContract, CespEvent, CespPlacement, PtmgContract
from measures.compute import compute_figures
from regions.rules import Problem, Rules, RuleViolation
from regions.writing import AlreadyDone
from tests import factories as f

pytestmark = pytest.mark.django_db

DIPLOMA = datetime.date(2015, 1, 1)
START = datetime.date(2015, 3, 10)


@pytest.fixture
def contract(region):
    return f.CespContractFactory(followup_region=region, trained=True)


@pytest.fixture
def commune(region):
    return f.CommuneFactory(region=region)


def installed(contract, commune, by, **facts):
    return cesp.install(contract, by=by, **{"start": START, "commune": commune, "mode": PracticeMode.LIBERAL} | facts)


def state(contract, on):
    return CespContract.objects.with_state(on).get(pk=contract.pk).state


# Diploma


def test_a_diploma_is_written_once_with_its_specialty(referent):
    contract, specialty = f.CespContractFactory(), f.SpecialtyFactory()

    cesp.record_diploma(contract, by=referent, diploma_date=DIPLOMA, specialty=specialty)

    contract.refresh_from_db()
    assert (contract.diploma_date, contract.specialty) == (DIPLOMA, specialty)
    with pytest.raises(AlreadyDone):
        cesp.record_diploma(contract, by=referent, diploma_date=DIPLOMA)
    with pytest.raises(ValidationError, match="déjà enregistré au 01/01/2015"):
        cesp.record_diploma(contract, by=referent, diploma_date=DIPLOMA + cesp.ONE_DAY)


@pytest.mark.parametrize(("days", "refused"), [pytest.param(-1, True, id="veille"), pytest.param(0, False, id="jour")])
def test_a_diploma_does_not_precede_the_signature(referent, days, refused):
    contract = f.CespContractFactory()
    day = contract.signature_date + datetime.timedelta(days)

    if refused:
        with pytest.raises(ValidationError, match="précède la signature"):
            cesp.record_diploma(contract, by=referent, diploma_date=day)
    else:
        assert cesp.record_diploma(contract, by=referent, diploma_date=day).diploma_date == day


# Installation


def test_an_installation_adds_a_place_and_closes_none(contract, commune, region, referent):
    first = f.CespPlacementFactory(contract=contract, start=DIPLOMA, activity_pct=50)

    second = installed(contract, commune, referent, activity_pct=50, convention_tariffs=True)

    first.refresh_from_db()
    assert first.last_day is None
    assert (second.region, second.activity_pct, second.convention_tariffs) == (region, 50, True)
    assert state(contract, START) == CespState.IN_PRACTICE


def test_an_installation_writes_the_diploma_that_was_missing(commune, referent):
    contract = f.CespContractFactory()

    installed(contract, commune, referent, diploma_date=DIPLOMA)

    contract.refresh_from_db()
    assert contract.diploma_date == DIPLOMA


def test_an_installation_sent_twice_makes_one_place(contract, commune, referent):
    installed(contract, commune, referent)

    with pytest.raises(AlreadyDone):
        installed(contract, commune, referent)

    assert contract.placements.count() == 1


def test_nothing_is_half_written_when_the_place_is_refused(referent):
    contract, nowhere = f.CespContractFactory(), f.CommuneFactory(region=None)

    with pytest.raises(ValidationError, match="Aucune agence"):
        installed(contract, nowhere, referent, diploma_date=DIPLOMA)

    contract.refresh_from_db()
    assert contract.diploma_date is None
    assert not contract.placements.exists()


def test_nothing_is_half_written_when_a_rule_objects(contract, commune, referent, monkeypatch):
    objection = Rules(problems=lambda record: [Problem("C5", "Non.", "start")], lock=lambda record: None)
    monkeypatch.setattr("regions.rules._JUDGES", {CespContract: objection})

    with pytest.raises(RuleViolation, match="C5"):
        installed(contract, commune, referent)

    assert not contract.placements.exists()


def test_the_rules_judge_the_contract_as_it_was_written(referent, monkeypatch):
    seen = []
    judge = Rules(problems=lambda record: seen.append(record.diploma_date) or [], lock=lambda record: None)
    monkeypatch.setattr("regions.rules._JUDGES", {CespContract: judge})

    cesp.record_diploma(f.CespContractFactory(), by=referent, diploma_date=DIPLOMA)

    assert seen == [DIPLOMA]


def test_the_end_of_a_place_is_its_last_day(contract, commune, referent):
    placement = installed(contract, commune, referent)
    last_day = datetime.date(2016, 3, 9)

    cesp.end_placement(contract, by=referent, placement=placement, last_day=last_day)

    assert state(contract, last_day) == CespState.IN_PRACTICE
    assert state(contract, last_day + cesp.ONE_DAY) == CespState.INTERRUPTED
    with pytest.raises(AlreadyDone):
        cesp.end_placement(contract, by=referent, placement=placement, last_day=last_day)


def test_a_place_of_another_contract_is_not_ended_through_this_one(contract, referent):
    other = f.CespPlacementFactory()

    with pytest.raises(CespPlacement.DoesNotExist):
        cesp.end_placement(contract, by=referent, placement=other, last_day=START)


# Suspension and deferral


def test_a_suspension_runs_until_the_day_before_the_return(referent):
    contract = f.CespContractFactory()
    back = datetime.date(2014, 9, 1)

    cesp.suspend(contract, by=referent, start=datetime.date(2014, 3, 1))
    cesp.resume(contract, by=referent, on=back)

    assert state(contract, back - cesp.ONE_DAY) == CespState.SUSPENDED
    assert state(contract, back) == CespState.IN_TRAINING
    with pytest.raises(AlreadyDone):
        cesp.resume(contract, by=referent, on=back)
    with pytest.raises(ValidationError, match="Aucune suspension"):
        cesp.resume(contract, by=referent, on=back + cesp.ONE_DAY)


@pytest.mark.parametrize(
    ("start", "refused"),
    [
        pytest.param(datetime.date(2014, 6, 30), True, id="dernier jour de la première"),
        pytest.param(datetime.date(2014, 7, 1), False, id="lendemain"),
    ],
)
def test_two_suspensions_share_no_day(referent, start, refused):
    contract = f.CespContractFactory()
    first = {"start": datetime.date(2014, 3, 1), "last_day": datetime.date(2014, 6, 30)}
    cesp.suspend(contract, by=referent, **first)

    with pytest.raises(AlreadyDone):
        cesp.suspend(contract, by=referent, **first)
    if refused:
        with pytest.raises(ValidationError, match="recouvrent"):
            cesp.suspend(contract, by=referent, start=start)
    else:
        cesp.suspend(contract, by=referent, start=start)

    assert contract.events.count() == (1 if refused else 2)


DECISION = {
    "decision_date": datetime.date(2014, 12, 1),
    "faculty_opinion": FacultyOpinion.FAVOURABLE,
    "faculty_opinion_date": datetime.date(2014, 11, 1),
}


@pytest.mark.parametrize(
    ("expected", "precision", "last_day", "moved"),
    [
        pytest.param(
            datetime.date(2015, 8, 31), "jour", datetime.date(2015, 6, 30), datetime.date(2016, 2, 29), id="six mois"
        ),
        pytest.param(
            datetime.date(2015, 3, 1),
            "jour",
            datetime.date(2015, 1, 15),
            datetime.date(2015, 3, 16),
            id="quinze jours",
        ),
        pytest.param(
            datetime.date(2015, 2, 28), "mois", datetime.date(2015, 3, 31), datetime.date(2015, 5, 31), id="au mois"
        ),
        pytest.param(
            datetime.date(2015, 12, 31),
            "annee",
            datetime.date(2015, 12, 31),
            datetime.date(2016, 12, 31),
            id="à l’année",
        ),
        pytest.param(None, "jour", datetime.date(2015, 6, 30), None, id="inconnue"),
    ],
)
def test_c10_a_deferral_moves_the_expected_installation(referent, expected, precision, last_day, moved):
    contract = f.CespContractFactory(
        trained=True, expected_installation_date=expected, expected_installation_precision=DatePrecision(precision)
    )

    event = cesp.defer(contract, by=referent, start=DIPLOMA, last_day=last_day, **DECISION)

    contract.refresh_from_db()
    assert contract.expected_installation_date == moved
    assert (event.type, event.decided_by) == (CespEventType.DEFERRAL, "ARS")
    with pytest.raises(AlreadyDone):
        cesp.defer(contract, by=referent, start=DIPLOMA, last_day=last_day, **DECISION)


# Breach


def test_c13_a_breach_ends_what_runs_on_the_day_before(contract, commune, referent):
    placement = installed(contract, commune, referent)
    over = f.CespPlacementFactory(contract=contract, start=DIPLOMA, last_day=datetime.date(2015, 2, 1))
    decision = DECISION | {"decided_by": "ARS"}
    deferral = f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL, start=DIPLOMA, **decision)
    day = datetime.date(2016, 1, 15)

    cesp.declare_breach(contract, by=referent, start=day, breach_reason=CespBreachReason.DENUNCIATION)

    ends = [row.last_day for row in (placement, over, deferral) if row.refresh_from_db() is None]
    assert ends == [day - cesp.ONE_DAY, datetime.date(2015, 2, 1), day - cesp.ONE_DAY]
    assert state(contract, day - cesp.ONE_DAY) == CespState.IN_PRACTICE
    assert state(contract, day) == CespState.BROKEN


@pytest.mark.parametrize(
    ("days", "refused"), [pytest.param(0, True, id="jour"), pytest.param(1, False, id="lendemain")]
)
def test_c13_a_breach_does_not_come_before_a_practice(contract, commune, referent, days, refused):
    installed(contract, commune, referent)
    day = START + datetime.timedelta(days)

    if refused:
        with pytest.raises(ValidationError, match="C13"):
            cesp.declare_breach(contract, by=referent, start=day, breach_reason=CespBreachReason.OTHER)
        assert not contract.events.exists()
        assert contract.placements.get().last_day is None
    else:
        cesp.declare_breach(contract, by=referent, start=day, breach_reason=CespBreachReason.OTHER)
        assert contract.placements.get().last_day == START


def test_a_contract_is_broken_once(contract, referent):
    facts = {"start": START, "breach_reason": CespBreachReason.DENUNCIATION}
    cesp.declare_breach(contract, by=referent, **facts)

    with pytest.raises(AlreadyDone):
        cesp.declare_breach(contract, by=referent, **facts)
    with pytest.raises(ValidationError, match="déjà rompu le 10/03/2015"):
        cesp.declare_breach(contract, by=referent, **facts | {"start": START + cesp.ONE_DAY})


def test_c13_nothing_happens_to_a_broken_contract(contract, commune, referent):
    cesp.declare_breach(contract, by=referent, start=START, breach_reason=CespBreachReason.OTHER)

    with pytest.raises(ValidationError, match="rompu depuis le 10/03/2015"):
        installed(contract, commune, referent)
    with pytest.raises(ValidationError, match="C13"):
        cesp.suspend(contract, by=referent, start=START)
    with pytest.raises(ValidationError, match="C13"):
        cesp.defer(contract, by=referent, start=START, last_day=START, **DECISION)


# Sequel as a PTMG


def test_a_cesp_becomes_a_ptmg_with_one_installation(contract, commune, region, referent):
    placement = installed(contract, commune, referent)
    signed = datetime.date(2016, 1, 1)

    sequel = cesp.transform_to_ptmg(
        contract,
        by=referent,
        kind=PtmgKind.PTMG,
        signing_region=region,
        signature_date=signed,
        planned_last_day=datetime.date(2016, 12, 31),
        commune=commune,
    )

    assert (sequel.professional, sequel.origin_cesp, sequel.start) == (contract.professional, contract, signed)
    placement.refresh_from_db()
    assert placement.last_day is None
    assert figure("install_aided", signed) == 1
    with pytest.raises(AlreadyDone):
        cesp.transform_to_ptmg(contract, by=referent, kind=PtmgKind.PTMG, signature_date=signed)


def figure(code, on):
    return compute_figures([on], horizon=on).national(code, on)


def test_p6_the_sequel_does_not_overlap_another_contract(contract, commune, region, referent):
    other = f.PtmgContractFactory(professional=contract.professional, signing_region=region)

    with pytest.raises((ValidationError, IntegrityError), match="P6"):
        cesp.transform_to_ptmg(
            contract,
            by=referent,
            kind=PtmgKind.PTMG,
            signing_region=region,
            signature_date=other.planned_last_day,
            planned_last_day=datetime.date(2016, 12, 31),
            commune=commune,
        )

    assert PtmgContract.objects.get() == other


# History


def test_the_history_keeps_who_did_what(contract, commune, referent):
    installed(contract, commune, referent)

    context = CespPlacement.pgh_event_model.objects.get().pgh_context.metadata

    assert context == {"user": referent.pk, "action": "Enregistrer une installation"}
    assert cesp.install.label == context["action"]


def test_an_action_gives_what_it_wrote(contract, referent):
    event = cesp.declare_breach(contract, by=referent, start=START, breach_reason=CespBreachReason.OTHER)

    assert isinstance(event, CespEvent)
    assert event == contract.events.get()
