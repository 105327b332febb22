"""The rules of SAMU correspondents: errors without a database, warnings on both sides of their days."""

import datetime

import pytest

from anomalies.engine import anomalies_of
from contracts.rules import mcs as rules
from contracts.rules.mcs import McsFacts
from contracts.rules.said import ELSEWHERE
from regions.periods import add_months
from tests import factories as f
from tests.contracts.loaded import ONE_DAY, told

TODAY = datetime.date(2018, 8, 31)
YEAR = 365 * ONE_DAY


def engaged(*, suspensions=(), others=(), **engagement) -> McsFacts:
    row = f.McsEngagementFactory.build(**engagement)
    parts = [f.McsSuspensionFactory.build(engagement=row, **part) for part in suspensions]
    return McsFacts(row, parts, [*others])


def warned(engagement, on=TODAY) -> list[str]:
    return [anomaly.rule.code for anomaly in anomalies_of(engagement, on)]


def test_a_plain_engagement_has_no_problem():
    assert rules.judge(engaged(active=True, suspensions=[{"last_day": f.DAY}])) == []


def test_an_impossible_year_is_refused_at_its_date():
    facts = engaged(suspensions=[{"start": datetime.date(2999, 1, 1)}])

    assert [(p.code, p.field, p.part) for p in rules.judge(facts)] == [("date", "start", facts.suspensions[0])]


@pytest.mark.parametrize(
    ("dates", "problems"),
    [
        pytest.param({"training_start": f.DAY, "training_on": f.DAY}, [], id="one day of training"),
        pytest.param(
            {"training_start": f.DAY, "training_on": f.DAY - ONE_DAY}, [("M1", "training_on", None)], id="ends first"
        ),
        pytest.param({"training_on": f.DAY, "last_refresh_on": f.DAY}, [], id="renewed the same day"),
        pytest.param(
            {"training_on": f.DAY, "last_refresh_on": f.DAY - ONE_DAY},
            [("M4", "last_refresh_on", None)],
            id="renewed before",
        ),
    ],
)
def test_m1_m4_trainings_follow_each_other(dates, problems):
    assert told(rules.training_in_order, engaged(**dates)) == problems


@pytest.mark.parametrize(
    ("start", "refused"),
    [(f.DAY - ONE_DAY, True), (f.DAY, False), (f.DAY + YEAR, False), (f.DAY + YEAR + ONE_DAY, True)],
    ids=["before", "entry", "last day", "after"],
)
def test_m1_only_an_engagement_in_force_is_suspended(start, refused):
    facts = engaged(last_day=f.DAY + YEAR, suspensions=[{"start": start}])

    assert told(rules.suspensions_within_the_engagement, facts) == (
        [("M1", "start", facts.suspensions[0])] if refused else []
    )


@pytest.mark.parametrize(("gap", "refused"), [(0, True), (1, False)], ids=["same day", "day after"])
def test_m3_one_engagement_at_a_time_with_a_samu(gap, refused):
    samu = f.SamuEstablishmentFactory.build(pk=1)
    first = f.McsEngagementFactory.build(samu=samu, last_day=f.DAY + YEAR)
    facts = engaged(samu=samu, volunteer_since=f.DAY + YEAR + gap * ONE_DAY, others=[first])

    assert told(rules.one_engagement_with_a_samu, facts) == ([("M3", "samu", None)] if refused else [])


def test_m3_two_samu_or_none_are_no_problem():
    first = f.McsEngagementFactory.build(samu=f.SamuEstablishmentFactory.build(pk=1))
    unknown = f.McsEngagementFactory.build()

    assert told(rules.one_engagement_with_a_samu, engaged(others=[first, unknown])) == []
    other = engaged(samu=f.SamuEstablishmentFactory.build(pk=2), others=[first, unknown])
    assert told(rules.one_engagement_with_a_samu, other) == []


