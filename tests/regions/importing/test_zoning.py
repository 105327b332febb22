"""Sheets of zoning: their headers and spellings, the unit that a line is about, one class a day (Z1)."""

import datetime

import pytest
from django.db import connection

from imports import kinds
from imports.reading.values import ValueRefused
from regions.enums import ZoneClass, ZoneUnitKind
from regions.importing.zoning import CUT, NATIONAL, NO_PLACE, NO_SCHEME, OUTSIDE, SEVERAL_SCHEMES
from regions.importing.zoning_columns import NOT_TOLD, zone_class
from regions.models import ZoneClassification, ZoneUnit, ZoneUnitCommune
from regions.tracking import events_of
from tests import factories as f
from tests.imports.checked import checked, checker, faults, imported, outcomes

pytestmark = pytest.mark.django_db

START = datetime.date(2018, 1, 1)


@pytest.fixture
def scheme(region):
    return f.ZoningSchemeFactory(name="Zonage 2018", region=region, valid_from=START)


@pytest.fixture
def commune(region):
    return f.CommuneFactory(code="22113", region=region)


def classes() -> list[tuple]:
    rows = ZoneClassification.objects.order_by("unit__code", "start")
    return list(rows.values_list("unit__kind", "unit__code", "zone_class"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ZIP", ZoneClass.ZIP),
        ("1_ZIP", ZoneClass.ZIP),
        ("2_ZAC", ZoneClass.ZAC),
        ("3_QPV_ZIP", ZoneClass.ZIP),
        ("4_QPV_ZAC", ZoneClass.ZAC),
        ("5_ZV", ZoneClass.ZV),
        ("6_HZ", ZoneClass.OUT),
        ("HV", ZoneClass.OUT),
        ("hors zone", ZoneClass.OUT),
        ("1 -Zone d'intervention prioritaire", ZoneClass.ZIP),
        ("2- Zone d'action complémentaire", ZoneClass.ZAC),
        ("Zone de vigilance", ZoneClass.ZV),
        ("vigilance", ZoneClass.WATCHED),
        ("Déficitaire", ZoneClass.DEFICIT),
        ("Non-spécifié", NOT_TOLD),
        ("", None),
    ],
)
def test_a_class_is_read_as_the_agencies_write_it(written, expected):
    assert zone_class(written) == expected


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueRefused, match="n’est pas une valeur connue"):
        zone_class("7_AUTRE")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"Code": "22113", "Libellé": "Ville", "Zonage_MG": "1_ZIP"}, id="cartosante"),
        pytest.param({"depcom": "22113", "classe": "ZIP", "schema": "zonage 2018"}, id="by-commune"),
        pytest.param({"Code de la commune": "22113", "dansMaRegion": "oui", "Zonage": "ZIP"}, id="drees"),
    ],
)
def test_the_sheets_of_the_field_are_read(national_admin, scheme, commune, row):
    imported("zoning", [row], national_admin)

    assert classes() == [("commune", "22113", "ZIP")]
    assert ZoneClassification.objects.class_of(commune, scheme, START) == "ZIP"


def test_a_sheet_of_tvs_makes_one_unit_of_its_communes(national_admin, scheme, commune, region):
    other = f.CommuneFactory(code="22114", region=region)
    rows = [
        {"Code du territoire de vie-santé": "22113", "Code de la commune": code, "Zonage": "ZAC"}
        for code in (commune.code, other.code)
    ]

    assert outcomes(imported("zoning", rows, national_admin)) == ["cree", "cree"]
    assert classes() == [(ZoneUnitKind.TVS, "22113", "ZAC")]
    assert ZoneUnitCommune.objects.count() == 2
    assert outcomes(imported("zoning", rows, national_admin)) == ["inchange", "inchange"]


def test_a_commune_stands_for_its_unit_in_that_zoning(national_admin, scheme, commune):
    unit = f.ZoneUnitFactory()
    f.ZoneUnitCommuneFactory(unit=unit, commune=commune)
    f.ZoneUnitCommuneFactory(unit=f.ZoneUnitFactory(), commune=commune)
    f.ZoneClassificationFactory(scheme=scheme, unit=unit, zone_class=ZoneClass.ZAC, start=START)

    imported("zoning", [{"commune": commune.code, "classe": "ZIP"}], national_admin)

    assert classes() == [(unit.kind, unit.code, "ZIP")]


def test_a_commune_cut_between_units_wants_their_code(national_admin, scheme, commune):
    for _ in range(2):
        unit = f.ZoneUnitFactory()
        f.ZoneUnitCommuneFactory(unit=unit, commune=commune)
        f.ZoneClassificationFactory(scheme=scheme, unit=unit, start=START)

    drafts = checked("zoning", [{"commune": commune.code, "classe": "ZIP"}], national_admin)

    assert faults(drafts) == [(2, "commune", CUT)]


def test_a_quartier_is_a_unit(national_admin, scheme):
    f.PriorityDistrictFactory(code="QP022001", name="Les Prés")

    imported("zoning", [{"Code du QPV": "QP022001", "Zonage QPV": "3_QPV_ZIP"}], national_admin)

    assert list(ZoneUnit.objects.values_list("kind", "code", "name")) == [("quartier", "QP022001", "Les Prés")]


