"""Files and the region wall: nothing of another region's records is told, and none of them is written."""

import pytest

from accounts.enums import Role
from contracts.importing.cesp import BY_TRANSFER
from contracts.models import CespContract, Professional, PtmgContract
from contracts.rules.said import ELSEWHERE
from imports.enums import Outcome
from imports.kinds import kind as kind_of
from imports.kinds import kinds_of, may_import
from tests import factories as f
from tests.contracts.importing.content import content
from tests.contracts.importing.ground import KINDS
from tests.importing import ERASE, check, checker_of, csv_of, export, faults, outcomes, write, written
from tests.wall_ground import SECRET

pytestmark = pytest.mark.django_db

RPPS = "10001234567"


@pytest.fixture
def theirs(other_region):
    """The referent of the other region."""
    return f.UserFactory(role=Role.REFERENT, role__regions=[other_region])


def secret_line(kind, place, **changes):
    """A line of `place` whose texts are those that nobody else may read."""
    return place.line(kind, nom=SECRET, **changes)


def as_told(kind, file, user):
    """All that a page could show of the lines of `file`."""
    checker = checker_of(kind, file, user)
    return [
        (checker.changes_of(line), line.faults, line.current, checker.register.label_of(line))
        for drafts in checker.blocks()
        for line in drafts
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blank", ["keep", ERASE])
def test_another_regions_record_is_existant_whatever_the_line_says(kind, blank, ground, elsewhere, referent, theirs):
    secret = secret_line(kind, elsewhere)
    written(kind, csv_of(secret), theirs)
    regions = {name: ground.region.code for name in ("region", "region_suivi") if name in secret}
    keys = {name: secret[name] for name in ("numero", "numero_cng", "rpps", "samu_finess", "type") if name in secret}
    before = content()

    for line in (secret | regions, keys, ground.line(kind, **keys)):
        assert faults(write(kind, csv_of(line), referent, blank=blank)) == [(2, "", ELSEWHERE)]

    assert content() == before


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_another_regions_record_is_told(kind, ground, elsewhere, referent, theirs):
    written(kind, csv_of(secret_line(kind, elsewhere, prenom=SECRET)), theirs)

    [(changes, _, current, label)] = as_told(kind, csv_of(ground.line(kind)), referent)

    assert current is None
    assert SECRET not in f"{changes} {label}"


@pytest.mark.parametrize("kind", ["cesp", "ptmg", "mcs"])
def test_nothing_of_another_regions_person_is_told(kind, ground, other_region, referent):
    f.ProfessionalFactory(
        rpps=RPPS, last_name=SECRET, first_name=SECRET, birth_year=1950, created_in_region=other_region
    )

    told = as_told(kind, csv_of(ground.line(kind, rpps=RPPS)), referent)

    assert SECRET not in str(told)
    assert "1950" not in str(told)


@pytest.mark.parametrize("kind", ["cesp", "professionals"])
def test_another_regions_person_is_not_matched_by_name(kind, ground, elsewhere, referent, theirs):
    written(kind, csv_of(elsewhere.line(kind, rpps="")), theirs)

    line = ground.line(kind, rpps="") | ({"numero_cng": "CNG-2"} if kind == "cesp" else {})
    assert outcomes(check(kind, csv_of(line), referent)) == [Outcome.CREATED]


@pytest.mark.parametrize("kind", KINDS)
def test_a_region_that_one_does_not_write_reads_as_unknown(kind, ground, elsewhere, referent):
    column = "region_suivi" if kind == "cesp" else "region"
    code = elsewhere.region.code

    lines = check(kind, csv_of(ground.line(kind, **{column: code})), referent)

    assert faults(lines) == [(2, column, f"«\u00a0{code}\u00a0» n’est pas une région de votre périmètre.")]
    unknown = check(kind, csv_of(ground.line(kind, **{column: "XX"})), referent)
    assert faults(unknown) == [(2, column, "«\u00a0XX\u00a0» n’est pas une région de votre périmètre.")]


def test_the_cesp_of_origin_of_another_region_reads_as_unknown(ground, elsewhere, referent, theirs):
    written("cesp", csv_of(elsewhere.line("cesp", numero_cng="CNG-9")), theirs)

    for number in ("CNG-9", "CNG-10"):
        lines = check("ptmg", csv_of(ground.line("ptmg", numero_cng_origine=number)), referent)
        expected = f"«\u00a0{number}\u00a0» n’est le numéro d’aucun CESP que vous voyez."
        assert faults(lines) == [(2, "numero_cng_origine", expected)]


def test_a_contract_that_one_sees_and_does_not_write_is_read_only(ground, elsewhere, referent, theirs):
    written(
        "cesp", csv_of(elsewhere.line("cesp", ufr=ground.faculty.code, region_suivi=elsewhere.region.code)), theirs
    )
    line = elsewhere.line("cesp", ufr=ground.faculty.code, region_suivi="")

    assert outcomes(check("cesp", csv_of(line), referent)) == [Outcome.UNCHANGED]
    assert faults(check("cesp", csv_of(line | {"nom": "Martin"}), referent)) == [(2, "", ELSEWHERE)]


def test_an_engagement_elsewhere_is_only_existant(ground, elsewhere, referent, theirs):
    written("ptmg", csv_of(elsewhere.line("ptmg", numero="PTMG-9")), theirs)

    lines = check("ptmg", csv_of(ground.line("ptmg", date_signature="01/02/2016")), referent)

    assert faults(lines) == [
        (2, "date_fin_prevue", f"{ELSEWHERE} (P3)"),
        (2, "date_debut", f"{ELSEWHERE} (P6)"),
    ]


def test_the_follow_up_changes_by_a_transfer(ground, elsewhere, national_admin):
    written("cesp", csv_of(ground.line("cesp")), national_admin)

    lines = check("cesp", csv_of(ground.line("cesp", region_suivi=elsewhere.region.code)), national_admin)

    assert faults(lines) == [(2, "region_suivi", BY_TRANSFER)]


def test_a_transferred_contract_is_compared_with_who_follows_today(ground, elsewhere, national_admin, theirs):
    written("cesp", csv_of(ground.line("cesp")), national_admin)
    contract = CespContract.objects.get()
    third = f.RegionFactory()
    for origin, target, day in ((ground.region, third, "2017-01-01"), (third, elsewhere.region, "2017-06-01")):
        f.TransferRequestFactory(
            contract=contract,
            from_region=origin,
            to_region=target,
            effective_on=day,
            answered_on=day,
            answered_by=theirs,
            accepted=True,
        )
        f.CespFollowUpFactory(contract=contract, region=target, start=day)

    line = ground.line("cesp", region_suivi=elsewhere.region.code)
    assert outcomes(check("cesp", csv_of(line), theirs)) == [Outcome.UNCHANGED]
    assert outcomes(written("cesp", csv_of(line | {"fin_allocation": "31/10/2020"}), theirs)) == [Outcome.UPDATED]
    contract.refresh_from_db()
    assert contract.followup_region == ground.region


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_who_add_the_records_may_import(kind, referent, regional_reader, committee_member, national_admin):
    allowed = [
        user
        for user in (referent, regional_reader, committee_member, national_admin)
        if may_import(user, kind_of(kind))
    ]

    assert allowed == [referent, national_admin]
    assert kind_of(kind) in kinds_of(referent)


def test_each_region_exports_its_own(ground, elsewhere, referent, theirs):
    written("professionals", csv_of(ground.line("professionals")), referent)
    written("professionals", csv_of(secret_line("professionals", elsewhere, rpps="10001234575")), theirs)

    assert SECRET not in export("professionals", referent)
    assert Professional.objects.count() == 2


def test_a_reference_that_one_does_not_see_is_neither_told_nor_erased(ground, elsewhere, referent):
    origin = f.CespContractFactory(cng_number="CNG-9", followup_region=elsewhere.region)
    written("ptmg", csv_of(ground.line("ptmg")), referent)
    PtmgContract.objects.update(origin_cesp=origin)

    assert "CNG-9" not in export("ptmg", referent)
    lines = check("ptmg", csv_of(ground.line("ptmg", numero_cng_origine="")), referent, blank=ERASE)
    assert outcomes(lines) == [Outcome.UNCHANGED]
