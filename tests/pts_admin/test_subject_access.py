"""The right of access: all that is held about a person, and nothing about another."""

import json
import zipfile
from io import StringIO

import pghistory
import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import Membership
from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, Professional, PtmgContract
from pts_admin.personal_data.holdings import texts_of
from tests import factories as f
from tests.factories.identifiers import fictitious_rpps
from tests.pts_admin.whole_life import whole_life
from tests.wall_ground import is_free, mark_texts

pytestmark = pytest.mark.django_db

MARK, OTHER, AGENT = "zzmien", "zzautrui", "zzagent"


@pytest.fixture
def agent():
    return f.UserFactory(email=f"{AGENT}@example.fr", first_name=AGENT, last_name=AGENT)


@pytest.fixture
def life(agent):
    """The records of the person who asks."""
    return whole_life(MARK, 1, agent)


@pytest.fixture
def other_life(agent):
    return whole_life(OTHER, 2, agent)


def answer(*args, **options) -> str:
    out = StringIO()
    call_command("subject_access", *args, stdout=out, **options)
    return out.getvalue()


def records(text: str) -> dict:
    """Label of the kind -> records, in the only answer of `text`."""
    [person] = json.loads(text)["personnes"]
    return person["fiches"]


def leaves(value) -> list:
    """Every value written somewhere in `value`."""
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]


def test_every_text_of_every_record_is_told_now_and_before(life):
    told = records(answer(professional=life[Professional].pk))

    for model, record in life.items():
        lines = [line for line in told[str(model._meta.verbose_name_plural)] if line["n°"] == record.pk]
        [line] = lines
        for field in texts_of(model):
            if is_free(field):
                label, value = str(field.verbose_name), getattr(record, field.name)
                assert value.startswith(MARK)
                assert line["données"][label] == value, field
                assert value.replace(MARK, f"{MARK}avant")[: field.max_length] in {
                    change["données"].get(label) for change in line["historique"]
                }, field


def test_what_was_deleted_what_points_at_the_records_and_what_was_refused_are_told(life):
    told = json.loads(answer(fictitious_rpps(1)))["personnes"][0]

    [deleted] = [line for line in told["fiches"]["événements"] if line["données"] == "fiche supprimée"]
    assert [change["action"] for change in deleted["historique"]][-1] == "suppression"
    assert any(leaf == f"{MARK} {deleted['n°']}" for leaf in leaves(deleted))
    assert len(told["fiches"]["justifications"]) == 3
    assert len(told["fiches"]["entrées d’historique"]) == 2
    assert told["lignes d’import"][0]["changements"] == [["rpps", "", fictitious_rpps(1)], ["nom", "", MARK]]


def test_nothing_of_another_person_nor_of_an_agent_is_told(life, other_life, agent):
    mine, theirs = life[CespContract], other_life[CespContract]
    # An event moved from one contract to another, and a contract that was first another's, by mistake.
    moved = f.CespEventFactory(contract=theirs, type=CespEventType.DEFERRAL, note=OTHER)
    CespEvent.objects.filter(pk=moved.pk).update(contract=mine, note="")
    given = f.CespContractFactory(professional=other_life[Professional], cng_number=OTHER)
    CespContract.objects.filter(pk=given.pk).update(professional=life[Professional], cng_number="")
    with pghistory.context(user=agent.pk, url=f"/admin/{OTHER}/", reason="import"):
        mark_texts(life[Professional], MARK)

    text = answer(professional=life[Professional].pk)

    assert OTHER not in text
    assert AGENT not in text
    assert fictitious_rpps(2) not in text
    assert '"par": "un agent"' in text


def test_a_record_of_another_person_is_not_named(life, other_life):
    ptmg = life[PtmgContract]
    PtmgContract.objects.filter(pk=ptmg.pk).update(origin_cesp=other_life[CespContract])

    told = records(answer(professional=life[Professional].pk))

    [line] = [line for line in told["contrats PTMG et apparentés"] if line["n°"] == ptmg.pk]
    assert line["données"]["CESP d’origine"] == "une autre fiche"
    assert [change["données"]["CESP d’origine"] for change in line["historique"]][-1] == "une autre fiche"


