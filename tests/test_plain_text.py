"""Every text of every record refuses what it must not hold, at each door, with a sentence at its field."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from bilans.models import Edition
from contracts.models import CespContract, CespEvent, Professional
from pts_admin.demo import identifiers as demo
from regions.identifiers import has_rpps_key, is_finess
from regions.plain_text import REMINDER, guard_texts, is_text, takes_sentences
from structures.models import Structure
from tests import factories as f
from tests.factories.identifiers import fictitious_finess, fictitious_rpps
from tests.our_models import our_models
from tests.wall_ground import as_posted, url

pytestmark = pytest.mark.django_db

NIR, ACCOUNT = "2 95 10 99 126 111 93", "FR76 3000 6000 0112 3456 7890 189"
SCRIPT = "<script>alert('zz')</script>"
INVISIBLE = [*"\x00\x07\x7f\x85\u00ad\u200b\u200f\u2028\u202e\u2066\ufeff\ud800"]


def texts():
    """Every text that a person writes, choices apart: Django itself refuses what is not one of them."""
    for model in our_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                yield pytest.param(model, field, id=f"{model._meta.label}.{field.name}")


def errors_of(field, text) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        field.run_validators(text)
    return refusal.value.messages


@pytest.mark.parametrize(("model", "field"), list(texts()))
def test_every_text_refuses_what_no_record_holds(model, field):
    if not is_text(field):
        assert field == Edition._meta.get_field("snapshot"), "a text that a person writes has a limit"
        return

    assert any("(U+202E, en position 2)" in sentence for sentence in errors_of(field, "a\u202eb"))
    assert any("sécurité sociale" in sentence for sentence in errors_of(field, NIR))
    assert any("bancaire" in sentence for sentence in errors_of(field, ACCOUNT))
    assert any("au plus" in sentence for sentence in errors_of(field, "a" * (field.max_length + 1)))


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_an_invisible_character_is_refused_at_its_field(character):
    professional = f.ProfessionalFactory.build(last_name=f"Du{character}rand")

    with pytest.raises(ValidationError) as refusal:
        professional.full_clean()

    assert list(refusal.value.message_dict) == ["last_name"]


@pytest.mark.parametrize("text", ["Zoé-Œuvre d’Été", "محمد", "李", "1\u202f200 €", "e\u0301", "🩺"])
def test_every_script_is_welcome(text):
    f.ProfessionalFactory.build(last_name=text).full_clean()


def test_lines_are_for_the_texts_of_several_lines():
    Structure(note="Un\r\ndeux\ttrois").clean_fields(exclude=["type", "name", "lead_region"])

    sentences = errors_of(Structure._meta.get_field("name"), "Un\ndeux")

    assert sentences == ["Ce texte tient sur une seule ligne, sans tabulation."]


def test_ten_thousand_characters_are_refused_without_a_form():
    structure = f.StructureFactory()
    structure.note = structure.name = "a" * 10_000

    with pytest.raises(ValidationError) as refusal:
        structure.full_clean()

    assert set(refusal.value.message_dict) == {"note", "name"}


def test_the_rules_are_no_migration():
    field = Structure._meta.get_field("note")

    assert "validators" not in field.deconstruct()[3]
    assert Structure._meta.get_field("finess_et").deconstruct()[1] == "django.db.models.CharField"


@isolate_apps("regions")
def test_a_new_model_is_guarded_without_a_list():
    class Leaflet(models.Model):
        body = models.TextField(max_length=10)

        class Meta:
            app_label = "regions"

        def __str__(self):
            return self.body

    guard_texts([Leaflet])

    with pytest.raises(ValidationError):
        Leaflet(body="a" * 11).clean_fields()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("750712185", "La clé du numéro FINESS 750712185 est fausse\u00a0: recopiez ses neuf caractères."),
        ("10780054", "Il manque le zéro du début\u00a0: vouliez-vous dire 010780054\u202f?"),
        ("7507", "Un numéro FINESS a neuf caractères\u00a0: recopiez-le en entier, par exemple 2A0000154."),
    ],
)
@pytest.mark.parametrize(
    ("factory", "column"),
    [(f.StructureFactory, "finess_et"), (f.StructureFactory, "finess_ej"), (f.SamuEstablishmentFactory, "finess")],
)
def test_a_wrong_finess_is_refused_at_its_field(factory, column, typed, sentence):
    record = factory()
    setattr(record, column, typed)

    with pytest.raises(ValidationError) as refusal:
        record.full_clean()

    assert refusal.value.message_dict == {column: [sentence]}


def test_a_finess_is_read_whatever_its_case_and_spaces():
    structure = f.StructureFactory()
    structure.finess_et = "2a 0000 154"

    structure.full_clean()

    assert structure.finess_et == "2A0000154"


def test_an_idnps_is_read_as_an_rpps_and_a_wrong_key_is_taken():
    professional = f.ProfessionalFactory.build(rpps="810102727017")

    professional.full_clean()

    assert professional.rpps == "10102727017"


@pytest.fixture
def person(region):
    return f.ProfessionalFactory(created_in_region=region)


def saved(browser, record, **typed):
    """The answer to the form of `record` in the admin, sent with `typed`."""
    address = url(type(record), "change", record.pk)
    return browser.post(address, as_posted(browser.get(address)) | typed)


@pytest.mark.parametrize("text", ["Du\u202erand", "Du\x00rand", NIR, "a" * 10_000], ids=["bidi", "nul", "nir", "long"])
def test_a_form_of_the_admin_says_it_at_the_field(browser, person, text):
    response = saved(browser, person, last_name=text)

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["last_name"]
    assert Professional.objects.get().last_name == person.last_name


def test_a_form_of_the_admin_reads_a_pasted_number(browser, person):
    number = fictitious_rpps(7)

    saved(browser, person, rpps=f"8 {number[:3]} {number[3:]}")

    assert Professional.objects.get().rpps == number


def test_a_part_entered_in_the_page_of_its_record_is_guarded_too(browser, region):
    contract = f.CespContractFactory(followup_region=region)
    event = f.CespEventFactory(contract=contract)
    address = url(CespContract, "change", contract.pk)

    response = browser.post(address, as_posted(browser.get(address)) | {"events-0-note": f"Voir {NIR}"})

    assert response.status_code == 200
    assert "Aucun numéro de sécurité sociale ici" in response.content.decode()
    assert CespEvent.objects.get(pk=event.pk).note == ""


def test_the_fields_of_sentences_say_what_they_must_not_hold(browser, region):
    structure = f.StructureFactory(lead_region=region)

    page = browser.get(url(Structure, "change", structure.pk)).content.decode()

    assert REMINDER in page
    assert not takes_sentences(Structure._meta.get_field("name"))
    assert takes_sentences(CespEvent._meta.get_field("note"))


def test_a_script_in_a_name_is_a_text_like_another(browser, region):
    person = f.ProfessionalFactory(last_name=SCRIPT, first_name=SCRIPT, created_in_region=region)
    person.full_clean()
    saved(browser, person, first_name=f"{SCRIPT} bis")
    f.CespContractFactory(professional=person, followup_region=region, cng_number=SCRIPT)
    pages = [
        url(Professional, "changelist"),
        url(Professional, "change", person.pk),
        url(Professional, "history", person.pk),
        url(Professional, "delete", person.pk),
        url(CespContract, "changelist"),
        reverse("contracts:register"),
    ]

    for page in pages:
        response = browser.get(page)
        assert response.status_code == 200, page
        assert "<script>alert" not in response.content.decode(), page
        assert "&lt;script&gt;alert" in response.content.decode(), page
    assert Professional.objects.get().last_name == SCRIPT


def test_a_script_in_a_name_is_data_for_the_autocompletion(browser, region):
    f.ProfessionalFactory(last_name=SCRIPT, created_in_region=region)

    response = browser.get(
        reverse("admin:autocomplete"),
        {"app_label": "contracts", "model_name": "cespcontract", "field_name": "professional", "term": "script"},
    )

    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["results"][0]["text"].startswith(SCRIPT)


def test_the_factories_and_the_demonstration_make_numbers_with_the_right_key():
    assert has_rpps_key(demo.fictitious_rpps(12))
    assert has_rpps_key(fictitious_rpps(12))
    assert all(is_finess(demo.fictitious_finess(code, 12)) for code in ("01", "2A", "2B", "974"))
    assert is_finess(fictitious_finess(12))
