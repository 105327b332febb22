"""Text compared as a person reads it: without accents, case or ligatures."""

import re
import unicodedata

from django.db.models import Func, TextField, Value
from django.db.models.functions import Lower, Replace

MARKS = re.compile("[\u0300-\u036f]")


class _Nfkd(Func):
    template = "normalize(%(expressions)s, NFKD)"
    output_field = TextField()


class _WithoutMarks(Func):
    function = "regexp_replace"
    template = "regexp_replace(%(expressions)s, U&'[\\0300-\\036F]', '', 'g')"
    output_field = TextField()


def curly(text: str) -> str:
    """A name with the apostrophe of print: official files write « Côte d'Azur »."""
    return text.replace("'", "\u2019")


def folded(expression):
    """An SQL expression for `expression` in lower case, without accents: « Œuf d'Été » gives « oeuf d'ete ».

    Immutable, hence usable in a generated column, whatever path writes the row.
    """
    folded = Lower(_WithoutMarks(_Nfkd(expression)), output_field=TextField())
    for ligature, letters in (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae")):
        folded = Replace(folded, Value(ligature), Value(letters), output_field=TextField())
    return folded


def fold(text: str) -> str:
    """`text` as `folded` writes it in the database: what a person types, ready to be compared."""
    if text.isascii():
        return text.lower()
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()
    return bare.replace("œ", "oe").replace("æ", "ae")
