"""Files of structures: how a line finds its structure, what it writes, what is refused on it."""

import datetime

import pytest
from django.utils import timezone

from imports.enums import BlankPolicy
from regions.import_columns import KNOWN_ELSEWHERE
from structures.enums import StructureStatus, StructureType
from structures.importing.structures import DAY_TAKEN, NEEDS_COMMUNE, SEVERAL
from structures.models import SiteDistrict, Structure, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.imports.checked import checked, checker, faults, imported, outcomes
from tests.structures.life import day, live

pytestmark = pytest.mark.django_db

NUMBER = fictitious_finess(1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def commune(region):
    return f.CommuneFactory(region=region)


@pytest.fixture
def line(region, commune):
    """A function: a line of the file, but for what it is given."""

    def fill(**cells):
        return {"type": "MSP", "nom": "Maison du Val", "region": region.code, "commune": commune.code} | cells

    return fill


def dates(validated: str, opened: str) -> dict:
    return {"date_validation": validated, "date_ouverture": opened}


def states(structure) -> list[tuple[str, str]]:
    return [(event.status, str(event.on)) for event in structure.status_events.all()]


def site_of(structure) -> dict:
    [site] = StructureSite.objects.filter(structure=structure).values(
        "commune_id", "opened_on", "closed_on", "main_since", "main_last_day"
    )
    return {name: str(value) if isinstance(value, datetime.date) else value for name, value in site.items()}


def test_a_line_is_a_structure_with_its_main_site_and_its_states(referent, line, commune):
    life = {
        "date_elaboration": "01/02/2014",
        "date_validation": "15/12/2015",
        "date_ouverture": "01/09/2016",
        "date_fermeture": "30/06/2019",
    }

    imported("structures", [line(finess_et=NUMBER, **life)], referent)

    structure = Structure.objects.get()
    assert (structure.type, structure.name, structure.finess_et) == (StructureType.MSP, "Maison du Val", NUMBER)
    assert states(structure) == [
        ("elaboration", "2014-02-01"),
        ("valide", "2015-12-15"),
        ("ouverte", "2016-09-01"),
        ("fermee", "2019-06-30"),
    ]
    assert site_of(structure) == {
        "commune_id": commune.code,
        "opened_on": "2016-09-01",
        "closed_on": "2019-06-30",
        "main_since": "2014-02-01",
        "main_last_day": "2019-06-29",
    }


def test_the_same_file_again_changes_nothing(referent, line):
    f.PriorityDistrictFactory(code="QP075001")
    rows = [
        line(finess_et=NUMBER, universitaire="oui", date_ouverture="01/09/2016", code_qpv="QP075001"),
        line(nom="Sans numéro", date_validation="15/12/2015"),
        {"type": "PTA", "nom": "Sans commune", "region": line()["region"]},
    ]

    assert outcomes(imported("structures", rows, referent)) == ["cree"] * 3
    assert outcomes(imported("structures", rows, referent)) == ["inchange"] * 3


# Keys


def test_the_finess_wins_over_the_name(referent, line, region):
    structure = f.StructureFactory(finess_et=NUMBER, name="Ancien nom", lead_region=region)

    imported("structures", [line(finess_et=NUMBER)], referent)

    assert Structure.objects.get(pk=structure.pk).name == "Maison du Val"
    assert Structure.objects.count() == 1


def test_without_a_finess_the_type_the_name_and_the_commune_are_the_key(referent, line, region, commune):
    known = f.StructureFactory(name="Maison du Val", lead_region=region, finess_et=NUMBER)
    f.StructureSiteFactory(structure=known, commune=commune)

    rows = [
        line(nom="MAISON DU VÂL", forme_juridique="SISA"),
        line(type="CDS"),
        line(commune=f.CommuneFactory(region=region).code),
    ]

    assert outcomes(imported("structures", rows, referent)) == ["modifie", "cree", "cree"]
    assert Structure.objects.get(pk=known.pk).finess_et == NUMBER


def test_a_structure_without_a_number_takes_that_of_its_line(referent, line, region, commune):
    known = f.StructureFactory(name="Maison du Val", lead_region=region)
    f.StructureSiteFactory(structure=known, commune=commune)

    imported("structures", [line(finess_et=NUMBER)], referent)

    assert Structure.objects.get().finess_et == NUMBER


def test_a_structure_with_another_number_is_another_one(referent, line, region, commune):
    known = f.StructureFactory(name="Maison du Val", lead_region=region, finess_et=fictitious_finess(2))
    f.StructureSiteFactory(structure=known, commune=commune)

    assert outcomes(imported("structures", [line(finess_et=NUMBER)], referent)) == ["cree"]


def test_a_name_that_two_structures_share_is_refused(referent, line, region, commune):
    for number in (2, 3):
        known = f.StructureFactory(name="Maison du Val", lead_region=region, finess_et=fictitious_finess(number))
        f.StructureSiteFactory(structure=known, commune=commune)

    changed = checked("structures", [line(libelle_local="PSLA")], referent)
    assert faults(changed) == [(2, "finess_et", SEVERAL)]
    assert outcomes(checked("structures", [line(), line()], referent)) == ["inchange", "inchange"]


def test_two_lines_of_one_structure_are_refused(referent, line, region, commune):
    known = f.StructureFactory(name="Maison du Val", lead_region=region, finess_et=NUMBER)
    f.StructureSiteFactory(structure=known, commune=commune)

    drafts = checked("structures", [line(finess_et=NUMBER, libelle_local="PSLA"), line()], referent)

    assert [(fault[0], "même clé" in fault[2]) for fault in faults(drafts)] == [(3, True)]


# Refusals


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        pytest.param({"type": "hôpital"}, "type", "n’est pas une valeur connue", id="type"),
        pytest.param({"nom": ""}, "nom", "obligatoire", id="no-name"),
        pytest.param({"region": ""}, "region", "obligatoire", id="no-region"),
        pytest.param({"commune": "99999"}, "commune", "n’est pas un code INSEE", id="commune"),
        pytest.param({"finess_et": "010000025"}, "finess_et", "La clé du numéro FINESS", id="wrong-key"),
        pytest.param({"date_ouverture": "2016"}, "date_ouverture", "date", id="date"),
        pytest.param({"date_ouverture": "01/09/2090"}, "date_ouverture", "est dans le futur", id="future"),
        pytest.param(dates("01/09/2016", "01/09/2015"), "date_validation", "T1", id="t1"),
        pytest.param({"commune": "", "date_ouverture": "01/09/2015"}, "date_ouverture", "(T2)", id="t2"),
        pytest.param({"date_fermeture": "01/09/2015"}, "date_fermeture", "(T10)", id="t10"),
        pytest.param({"universitaire": "bientôt"}, "universitaire", "ni oui ni non", id="university"),
        pytest.param({"code_qpv": "QP075999"}, "code_qpv", "quartier prioritaire", id="district"),
        pytest.param(dates("01/09/2016", "01/09/2016"), "date_validation", DAY_TAKEN, id="same-day"),
    ],
)
def test_what_is_refused_is_told_at_its_cell(referent, line, cells, column, said):
    drafts = imported("structures", [line(nom="Bonne ligne"), line(**cells)], referent)

    [(number, where, sentence)] = faults(drafts)
    assert (number, where) == (3, column)
    assert said in sentence
    assert [structure.name for structure in Structure.objects.all()] == ["Bonne ligne"]


