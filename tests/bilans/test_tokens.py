"""Live figures in a text, and the figures typed by hand that contradict them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilans import tokens
from bilans.contradictions import contradictions
from bilans.tokens import UnknownToken
from tests.bilans.sample import sample_bilan


@pytest.fixture
def bilan():
    return sample_bilan()


def region_of(bilan, code):
    return next(region for region in bilan["regions"] if region["code"] == code)


@pytest.fixture
def aura(bilan):
    region = region_of(bilan, "84")
    region["series"]["msp_open"] = {"2015": 100, "2016": region["figures"]["msp_open"]}
    return region


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ msp_open }} MSP", "{msp} MSP"),
        ("{{msp_open}}", "{msp}"),
        ("{{  msp_open\n}}", "{msp}"),
        ("{{ msp_open 2015 }}", "100"),
        ("{{ msp_open 1999 }}", "non renseigné"),
        ("{{ france cesp_signed }}", "1\u202f795"),
        ("{{ France cesp_signed }}", "1\u202f795"),
        ("rien", "rien"),
        ("{ msp_open }", "{ msp_open }"),
    ],
)
def test_a_token_becomes_the_figure_in_french(bilan, aura, text, expected):
    assert tokens.with_figures(text, bilan, aura) == expected.replace("{msp}", str(aura["figures"]["msp_open"]))


def test_a_figure_that_is_missing_becomes_its_reason(bilan):
    guadeloupe = region_of(bilan, "01")

    assert tokens.with_figures("{{ cesp_signed }}", bilan, guadeloupe) == "voir Antilles-Guyane"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ msp_opened_ }}", "vouliez-vous écrire {{\u00a0msp_opened\u00a0}}"),
        ("{{ xyz }}", "{{\u00a0xyz\u00a0}} ne désigne aucun chiffre."),
        ("{{ }}", "ne désigne aucun chiffre"),
        ("{{ msp_open 15 }}", "ne désigne aucun chiffre"),
        ("{{ msp_open", "ne se referment pas"),
        ("msp_open }}", "ne se referment pas"),
        ("{{ a }} {{ b }}", "{{\u00a0b\u00a0}}"),
    ],
)
def test_what_names_no_figure_is_said_in_a_sentence(text, words):
    assert any(words in sentence for sentence in tokens.faults(text))


def test_an_unknown_token_is_never_printed_as_it_is(bilan, aura):
    with pytest.raises(UnknownToken):
        tokens.with_figures("{{ msp_ouvertes }}", bilan, aura)


@given(st.text(max_size=60))
def test_a_text_without_fault_has_only_tokens_that_print(text):
    bilan = sample_bilan()
    known = {row["code"] for row in bilan["indicators"]}
    if not tokens.faults(text) and all(tokens.parse(each).code in known for each in tokens.TOKEN.findall(text)):
        tokens.with_figures(text, bilan, region_of(bilan, "84"))


# Contradictions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("La région compte 3 MSP ouvertes.", "msp_open"),
        ("Trois maisons de santé pluriprofessionnelles fonctionnent.", "msp_open"),
        ("3 maisons de santé ont ouvert leurs portes aux étudiants.", None),
        ("Nous avons signé 12 CESP.", "cesp_signed"),
        ("12 contrats d’engagement de service public", "cesp_signed"),
        ("Déjà 1 800 CESP signés en France.", "cesp_signed"),
        ("50 CESP installés exercent ici.", "cesp_installed_ever"),
        ("À la fin de 2015, 99 MSP.", "msp_open"),
        ("MSP ouvertes : 45", "msp_open"),
        ("Le nombre de maisons de santé est passé à 45 en 2016.", "msp_open"),
        ("Quatre-vingt-onze MSP", "msp_open"),
        ("99 MSP fin 2015, contre {msp} aujourd’hui.", "msp_open"),
        ("30 maisons de santé en région, dont 3 dans le Rhône", "msp_open"),
    ],
)
def test_a_figure_typed_by_hand_that_is_not_the_computed_one_is_pointed_out(bilan, aura, text, code):
    text = text.replace("{msp}", str(aura["figures"]["msp_open"]))

    found = [each.code for each in contradictions(text, bilan, aura, ["Rhône"])]

    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    "text",
    [
        "La région compte {{ msp_open }} MSP ouvertes.",
        "La région compte {msp} MSP ouvertes.",
        "À la fin de 2015, 100 MSP.",
        "1 795 CESP signés en France.",
        "1\u202f795 CESP au plan national.",
        "L’objectif est de 3 MSP.",
        "Cent vingt-six maisons de santé et 3 communautés",
        "{msp} maisons de santé, dont 6 universitaires.",
        "241 CESP dont 18 installés.",
        "{msp} MSP contre 100 MSP fin 2015.",
        "30 maisons de santé dans le département, 3 MSP dans l’agglomération.",
        "30 maisons de santé dans le Rhône.",
        "MSP et centres de santé\u00a0: 45",
        "MSP\u00a0: 45 professionnels y exercent.",
        "Une maison de santé accueille des étudiants.",
        "{msp} MSP et 3 nouvelles équipes",
        "Nous prévoyons 3 MSP d’ici 2019.",
        "Une réunion a rassemblé 40 internes.",
        "Le 3 mars, une MSP a reçu le préfet.",
        "",
    ],
)
def test_what_agrees_or_counts_something_else_is_not(bilan, aura, text):
    text = text.replace("{msp}", str(aura["figures"]["msp_open"]))

    assert contradictions(text, bilan, aura, ["Rhône", "Ain"]) == []


def test_a_contradiction_says_what_is_written_what_is_computed_and_what_to_write(bilan, aura):
    [found] = contradictions("Il y a 3 MSP.", bilan, aura)

    assert str(found) == (
        f"Vous écrivez «\u00a03 MSP\u00a0»\u202f; le chiffre calculé «\u00a0MSP ouvertes\u00a0» est "
        f"{aura['figures']['msp_open']}\u00a0: corrigez, ou écrivez {{{{\u00a0msp_open\u00a0}}}}."
    )


@given(st.integers(0, 3000))
def test_every_figure_but_the_computed_one_is_a_contradiction(number):
    bilan = sample_bilan()
    region = region_of(bilan, "84")

    found = contradictions(f"Aujourd’hui {number} CESP signés.", bilan, region)

    assert bool(found) == (number != region["figures"]["cesp_signed"])
