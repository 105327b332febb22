"""The name of a commune after « de », as French says it."""

import re

from regions.text import fold

CONTRACTIONS = {"Le ": "du ", "Les ": "des "}
# An « h » is aspirated in the names in « Ha… » (Haguenau), silent in most others (Hyères).
ELIDED = re.compile(r"[aeiou]|h[^a]|y[^aeiou]")


def of_commune(name: str) -> str:
    """« d’Évry », « du Mans », « des Ulis », « de La Rochelle », « de Rennes »."""
    for article, contracted in CONTRACTIONS.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if ELIDED.match(fold(name)) else f"de {name}"