def test_a_district_is_in_the_commune(referent, line, commune, region):
    district = f.PriorityDistrictFactory(code="QP075001")
    district.communes.add(f.CommuneFactory(region=region))

    [(_, column, said)] = faults(checked("structures", [line(code_qpv="QP075001")], referent))

    assert column == "code_qpv"
    assert "(T7)" in said


def test_a_district_needs_a_commune(referent, line):
    f.PriorityDistrictFactory(code="QP075001")

    drafts = checked("structures", [line(commune="", code_qpv="QP075001")], referent)

    assert faults(drafts) == [(2, "code_qpv", NEEDS_COMMUNE)]


# What is known changes


def test_a_first_opening_opens_the_main_site(referent, line, region, commune):
    structure = f.StructureFactory(finess_et=NUMBER, lead_region=region)
    f.StructureSiteFactory(structure=structure, commune=commune)

    imported("structures", [{"finess_et": NUMBER, "date_ouverture": "01/09/2016"}], referent)

    assert site_of(structure) | {"opened_on": "2016-09-01", "main_since": "2016-09-01"} == site_of(structure)


def test_the_dates_of_the_site_follow_a_corrected_opening(referent, line):
    imported("structures", [line(finess_et=NUMBER, date_ouverture="01/09/2016")], referent)

    imported("structures", [{"finess_et": NUMBER, "date_ouverture": "01/10/2016"}], referent)

    structure = Structure.objects.get()
    assert states(structure) == [("ouverte", "2016-10-01")]
    assert site_of(structure) | {"opened_on": "2016-10-01", "main_since": "2016-10-01"} == site_of(structure)


