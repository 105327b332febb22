"""Names of persons in the texts of a bilan: none may enter a published one.

Two ways to find one: a title before a name (« Dr Martin »), and the first and last names, in either order, of a person
of the register or of an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import F, Func, TextField, Value

from contracts.models import Professional
from regions.text import fold

TITLE = r"(?:(?i:Dr|Drs|Docteure?s?|Pr|Professeure?s?|Mme|Mmes|Mlle|Madame|Monsieur|Messieurs)\.?|M\.|MM\.)"
PARTICLE = r"(?:(?i:le|la|de|du|van|von|ben|el|al)[ \u00a0\u202f]+|d[’'])"
OFFICE = (
    r"(?i:préf[eè]te?s?|sous-préf[eè]te?s?|maires?|ministres?|direct(?:eur|rice)s?|président[es]*|déput[ée]+s?|"
    r"sénat(?:eur|rice)s?|recteurs?|rectrices?|doyen(?:ne)?s?|secrétaires?|conseill(?:er|ère)s?|délégu[ée]+s?|"
    r"médecine|junior|général[es]*|universit[ée]s?)\b"
)
"""What follows a title and names nobody: « Madame la Ministre », « docteur de Médecine »."""
NAME = rf"(?!{OFFICE})[A-ZÀ-ÖØ-Ý][\w’'-]+"
TITLED = re.compile(rf"(?<!\w){TITLE}[ \u00a0\u202f]+{PARTICLE}?{NAME}(?:[ \u00a0\u202f]+{NAME})?")
WORD = re.compile(r"[\w’'-]+")


def names_in(texts: Iterable[str]) -> list[str]:
    """The names of persons that `texts` hold, each once; in two queries, whatever the texts and the register."""
    texts = [text for text in texts if text]
    found = [" ".join(match[0].split()) for text in texts for match in TITLED.finditer(text)]
    whole = "\n".join(f" {_words(text)} " for text in texts)
    words = set(whole.split())
    for first, last in [*_professionals(words), *get_user_model().objects.values_list("first_name", "last_name")]:
        if first and last and _stands(_words(first), _words(last), whole):
            found.append(f"{first} {last}")
    return list(dict.fromkeys(found))


def _words(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))


def _professionals(words: set[str]):
    """First and last names of the persons of the register whose last name begins with one of `words`."""
    first_word = Func(F("search_name"), Value(" "), Value(1), function="split_part", output_field=TextField())
    named = Professional.objects.annotate(first_word=first_word).filter(first_word__in=words)
    return named.values_list("first_name", "last_name").iterator()


def _stands(first: str, last: str, whole: str) -> bool:
    return f" {first} {last} " in whole or f" {last} {first} " in whole