def test_m3_another_region_is_not_told():
    samu = f.SamuEstablishmentFactory.build(pk=1)
    first = f.McsEngagementFactory.build(samu=samu)

    [elsewhere] = rules.one_engagement_with_a_samu(engaged(samu=samu, others=[first]))
    [here] = rules.one_engagement_with_a_samu(engaged(samu=samu, others=[first], region=first.region))

    assert elsewhere.message == ELSEWHERE
    assert "10/03/2015" in here.message


@pytest.fixture
def active(db):
    """A function: a correspondent active on `TODAY`, trained that day, in a remote commune."""

    def make(**values):
        commune = f.RemoteCommuneFactory(start=datetime.date(2012, 1, 1)).commune
        return f.McsEngagementFactory(
            **{"active": True, "practice_commune": commune, "last_refresh_on": TODAY} | values
        )

    return make


def test_an_active_correspondent_in_order_has_no_warning(active):
    assert warned(active()) == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        pytest.param({"equipped_on": None}, ["M1-equipement"], id="unknown"),
        pytest.param({"equipped_on": TODAY}, [], id="that day"),
        pytest.param({"equipped_on": TODAY + ONE_DAY}, ["M1-equipement"], id="the day after"),
        pytest.param({"equipped_on": None, "equipment_waived": True}, [], id="waived"),
        pytest.param({"equipped_on": None, "last_day": TODAY - ONE_DAY}, [], id="gone"),
        pytest.param({"equipped_on": None, "affiliated": True}, [], id="affiliated (M2)"),
    ],
)
def test_m1_a_missing_equipment_is_a_warning(active, values, codes):
    assert warned(active(**values)) == codes


def test_m1_a_suspended_correspondent_is_not_active(active):
    engagement = active(equipped_on=None)
    f.McsSuspensionFactory(engagement=engagement, start=TODAY, last_day=TODAY)

    assert warned(engagement) == []
    assert warned(engagement, TODAY + ONE_DAY) == ["M1-equipement"]


def test_m1_a_contract_without_training_is_a_warning(active):
    assert warned(active(training_on=None)) == ["M1-formation"]
    assert warned(active(training_on=TODAY + ONE_DAY)) == ["M1-formation"]


def test_m6_a_training_without_a_contract_is_a_warning(active):
    assert warned(active(contract_signed_on=None)) == ["M6"]


@pytest.mark.parametrize(
    ("refreshed", "codes"),
    [
        pytest.param(add_months(TODAY, -24), [], id="24 months"),
        pytest.param(add_months(TODAY, -24) - ONE_DAY, ["M4"], id="a day more"),
        pytest.param(None, ["M4"], id="never since the training"),
    ],
)
def test_m4_a_training_older_than_24_months_is_a_warning(active, refreshed, codes):
    assert warned(active(last_refresh_on=refreshed)) == codes


def test_m4_the_age_of_a_training_is_a_parameter(active):
    engagement = active(last_refresh_on=add_months(TODAY, -30))

    f.RateParameterFactory(code="mcs-formation-continue", amount=36, unit="mois", last_day=TODAY)

    assert warned(engagement) == []
    assert warned(engagement, TODAY + ONE_DAY) == ["M4"]


@pytest.mark.parametrize(
    ("start", "last_day", "codes"),
    [
        pytest.param(f.DAY, f.DAY, [], id="on the day of entry"),
        pytest.param(f.DAY + ONE_DAY, None, ["M5"], id="declared later"),
        pytest.param(f.DAY - YEAR, f.DAY - ONE_DAY, ["M5"], id="no longer declared"),
    ],
)
def test_m5_the_commune_was_remote_at_entry(active, start, last_day, codes):
    period = f.RemoteCommuneFactory(start=start, last_day=last_day)

    assert warned(active(practice_commune=period.commune)) == codes


def test_m5_a_remote_commune_of_the_zone_is_enough(active):
    engagement = active(practice_commune=f.CommuneFactory())
    engagement.zone.add(f.CommuneFactory())
    assert warned(engagement) == ["M5"]

    engagement.zone.add(f.RemoteCommuneFactory(start=f.DAY).commune)
    assert warned(engagement) == []


def test_m5_says_nothing_when_no_commune_is_known(active):
    assert warned(active(practice_commune=None)) == []
