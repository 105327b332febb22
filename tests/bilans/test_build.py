"""The document of a bilan: its contract, its dates, what is missing and why."""

import datetime

import pytest
from django.utils import timezone

from bilans.build import BilanError, build_bilan, series_days
from bilans.editions import available_years
from measures.indicators import all_indicators
from regions.models import Region
from tests.factories import (
    CampaignFactory,
    CespContractFactory,
    CountingGroupFactory,
    EditionFactory,
    FacultyFactory,
    ObservationFactory,
    RegionFactory,
    TargetFactory,
)

REGION_KEYS = {"code", "name", "ars", "population", "sent", "figures", "series", "missing", "sources"}
END_2016 = datetime.date(2016, 12, 31)


@pytest.fixture
def country(db):
    """A region with a UFR, two that share one, and one without."""
    group = CountingGroupFactory()
    alone, without = RegionFactory(), RegionFactory()
    shared = RegionFactory.create_batch(2, counting_group=group)
    FacultyFactory(regions=[alone])
    joint = FacultyFactory(counting_group=group, regions=shared)
    CespContractFactory(faculty=joint, signature_date=END_2016)
    return {"alone": alone.code, "without": without.code, "shared": [r.code for r in shared], "group": group.code}


def by_code(rows) -> dict:
    return {row["code"]: row for row in rows}


def test_a_document_has_the_keys_of_its_contract(country):
    bilan = build_bilan(2016)

    assert {key: bilan[key] for key in ("schema", "year", "as_of", "horizon", "edition")} == {
        "schema": "pts-bilan/1",
        "year": 2016,
        "as_of": "2016-12-31",
        "horizon": "2018-12-31",
        "edition": None,
    }
    assert (
        list(bilan["national"]) == [indicator["code"] for indicator in bilan["indicators"]] == list(all_indicators())
    )
    assert set(bilan["national"]["cesp_signed"]) == {"value", "series", "targets", "coverage"}
    assert all(set(region) == REGION_KEYS for region in bilan["regions"])


def test_a_shared_figure_is_given_once_by_the_group(country):
    bilan = build_bilan(2016)

    group = by_code(bilan["groups"])[country["group"]]
    assert group["figures"]["cesp_signed"] == 1
    assert group["regions"] == sorted(country["shared"])
    for code in country["shared"]:
        member = by_code(bilan["regions"])[code]
        assert (member["figures"]["cesp_signed"], member["missing"]["cesp_signed"]) == (None, "grouped")
        assert member["figures"]["msp_open"] == 0
    assert bilan["national"]["cesp_signed"]["value"] == 1


def test_a_region_without_a_faculty_has_no_signature_rather_than_zero(country):
    region = by_code(build_bilan(2016)["regions"])

    assert region[country["without"]]["figures"]["cesp_signed"] is None
    assert region[country["without"]]["missing"]["cesp_signed"] == "not_applicable"
    assert region[country["alone"]]["figures"]["cesp_signed"] == 0
    assert "cesp_signed" not in region[country["alone"]]["missing"]


def test_a_declared_figure_says_how_many_regions_gave_it(country):
    ObservationFactory(region_id=country["alone"], date=END_2016, value=4)

    national = build_bilan(2016)["national"]["population_over_30min_pct"]

    assert (national["value"], national["missing"]) == (None, "not_submitted")
    assert national["coverage"] == {"regions": 1, "of": Region.objects.current().count()}


def test_a_target_stands_beside_its_figure(country):
    TargetFactory(indicator="cesp_signed", value=2)

    [target] = build_bilan(2016)["national"]["cesp_signed"]["targets"]

    assert (target["value"], target["due_on"], target["progress_pct"]) == (2, "2017-12-31", 50.0)
    assert target["status"] == "ongoing"


def test_the_series_runs_from_2012_to_the_day_of_the_figures():
    assert series_days(2014, datetime.date(2014, 6, 30)) == {
        "2012": datetime.date(2012, 12, 31),
        "2013": datetime.date(2013, 12, 31),
        "2014": datetime.date(2014, 6, 30),
    }
    assert list(series_days(2010, datetime.date(2010, 12, 31))) == ["2010"]


@pytest.mark.django_db
def test_the_bilan_of_this_year_stops_today():
    today = timezone.localdate()

    assert build_bilan(today.year)["as_of"] == today.isoformat()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "dates", "words"),
    [
        pytest.param(2009, {}, "2010", id="before-2010"),
        pytest.param(2999, {}, "2999", id="future-year"),
        pytest.param(2016, {"as_of": datetime.date(2015, 12, 31)}, "2016", id="day-of-another-year"),
        pytest.param(2016, {"horizon": datetime.date(2016, 12, 30)}, "précède", id="horizon-before-the-day"),
    ],
)
def test_an_impossible_request_is_refused_with_a_sentence_in_both_languages(year, dates, words):
    with pytest.raises(BilanError, match=words) as refusal:
        build_bilan(year, **dates)

    assert str(refusal.value).endswith(".")
    assert refusal.value.english.endswith(".")


@pytest.mark.django_db
def test_a_day_in_the_future_is_refused():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    with pytest.raises(BilanError):
        build_bilan(tomorrow.year, as_of=tomorrow)


def test_the_committee_reads_the_years_that_are_published(committee_member, referent, user_without_role):
    this_year = timezone.localdate().year
    CampaignFactory(year=2015)
    EditionFactory(campaign__year=2016)

    assert available_years(committee_member) == [2016]
    assert available_years(referent)[0] == this_year
    assert available_years(referent)[-1] == 2010
    assert available_years(user_without_role) == []


@pytest.mark.django_db
@pytest.mark.parametrize("contracts", [1, 40])
def test_the_whole_bilan_takes_as_many_queries_whatever_the_records(country, django_assert_max_num_queries, contracts):
    CespContractFactory.create_batch(contracts, signature_date=END_2016)

    with django_assert_max_num_queries(15):
        build_bilan(2016)
