"""What is done to a contract of the PTMG family, and to a SAMU correspondent."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from contracts.actions import mcs, ptmg
from contracts.enums import McsEndReason, PtmgEndReason, PtmgKind, PtmgRenewal
from contracts.models import McsEngagement, PtmgContract
from measures.compute import compute_figures
from regions.writing import AlreadyDone
from tests import factories as f

pytestmark = pytest.mark.django_db

DAY = f.DAY
ONE_DAY = datetime.timedelta(days=1)


def date(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def contract(region):
    return f.PtmgContractFactory(signing_region=region)


# PTMG


@pytest.mark.parametrize(
    ("kind", "start", "planned", "renewed"),
    [
        pytest.param(PtmgKind.PTMG, "2015-03-10", "2016-03-09", "2017-03-09", id="un an"),
        pytest.param(PtmgKind.PTMG, "2016-02-29", "2017-02-27", "2018-02-27", id="29 février"),
        pytest.param(PtmgKind.PTMG, "2016-08-31", "2017-02-27", "2017-08-30", id="six mois"),
        pytest.param(PtmgKind.PTMG, "2015-03-10", "2016-09-09", "2017-03-09", id="jamais au-delà de 24 mois"),
        pytest.param(PtmgKind.PTMA, "2016-01-01", "2018-12-31", "2021-12-31", id="PTMA"),
    ],
)
def test_p2_a_tacit_renewal_lasts_as_long_as_the_contract(referent, kind, start, planned, renewed):
    contract = f.PtmgContractFactory(
        kind=kind, signature_date=date(start), start=date(start), planned_last_day=date(planned)
    )

    ptmg.renew(contract, by=referent, renewal_date=date(planned))

    contract.refresh_from_db()
    assert (contract.renewal, contract.planned_last_day) == (PtmgRenewal.TACIT, date(renewed))


def test_p9_a_renewal_signs_nothing(contract, referent):
    ptmg.renew(contract, by=referent, renewal_date=date("2016-03-10"))

    figures = compute_figures([date("2016-12-31")], horizon=date("2018-12-31"))
    assert PtmgContract.objects.count() == 1
    assert figures.national("ptmg_signed", date("2016-12-31")) == 1
    assert figures.national("ptmg_running", date("2016-12-31")) == 1


def test_p3_a_contract_is_renewed_once_and_not_after_a_refusal(contract, region, referent):
    ptmg.renew(contract, by=referent, renewal_date=date("2016-03-10"))
    refused = f.PtmgContractFactory(signing_region=region)
    ptmg.renew(refused, by=referent, renewal_date=DAY, renewal=PtmgRenewal.REFUSED_BY_DOCTOR)

    with pytest.raises(AlreadyDone):
        ptmg.renew(contract, by=referent, renewal_date=date("2016-03-10"))
    for done in (contract, refused):
        with pytest.raises(ValidationError, match="ne se renouvelle plus"):
            ptmg.renew(done, by=referent, renewal_date=date("2016-04-10"))
    assert refused.planned_last_day == date("2016-03-09")


@pytest.mark.parametrize(
    ("days", "refused"), [pytest.param(0, True, id="même fin"), pytest.param(1, False, id="au-delà")]
)
def test_a_renewal_goes_beyond_the_planned_end(contract, referent, days, refused):
    day = contract.planned_last_day + datetime.timedelta(days)
    facts = {"renewal_date": DAY, "planned_last_day": day}

    if refused:
        with pytest.raises(ValidationError, match="au-delà du 09/03/2016"):
            ptmg.renew(contract, by=referent, **facts)
    else:
        assert ptmg.renew(contract, by=referent, **facts).planned_last_day == day


def test_an_ended_contract_is_neither_renewed_nor_ended_again(contract, referent):
    facts = {"last_day": date("2015-12-31"), "end_reason": PtmgEndReason.NOT_ELIGIBLE}

    ptmg.end(contract, by=referent, **facts)

    contract.refresh_from_db()
    assert (contract.last_day, contract.end_reason) == (date("2015-12-31"), "perte_eligibilite")
    with pytest.raises(AlreadyDone):
        ptmg.end(contract, by=referent, **facts)
    with pytest.raises(ValidationError, match="déjà pris fin"):
        ptmg.end(contract, by=referent, **facts | {"end_reason": PtmgEndReason.DEATH})
    with pytest.raises(ValidationError, match="a pris fin"):
        ptmg.renew(contract, by=referent, renewal_date=DAY)


@pytest.mark.parametrize(("days", "refused"), [pytest.param(-1, True, id="veille"), pytest.param(0, False, id="jour")])
def test_a_contract_does_not_end_before_it_starts(contract, referent, days, refused):
    day = contract.start + datetime.timedelta(days)

    if refused:
        with pytest.raises(ValidationError, match="Les dates se suivent"):
            ptmg.end(contract, by=referent, last_day=day, end_reason=PtmgEndReason.DEATH)
        contract.refresh_from_db()
        assert contract.last_day is None
    else:
        ptmg.end(contract, by=referent, last_day=day, end_reason=PtmgEndReason.DEATH)


# MCS


@pytest.fixture
def engagement(region):
    return f.McsEngagementFactory(region=region)


def is_active(on):
    return compute_figures([on], horizon=on).national("mcs_active", on) == 1


def test_m1_a_volunteer_becomes_active_once_trained_and_signed(engagement, referent):
    mcs.train(engagement, by=referent, training_on=DAY)
    assert not is_active(DAY)
    mcs.sign(engagement, by=referent, contract_signed_on=DAY + ONE_DAY)

    assert [is_active(day) for day in (DAY, DAY + ONE_DAY)] == [False, True]


@pytest.mark.parametrize(
    ("action", "name"),
    [(mcs.train, "training_on"), (mcs.sign, "contract_signed_on"), (mcs.equip, "equipped_on")],
    ids=["formé", "signé", "équipé"],
)
def test_a_date_is_written_once(engagement, referent, action, name):
    action(engagement, by=referent, **{name: DAY})

    with pytest.raises(AlreadyDone):
        action(engagement, by=referent, **{name: DAY})
    with pytest.raises(ValidationError, match="déjà enregistrée.*: 10/03/2015"):
        action(engagement, by=referent, **{name: DAY + ONE_DAY})
    engagement.refresh_from_db()
    assert getattr(engagement, name) == DAY


def test_an_equipment_is_handed_over_or_waived(engagement, referent):
    for facts in ({}, {"equipped_on": DAY, "equipment_waived": True}):
        with pytest.raises(ValidationError, match="l’une des deux"):
            mcs.equip(engagement, by=referent, **facts)

    mcs.equip(engagement, by=referent, equipment_waived=True)

    engagement.refresh_from_db()
    assert engagement.equipment_waived
    with pytest.raises(AlreadyDone):
        mcs.equip(engagement, by=referent, equipment_waived=True)


def test_m4_a_refresher_is_the_latest_one(engagement, referent):
    mcs.refresh(engagement, by=referent, last_refresh_on=DAY)
    mcs.refresh(engagement, by=referent, last_refresh_on=DAY + ONE_DAY)

    with pytest.raises(AlreadyDone):
        mcs.refresh(engagement, by=referent, last_refresh_on=DAY + ONE_DAY)
    with pytest.raises(ValidationError, match="plus récente"):
        mcs.refresh(engagement, by=referent, last_refresh_on=DAY)


def test_a_suspended_correspondent_is_not_active_until_the_return(region, referent):
    engagement = f.McsEngagementFactory(region=region, active=True)
    back = DAY + datetime.timedelta(days=10)

    mcs.suspend(engagement, by=referent, start=DAY + ONE_DAY)
    with pytest.raises(ValidationError, match="recouvrent"):
        mcs.suspend(engagement, by=referent, start=back)
    mcs.resume(engagement, by=referent, on=back)

    assert [is_active(day) for day in (DAY, DAY + ONE_DAY, back - ONE_DAY, back)] == [True, False, False, True]
    with pytest.raises(AlreadyDone):
        mcs.resume(engagement, by=referent, on=back)
    with pytest.raises(ValidationError, match="Aucune suspension"):
        mcs.resume(engagement, by=referent, on=back + ONE_DAY)


def test_who_leaves_is_active_until_their_last_day(region, referent):
    engagement = f.McsEngagementFactory(region=region, active=True)
    suspension = f.McsSuspensionFactory(engagement=engagement, start=DAY + ONE_DAY)
    last_day = DAY + datetime.timedelta(days=30)

    mcs.leave(engagement, by=referent, last_day=last_day, end_reason=McsEndReason.RETIREMENT)

    suspension.refresh_from_db()
    engagement.refresh_from_db()
    assert (suspension.last_day, engagement.last_day, engagement.end_reason) == (last_day, last_day, "retraite")
    with pytest.raises(ValidationError, match="sorti du dispositif"):
        mcs.train(McsEngagement.objects.create(**leaver(region)), by=referent, training_on=last_day + ONE_DAY)
    with pytest.raises(ValidationError, match="sorti du dispositif"):
        mcs.suspend(engagement, by=referent, start=last_day + ONE_DAY)


def leaver(region):
    last_day = DAY + datetime.timedelta(days=30)
    return {
        "professional": f.ProfessionalFactory(),
        "region": region,
        "volunteer_since": DAY,
        "last_day": last_day,
    }


def test_nothing_is_half_written_when_a_suspension_follows_the_leaving(engagement, referent):
    f.McsSuspensionFactory(engagement=engagement, start=DAY + ONE_DAY)

    with pytest.raises(ValidationError, match="commence ensuite"):
        mcs.leave(engagement, by=referent, last_day=DAY, end_reason=McsEndReason.DEATH)

    engagement.refresh_from_db()
    assert engagement.last_day is None