def test_a_closing_closes_every_site(referent, region):
    structure = live("valide ouverte", lead_region=region, finess_et=NUMBER)
    f.StructureSiteFactory(structure=structure, main=True)

    imported("structures", [{"finess_et": NUMBER, "date_fermeture": "30/06/2019"}], referent)

    closed = set(structure.sites.values_list("closed_on", "main_since", "main_last_day"))
    assert {row[0] for row in closed} == {day("2019-06-30")}
    assert {row[2] for row in closed if row[1]} == {day("2019-06-29")}


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(("2015-01-01", "2016-01-01", "2017-01-01"), id="later"),
        pytest.param(("2013-01-01", "2014-01-01", "2015-01-01"), id="earlier"),
    ],
)
def test_states_may_take_each_other_s_days(referent, line, days):
    columns = ("date_elaboration", "date_validation", "date_ouverture")
    known = ("2014-01-01", "2015-01-01", "2016-01-01")
    imported("structures", [line(finess_et=NUMBER, **dict(zip(columns, known, strict=True)))], referent)

    imported("structures", [{"finess_et": NUMBER} | dict(zip(columns, days, strict=True))], referent)

    assert [on for _, on in states(Structure.objects.get())] == list(days)


def test_an_empty_cell_erases_only_when_asked(referent, line):
    imported("structures", [line(finess_et=NUMBER, libelle_local="PSLA", date_validation="15/12/2015")], referent)
    emptied = [line(finess_et=NUMBER, libelle_local="", date_validation="")]

    assert outcomes(imported("structures", emptied, referent)) == ["inchange"]
    assert outcomes(imported("structures", emptied, referent, blank=BlankPolicy.ERASE)) == ["modifie"]
    structure = Structure.objects.get()
    assert (structure.local_label, states(structure)) == ("", [])


# University label, districts


@pytest.mark.parametrize(
    ("cells", "since"),
    [
        pytest.param({"date_validation": "15/12/2015", "date_ouverture": "01/09/2016"}, "2016-09-01", id="opening"),
        pytest.param({"date_validation": "15/12/2015"}, "2015-12-15", id="validation"),
        pytest.param({}, None, id="today"),
    ],
)
def test_a_label_runs_from_the_opening_else_the_validation_else_today(referent, line, cells, since):
    checking = checker("structures", [line(universitaire="oui", **cells)], referent)
    [[draft]] = checking.blocks()

    since = day(since) if since else timezone.localdate()
    assert ("universitaire", "", f"oui, depuis le {since:%d/%m/%Y}") in checking.changes_of(draft)
    imported("structures", [line(universitaire="oui", **cells)], referent)
    assert Structure.objects.get().university_since == since


