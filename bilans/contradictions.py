"""Figures typed by hand in a narrative that contradict those the records give.

A figure is read with the noun it counts (« 45 maisons de santé ouvertes »): the noun and the words around it say which
indicator is meant. What is not understood is not pointed out; a token never is, being the figure itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bilans.presentation import group_of, indicators_by_code
from bilans.tokens import TOKEN
from bilans.typography import number

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"), start=2
    )
} | {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100}

NOUNS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        r"MSP|maisons? de santé(?: pluri-?(?:professionnelles?|disciplinaires?))?",
        "msp_open",
        (
            (r"universitaires?", "msp_univ"),
            (r"QPV|quartiers? prioritaires?", "msp_qpv"),
            (r"validée?s?", "msp_validated"),
            (r"en (?:élaboration|préparation|projet)|projets? de", "msp_in_preparation"),
            (r"ont fermé|fermée?s?", "msp_closed"),
            (r"nouvelles?|ont ouvert|supplémentaires?|de plus", "msp_opened"),
        ),
    ),
    (
        r"centres? de santé",
        "cds_open",
        ((r"en (?:élaboration|préparation|projet)|projets? de", "cds_in_preparation"),),
    ),
    (
        r"CESP|contrats? d[’']engagement de service public",
        "cesp_signed",
        (
            (r"à venir|attendue?s?|à installer", "cesp_to_come"),
            (r"installée?s?|exercent", "cesp_installed_ever"),
            (r"rompus?|ruptures?", "cesp_broken"),
            (r"allocataires?|allocations?", "cesp_allocated"),
        ),
    ),
    (
        r"PTMG|praticiens? territoria(?:l|ux)(?: de médecine générale)?",
        "ptmg_signed",
        ((r"en cours", "ptmg_running"), (r"installée?s?", "ptmg_installed")),
    ),
    (
        r"MCS|médecins? correspondants?(?: du SAMU)?",
        "mcs_active",
        ((r"en (?:cours de )?formation|à former", "mcs_in_training"), (r"signée?s?", "mcs_signed")),
    ),
    (
        r"PTA|plate-?formes? territoriales?(?: d[’']appui)?",
        "pta_open_or_planned",
        ((r"ouvertes?|en fonctionnement|fonctionnent", "pta_open"),),
    ),
    (r"ESP|équipes? de soins primaires", "esp_open", ()),
    (r"CPTS|communautés? professionnelles? territoriales? de santé", "cpts_open", ()),
    (r"maîtres? de stage", "training_supervisors", ()),
)
"""Each noun, the indicator it means when alone, and the words nearby that make it mean another."""

NOT_A_COUNT = re.compile(r"objectif|cible|vise|d[’']ici|prévoi|prévu|financ|chaque année|par an\b", re.IGNORECASE)
"""What is promised, expected or spent is no figure of the bilan."""
IN_FRANCE = re.compile(r"\bFrance\b|national|pays\b", re.IGNORECASE)
YEAR = re.compile(r"\b(20\d\d)\b")
SENTENCE = re.compile(r"[^.!?\n]+")
DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+"
NEARBY = 40
"""How many characters before and after are read for the words that say which figure is meant."""


@dataclass(frozen=True)
class Contradiction:
    """A figure typed by hand, what it seems to count, and the computed one. `quote` is how the text puts it."""

    quote: str
    typed: int
    code: str
    label: str
    computed: int | float

    def __str__(self):
        return (
            f"Vous écrivez «\u00a0{self.quote}\u00a0»\u202f; le chiffre calculé «\u00a0{self.label}\u00a0» est "
            f"{number(self.computed)}\u00a0: corrigez, ou écrivez {{{{\u00a0{self.code}\u00a0}}}}."
        )


def contradictions(text: str, bilan: dict, region: dict) -> list[Contradiction]:
    """The figures of `text`, a narrative of `region` in `bilan`, that are not those computed, in the order written."""
    indicators = indicators_by_code(bilan)
    found = []
    for sentence in SENTENCE.findall(TOKEN.sub(" ", text)):
        if NOT_A_COUNT.search(sentence):
            continue
        for quote, typed, code, rest in _counts(sentence):
            computed = _figure(code, rest, bilan, region)
            if computed is not None and typed != computed:
                found.append(Contradiction(quote, typed, code, indicators[code]["label"], computed))
    return found


def _counts(sentence: str):
    """The figures of a sentence: how each is put, its value, the indicator it means, the rest of the sentence."""
    for noun, alone, others in NOUNS:
        words = "|".join(NUMBER_WORDS)
        pattern = rf"(?<![\w,])({DIGITS}|{words})[ \u00a0\u202f]+((?:\w+[ \u00a0]+){{0,2}}?)({noun})\b"
        for found in re.finditer(pattern, sentence, re.IGNORECASE):
            around = sentence[max(0, found.start() - NEARBY) : found.end() + NEARBY]
            code = next((code for near, code in others if re.search(rf"\b(?:{near})\b", around, re.IGNORECASE)), alone)
            rest = f"{sentence[: found.start()]} {sentence[found.end() :]}"
            yield " ".join(found[0].split()), _value(found[1]), code, rest


def _value(text: str) -> int:
    return NUMBER_WORDS.get(text.casefold()) or int(re.sub(r"\D", "", text))


def _figure(code: str, rest: str, bilan: dict, region: dict):
    """The computed figure that the rest of the sentence speaks of; None when there is none to compare."""
    year = next((year for year in YEAR.findall(rest) if year != str(bilan["year"])), None)
    if IN_FRANCE.search(rest):
        figure = bilan["national"][code]
        return figure["series"].get(year) if year else figure["value"]
    group = group_of(bilan, region["code"])
    holder = group if group and region["missing"].get(code) == "grouped" else region
    return holder["series"].get(code, {}).get(year) if year else holder["figures"].get(code)
