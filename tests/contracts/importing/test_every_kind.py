"""What every kind of file does alike: a first import writes, a second one changes nothing."""

import pytest

from contracts.models import Professional
from imports.enums import Outcome
from imports.kinds import kind as kind_of
from imports.kinds import kinds
from tests.contracts.importing.ground import KINDS
from tests.importing import ERASE, check, csv_of, export, faults, outcomes, written

pytestmark = pytest.mark.django_db


def test_the_kinds_are_registered_in_their_order():
    codes = [each.code for each in kinds()]

    assert [code for code in codes if code in KINDS] == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_creates_a_record_then_changes_nothing(kind, ground, referent):
    file = csv_of(ground.line(kind))

    assert outcomes(written(kind, file, referent)) == [Outcome.CREATED]
    assert outcomes(check(kind, file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(check(kind, file, referent, blank=ERASE)) == [Outcome.UNCHANGED]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_register_holds_comes_back_unchanged(kind, ground, referent):
    written(kind, csv_of(ground.line(kind)), referent)

    file = export(kind, referent)

    assert outcomes(check(kind, file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(check(kind, file, referent, blank=ERASE)) == [Outcome.UNCHANGED]


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_the_template_is_read(kind, ground, referent):
    register = kind_of(kind).open(referent)

    for column in kind_of(kind).columns:
        if column.name not in register.parsers and column.example:
            assert column.parse(column.example) is not None, column.name


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_name_is_refused_at_its_column(kind, ground, referent):
    lines = check(kind, csv_of(ground.line(kind, nom="")), referent)

    assert [column for _, column, _ in faults(lines)][:1] == ["nom"]
    assert "obligatoire" in faults(lines)[0][2]


@pytest.mark.parametrize("kind", KINDS)
def test_two_lines_of_one_key_are_not_both_written(kind, ground, referent):
    lines = check(kind, csv_of(ground.line(kind), ground.line(kind)), referent)

    assert outcomes(lines) == [Outcome.CREATED, Outcome.REFUSED]
    assert faults(lines) == [(3, "", "Les lignes 2 et 3 ont la même clé\u00a0: gardez-en une seule.")]


@pytest.mark.parametrize("kind", ["cesp", "ptmg", "mcs"])
def test_a_list_in_capitals_takes_no_accent_away(kind, ground, referent):
    written(kind, csv_of(ground.line(kind, nom="Lefèvre")), referent)

    assert outcomes(check(kind, csv_of(ground.line(kind, nom="LEFEVRE")), referent)) == [Outcome.UNCHANGED]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_name_is_never_erased(kind, ground, referent):
    written(kind, csv_of(ground.line(kind)), referent)

    lines = check(kind, csv_of(ground.line(kind, prenom="", nom="")), referent, blank=ERASE)

    assert outcomes(lines) == [Outcome.UNCHANGED]
    assert Professional.objects.get().last_name == "Durand"
