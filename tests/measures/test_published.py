"""Published figures beside computed ones."""

import datetime
from decimal import Decimal

import pytest

from measures import published
from measures.enums import Qualifier
from measures.expected_gaps import reasons
from measures.indicators import all_indicators
from tests.factories import CespContractFactory, FacultyFactory, PublishedFigureFactory, RegionFactory, SourceFactory

END_2016 = datetime.date(2016, 12, 31)


@pytest.mark.parametrize(
    ("qualifier", "computed", "expected"),
    [
        pytest.param(Qualifier.EXACT, 1800, True, id="exact"),
        pytest.param(Qualifier.EXACT, 1795, False, id="exact-off"),
        pytest.param(Qualifier.ABOUT, 1710, True, id="about-5-percent-under"),
        pytest.param(Qualifier.ABOUT, 1709, False, id="about-too-far-under"),
        pytest.param(Qualifier.ABOUT, 1890, True, id="about-5-percent-over"),
        pytest.param(Qualifier.ABOUT, 1891, False, id="about-too-far-over"),
        pytest.param(Qualifier.MORE_THAN, 1800, True, id="more-than-just"),
        pytest.param(Qualifier.MORE_THAN, 1799, False, id="more-than-under"),
    ],
)
def test_a_figure_is_compared_as_it_is_printed(qualifier, computed, expected):
    assert published.agrees(Decimal(1800), computed, qualifier) is expected


@pytest.mark.django_db
def test_each_figure_is_compared_at_its_own_reference_date():
    CespContractFactory.create_batch(2, signature_date=datetime.date(2015, 12, 31))
    CespContractFactory(signature_date=datetime.date(2016, 1, 1))
    source = SourceFactory()
    for day, value in [(datetime.date(2015, 12, 31), 2), (END_2016, 2)]:
        PublishedFigureFactory(source=source, reference_date=day, value=value)

    rows = published.compare()

    assert [(row.computed, row.gap, row.verdict) for row in rows] == [(2, 0, "matches"), (3, 1, "differs")]


@pytest.mark.django_db
def test_the_figure_of_a_counting_group_is_compared_as_one():
    members = RegionFactory.create_batch(3)
    group = members[0].counting_group = _group()
    for member in members:
        member.counting_group = group
        member.save()
    faculty = FacultyFactory(counting_group=group)
    faculty.regions.set(members)
    CespContractFactory(faculty=faculty, signature_date=END_2016)
    row = PublishedFigureFactory(reference_date=END_2016, scope="+".join(m.code for m in members), value=1)
    row.regions.set(members)

    compared = published.compare()[0]

    assert (compared.scope_label, compared.computed, compared.verdict) == (group.name, 1, "matches")


@pytest.mark.django_db
def test_a_region_without_a_faculty_has_nothing_to_compare():
    row = PublishedFigureFactory(reference_date=END_2016, scope="XX", value=1)
    row.regions.set([RegionFactory()])

    compared = published.compare()[0]

    assert (compared.computed, compared.gap, compared.verdict) == (None, None, "unknown")


@pytest.mark.django_db
def test_an_expected_gap_comes_with_its_reason():
    source = SourceFactory(code="fiche-loi-2016")
    PublishedFigureFactory(source=source, reference_date=datetime.date(2015, 12, 31), value=1325)

    compared = published.compare()[0]

    assert (compared.verdict, compared.gap) == ("expected", -1325)
    assert "1 324" in compared.reason


def test_every_expected_gap_names_an_indicator_and_gives_a_sentence():
    for (_source, indicator, _scope, _day), reason in reasons().items():
        assert indicator in all_indicators()
        assert reason.endswith(".")


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_figures(django_assert_max_num_queries):
    source = SourceFactory()
    for value in range(40):
        row = PublishedFigureFactory(source=source, scope=f"R{value}", value=value, reference_date=END_2016)
        row.regions.set([RegionFactory()])

    with django_assert_max_num_queries(16):
        assert len(published.compare()) == 40


def _group():
    from tests.factories import CountingGroupFactory

    return CountingGroupFactory()
