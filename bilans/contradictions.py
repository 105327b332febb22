"""Figures typed by hand in a narrative that contradict those the records give.

A figure is read with the noun it counts (« 45 maisons de santé ouvertes », « MSP ouvertes : 45 »): the noun and the
words around it, in its clause, say which indicator is meant. What is not understood is not pointed out; a token never
is, being the figure itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from text_to_num import text2num

from bilans.presentation import group_of, indicators_by_code
from bilans.tokens import TOKEN
from bilans.typography import number
from regions.text import fold

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
IN_A_PART = re.compile(
    r"\b(?:départements?|cantons?|communes?|agglomération|métropole|ville|bassins?|arrondissements?|territoires?)\b",
    re.IGNORECASE,
)
"""Places smaller than the region, whose figures are not those of the bilan."""
PROPER_NOUNS = re.compile(r"territoires? de santé|communautés? professionnelles? territoriales?", re.IGNORECASE)
"""Names that hold the word of a place and are none."""
YEAR = re.compile(r"\b(20\d\d)\b")
SENTENCE = re.compile(r"[^.!?\n]+")
CLAUSE_END = re.compile(r"[,;()]|\b(?:dont|contre|mais|tandis que|alors que|y compris)\b", re.IGNORECASE)
SPACE = r"[ \u00a0\u202f]"
DIGITS = rf"\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)|\d+"
NUMERAL = (
    "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|"
    "cinquante|soixante|cents?|mille"
)
SPELT = rf"(?:{NUMERAL})(?:(?:-|{SPACE})(?:et(?:-|{SPACE}))?(?:{NUMERAL})){{0,9}}"
NUMBER = rf"({DIGITS}|{SPELT})"
ARTICLES = ("un", "une")
IS = (
    rf"{SPACE}*:|(?:passe|passée?s?|s[’']élève(?:nt)?|s[’']établi(?:t|ssent)){SPACE}à|"
    rf"(?:est|était|sont|étaient){SPACE}de|attei(?:nt|gnent)"
)
"""What stands between a noun and the figure that follows it."""
NOTHING_COUNTED = rf"{SPACE}*(?:$|fin\b|en\b|au\b|à\b)"
OTHER_COUNT = re.compile(r"\bet\b|\d", re.IGNORECASE)
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


def contradictions(text: str, bilan: dict, region: dict, parts: Collection[str] = ()) -> list[Contradiction]:
    """The figures of `text`, a narrative of `region` in `bilan`, that are not those computed, in the order written.

    `parts` are the names of the places of the region, its départements: what is counted there is not compared.
    """
    indicators = indicators_by_code(bilan)
    found = []
    for sentence in SENTENCE.findall(TOKEN.sub(" ", text)):
        if NOT_A_COUNT.search(sentence):
            continue
        for quote, typed, code, said in _counts(sentence):
            computed = None if _is_of_a_part(said, parts) else _figure(code, said, bilan, region)
            if computed is not None and typed != computed:
                found.append(Contradiction(quote, typed, code, indicators[code]["label"], computed))
    return found


def _counts(sentence: str) -> Iterator[tuple[str, int, str, str]]:
    """The figures of a sentence: how each is put, its value, the indicator it means, and what is said of it.

    That is its own clause, and those of the sentence that hold no other figure: « Fin 2015, 99 MSP ».
    """
    counted = [(clause, list(_counts_of_clause(clause))) for clause in CLAUSE_END.split(sentence)]
    common = " ".join(clause for clause, found in counted if not found and not re.search(r"\d", YEAR.sub("", clause)))
    for clause, found in counted:
        for quote, value, code in found:
            yield " ".join(quote.split()), value, code, f"{clause.replace(quote, ' ')} {common}"


def _counts_of_clause(clause: str) -> Iterator[tuple[str, int, str]]:
    words = rf"(?:\w+{SPACE}){{0,2}}?"
    for noun, alone, others in NOUNS:
        before = rf"(?<![\w,-]){NUMBER}{SPACE}+{words}(?:{noun})\b"
        after = rf"(?<!\w)(?:{noun})\b(?:(?!\bet\b)[^:\d]){{0,30}}?(?:{IS}){SPACE}*{NUMBER}(?={NOTHING_COUNTED})"
        for found in re.finditer(f"{before}|{after}", clause, re.IGNORECASE):
            value = _value(found[1] or found[2])
            if value is not None:
                around = _around(clause, *found.span())
                code = next((code for near, code in others if _says(near, around)), alone)
                yield found[0], value, code


def _around(clause: str, start: int, end: int) -> str:
    """What is counted from `start` to `end`, with the words nearby that another count does not part from it."""
    before = OTHER_COUNT.split(clause[max(0, start - NEARBY) : start])[-1]
    after = OTHER_COUNT.split(clause[end : end + NEARBY])[0]
    return f"{before}{clause[start:end]}{after}"


def _says(words: str, around: str) -> bool:
    return re.search(rf"\b(?:{words})\b", around, re.IGNORECASE) is not None


def _value(text: str) -> int | None:
    """The number written, in figures or in words; None for an article, or for words that make no number."""
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    words = re.sub(SPACE, " ", text.casefold())
    try:
        return None if words in ARTICLES else text2num(words, "fr")
    except ValueError:
        return None


def _is_of_a_part(said: str, parts: Collection[str]) -> bool:
    folded = fold(said)
    return IN_A_PART.search(PROPER_NOUNS.sub(" ", said)) is not None or any(
        re.search(rf"\b{re.escape(fold(part))}\b", folded) for part in parts
    )


def _figure(code: str, said: str, bilan: dict, region: dict):
    """The computed figure that `said` speaks of; None when there is none to compare."""
    year = next((year for year in YEAR.findall(said) if year != str(bilan["year"])), None)
    if IN_FRANCE.search(said):
        figure = bilan["national"][code]
        return figure["series"].get(year) if year else figure["value"]
    group = group_of(bilan, region["code"])
    holder = group if group and region["missing"].get(code) == "grouped" else region
    return holder["series"].get(code, {}).get(year) if year else holder["figures"].get(code)