def test_labels_choices_and_dates_are_those_a_person_reads(life):
    told = records(answer(professional=life[Professional].pk))

    contract = told["contrats CESP"][0]["données"]
    assert contract["date de signature"] == "15/11/2013"
    assert contract["filière"] == "médecine"
    assert told["engagements de MCS"][0]["données"]["médecin sapeur-pompier"] == "non"
    assert len(told["engagements de MCS"][0]["données"]["communes d’intervention"]) == 1
    assert told["professionnels"][0]["historique"][0]["action"] == "création"


@pytest.mark.parametrize("who", [fictitious_rpps(1), f"8{fictitious_rpps(1)}"], ids=["rpps", "idnps"])
def test_a_person_is_found_by_number(life, who):
    assert answer(who) == answer(professional=life[Professional].pk)


def test_a_person_is_found_by_their_address_whatever_the_case(life):
    assert answer(life[Professional].email.upper()) == answer(professional=life[Professional].pk)


def test_an_account_tells_its_roles_and_counts_what_it_wrote(agent, life, other_life):
    f.MembershipFactory(user=agent, role=Role.DATA_PROTECTION_OFFICER)
    with pghistory.context(user=agent.pk):
        f.StructureFactory()

    [account] = json.loads(answer(agent.email))["personnes"]

    assert account["compte"] == f"{AGENT} {AGENT}"
    assert account["fiches"]["utilisateurs"][0]["données"]["adresse électronique"] == agent.email
    assert account["fiches"][str(Membership._meta.verbose_name_plural)][0]["données"]["utilisateur"] == str(agent)
    assert account["saisies"] == {
        "modifications enregistrées": 1,
        "justifications (par)": 6,
        "lots d’import (envoyé par)": 2,
        "demandes de transfert (demandé par)": 2,
        "entrées d’historique (utilisateur)": 4,
    }
    assert not {MARK, OTHER} & {leaf for leaf in leaves(account) if isinstance(leaf, str)}


def test_a_password_is_told_to_nobody():
    user = f.UserFactory(password="zzsecret")

    assert "zzsecret" not in answer(user.email)


def test_a_file_is_for_its_owner_alone(life, tmp_path):
    plain, packed = tmp_path / "acces.json", tmp_path / "acces.zip"

    answer(fictitious_rpps(1), output=plain)
    answer(fictitious_rpps(1), output=packed)

    assert zipfile.ZipFile(packed).read("donnees.json").decode() == plain.read_text(encoding="utf-8")
    assert MARK in plain.read_text(encoding="utf-8")
    assert plain.stat().st_mode & 0o777 == packed.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        ([], {}, "Give an e-mail address, an RPPS, or --professional PK."),
        (["a@example.fr"], {"professional": 1}, "Give an e-mail address, an RPPS, or --professional PK."),
        (["nobody@example.fr"], {}, "Nobody is known as nobody@example.fr."),
        ([" "], {}, "Nobody is known as"),
        ([], {"professional": 999_999_999}, "Nobody is known as 999999999."),
    ],
)
def test_a_request_that_finds_nobody_says_so(args, options, sentence):
    f.ProfessionalFactory.create_batch(2)

    with pytest.raises(CommandError, match=sentence):
        answer(*args, **options)


def test_an_address_of_two_persons_is_answered_for_neither():
    pair = f.ProfessionalFactory.create_batch(2, email="secretariat@example.fr")

    with pytest.raises(CommandError, match=f"among {pair[0].pk}, {pair[1].pk}"):
        answer("secretariat@example.fr")


def test_a_file_of_another_kind_is_refused(life, tmp_path):
    with pytest.raises(CommandError, match="must end with .json or .zip"):
        answer(fictitious_rpps(1), output=tmp_path / "acces.pdf")
    with pytest.raises(CommandError, match="cannot be written"):
        answer(fictitious_rpps(1), output=tmp_path / "absent" / "acces.json")


def test_the_formed_texts_left_out_above_are_told_too(life):
    text = answer(professional=life[Professional].pk)

    assert fictitious_rpps(1) in text
    assert "2013-2014" in text