# Z1


def test_the_class_that_ends_makes_room_for_the_next(national_admin, scheme, commune):
    imported("zoning", [{"commune": "22113", "classe": "ZAC"}], national_admin)
    rows = [
        {"commune": "22113", "classe": "ZIP", "date_debut": "01/01/2020", "date_fin": ""},
        {"commune": "22113", "classe": "ZAC", "date_debut": "", "date_fin": "31/12/2019"},
    ]

    assert outcomes(imported("zoning", rows, national_admin)) == ["cree", "modifie"]
    assert [zone for _, _, zone in classes()] == ["ZAC", "ZIP"]


def test_a_second_class_on_one_day_is_refused_on_its_line(national_admin, scheme, commune):
    imported("zoning", [{"commune": "22113", "classe": "ZAC"}], national_admin)

    drafts = imported("zoning", [{"commune": "22113", "classe": "ZIP", "date_debut": "01/01/2020"}], national_admin)

    [(line, column, said)] = faults(drafts)
    assert (line, column) == (2, "date_debut")
    assert "depuis le 01/01/2018" in said
    assert "(Z1)" in said


def test_two_classes_on_one_day_in_a_file_are_refused_on_the_second_line(national_admin, scheme, commune, region):
    f.CommuneFactory(code="22114", region=region)
    rows = [
        {"commune": "22113", "tvs": "22113", "classe": "ZIP", "date_debut": ""},
        {"commune": "22114", "tvs": "22113", "classe": "ZAC", "date_debut": ""},
        {"commune": "22114", "tvs": "22113", "classe": "ZAC", "date_debut": "01/01/2020"},
    ]

    told = faults(imported("zoning", rows, national_admin))

    assert [(line, "(Z1)" in said) for line, _, said in told] == [(3, True), (4, True)]
    assert classes() == [("tvs", "22113", "ZIP")]


# Refusals


def test_a_class_that_is_not_told_is_no_row(national_admin, scheme, commune):
    checking = checker("zoning", [{"commune": "22113", "classe": "Non-spécifié"}], national_admin)

    assert list(checking.blocks()) == [[]]
    assert checking.notices()[0].startswith("1 ligne sans classe")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param({"commune": "", "classe": "ZIP"}, ("commune", NO_PLACE), id="no-place"),
        pytest.param({"commune": "22113", "classe": ""}, ("classe", None), id="no-class"),
        pytest.param({"commune": "", "code_unite": "??", "classe": "ZIP"}, ("code_unite", None), id="unknown-unit"),
        pytest.param({"commune": "22113", "classe": "ZIP", "schema": "Autre"}, ("schema", None), id="unknown-zoning"),
        pytest.param({"commune": "22113", "classe": "ZIP", "date_fin": "31/12/2017"}, ("date_fin", None), id="dates"),
    ],
)
def test_what_is_refused_is_told_at_its_cell(national_admin, scheme, commune, row, expected):
    [(_, column, said)] = faults(checked("zoning", [row], national_admin))

    assert column == expected[0]
    assert said == (expected[1] or said)


def test_a_zoning_is_told_when_several_are_in_force(national_admin, scheme, commune):
    row = {"commune": "22113", "classe": "ZIP"}
    f.ZoningSchemeFactory(region=None)

    assert faults(checked("zoning", [row], national_admin)) == [(2, "schema", SEVERAL_SCHEMES)]


def test_a_zoning_must_be_known(national_admin, commune):
    row = {"commune": "22113", "classe": "ZIP"}

    assert faults(checked("zoning", [row], national_admin)) == [(2, "schema", NO_SCHEME)]


def test_a_commune_of_another_region_is_not_in_a_regional_zoning(national_admin, scheme, other_region):
    f.CommuneFactory(code="35238", region=other_region)

    drafts = checked("zoning", [{"commune": "35238", "classe": "ZIP", "schema": scheme.name}], national_admin)

    assert faults(drafts) == [(2, "commune", OUTSIDE)]


def test_only_national_administrators_write_zonings(referent, national_admin, scheme, commune):
    zoning = kinds.kind("zoning")
    drafts = imported("zoning", [{"commune": "22113", "classe": "ZIP"}], referent)

    assert (kinds.may_import(referent, zoning), kinds.may_import(national_admin, zoning)) == (False, True)
    assert faults(drafts) == [(2, "", NATIONAL)]
    assert classes() == []


def test_what_is_written_is_in_the_history(national_admin, scheme, commune):
    row = {"commune": "22113", "classe": "ZIP"}
    imported("zoning", [row], national_admin)
    imported("zoning", [row | {"classe": "ZAC"}], national_admin)

    labels = events_of(ZoneClassification).order_by("pgh_id").values_list("pgh_label", "zone_class")
    assert list(labels) == [("insert", "ZIP"), ("update", "ZAC")]
    assert events_of(ZoneUnit).count() == events_of(ZoneUnitCommune).count() == 1
    connection.check_constraints()