def test_a_label_that_ends_stays_known_until_yesterday(referent, line):
    imported("structures", [line(universitaire="oui, depuis le 01/09/2016", date_ouverture="01/09/2015")], referent)

    assert outcomes(imported("structures", [line(universitaire="oui")], referent)) == ["inchange"]
    assert outcomes(imported("structures", [line(universitaire="non")], referent)) == ["modifie"]

    structure = Structure.objects.get()
    assert structure.university_since == day("2016-09-01")
    assert structure.university_last_day == timezone.localdate() - ONE_DAY
    assert outcomes(imported("structures", [line(universitaire="non")], referent)) == ["inchange"]
    imported("structures", [line(universitaire="non", libelle_local="PSLA")], referent)
    assert Structure.objects.get().university_since == day("2016-09-01")


def test_a_district_replaces_that_of_its_own_list(referent, line):
    for code in ("QP075001", "QP075002", "QN07501A"):
        f.PriorityDistrictFactory(code=code)
    imported("structures", [line(finess_et=NUMBER, code_qpv="QP075001 ; QN07501A")], referent)

    imported("structures", [{"finess_et": NUMBER, "code_qpv": "qp075002"}], referent)

    assert set(SiteDistrict.objects.values_list("district", flat=True)) == {"QP075002", "QN07501A"}


# The wall


def test_another_region_is_not_one_of_the_referent_s(referent, line, other_region):
    [(_, column, said)] = faults(checked("structures", [line(region=other_region.code)], referent))

    assert (column, "périmètre" in said) == ("region", True)


def test_a_structure_of_another_region_is_neither_told_nor_written(referent, line, other_region):
    secret = f.StructureFactory(
        name="SECRET-AUTRE-REGION", finess_et=NUMBER, lead_region=other_region, opened=f.DAY, type="CDS"
    )

    checking = checker("structures", [line(finess_et=NUMBER)], referent)
    [[draft]] = checking.blocks()

    assert faults([draft]) == [(2, "", KNOWN_ELSEWHERE)]
    assert draft.current is None
    assert "SECRET" not in repr(checking.changes_of(draft))
    checking.register.write([draft])
    assert Structure.objects.get().name == secret.name


def test_a_structure_seen_for_its_site_is_not_written(referent, region, other_region, line, commune):
    structure = f.StructureFactory(name="Maison du Val", lead_region=other_region)
    f.StructureSiteFactory(structure=structure, commune=commune)

    assert faults(checked("structures", [line(libelle_local="PSLA")], referent)) == [(2, "", KNOWN_ELSEWHERE)]


def test_the_same_name_unseen_in_another_region_is_no_obstacle(referent, line, other_region):
    hidden = f.StructureFactory(name="Maison du Val", lead_region=other_region)
    f.StructureSiteFactory(structure=hidden)

    assert outcomes(imported("structures", [line()], referent)) == ["cree"]


def test_a_national_administrator_writes_everywhere(national_admin, line, other_region):
    f.StructureFactory(finess_et=NUMBER, lead_region=other_region)

    rows = [{"finess_et": NUMBER, "libelle_local": "PSLA"}, line(region=other_region.name)]

    assert outcomes(imported("structures", rows, national_admin)) == ["modifie", "cree"]


def test_many_lines_take_few_queries(national_admin, line, django_assert_max_num_queries):
    rows = [line(nom=f"Maison {n}", date_ouverture="01/09/2016") for n in range(300)]

    with django_assert_max_num_queries(40):
        imported("structures", rows, national_admin)
    with django_assert_max_num_queries(40):
        imported("structures", [row | {"libelle_local": "PSLA"} for row in rows], national_admin)
    assert StructureStatusEvent.objects.filter(status=StructureStatus.OPEN).count() == 300
