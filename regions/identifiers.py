"""The identifiers of the field, and the ones that no text may hold: pure functions on plain strings.

A checker takes the identifier as it is stored (upper case, no spaces) and never repairs it; `rpps_of` and `finess_of`
read what a person typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.fr import nir, siren, siret

CORSICA = str.maketrans("AB", "12")
"""A FINESS counts the letters of 2A and 2B as digits."""
# A département, then what follows it in a commune: 2A004, 97411.
DEPARTEMENT = r"(?:0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5])"
COMMUNE = rf"(?:{DEPARTEMENT}[0-9]{{3}}|9[78][0-9]{{3}})"
FORMATS = {
    "adeli": r"[0-9][0-9A-Z][0-9]{7}",
    "code_postal": r"(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}",
    "commune": COMMUNE,
    "iris": COMMUNE + r"[0-9]{4}",
    "qpv": r"QP[0-9]{2}[0-9AB][0-9]{3}|QN[0-9]{2}[0-9AB][0-9]{2}[A-Z]",
    "tvs": rf"{COMMUNE}|(?:{DEPARTEMENT}|9[78])[0-9]{{2}}",
}


def has_rpps_key(number: str) -> bool:
    """Whether `number` is eleven digits with the right key. A wrong key is a doubt: real numbers exist with one."""
    return bool(re.fullmatch("[0-9]{11}", number)) and luhn.is_valid(number)


def rpps_of(text: str) -> str:
    """The RPPS that `text` writes, spaces apart; an IDNPS is an RPPS after an 8. What is neither stays as it is."""
    number = "".join(text.split())
    return number[1:] if re.fullmatch("8[0-9]{11}", number) else number


def has_finess_form(number: str) -> bool:
    """Whether `number` is nine characters as in 750712184 or 2A0000154, whatever its key."""
    return bool(re.fullmatch("(?:[0-9]{2}|2[AB])[0-9]{7}", number))


def is_finess(number: str) -> bool:
    """Whether `number` is a FINESS, of a site or of a legal entity, with the right key."""
    return has_finess_form(number) and luhn.is_valid(number.translate(CORSICA))


def finess_of(text: str) -> str:
    """The FINESS that `text` writes: upper case, spaces apart."""
    return "".join(text.split()).upper()


def finess_without_its_zero(number: str) -> str | None:
    """The FINESS whose leading zero a spreadsheet has lost, when adding it back gives the right key; else None."""
    padded = f"0{number}"
    return padded if is_finess(padded) else None


def _has_format(kind: str) -> Callable[[str], bool]:
    return lambda code: bool(re.fullmatch(FORMATS[kind], code))


CHECKS: dict[str, Callable[[str], bool]] = {
    "finess": is_finess,
    "rpps": has_rpps_key,
    "siren": siren.is_valid,
    "siret": siret.is_valid,
    **{kind: _has_format(kind) for kind in FORMATS},
}
"""Kind of identifier -> whether a text is one of them, by its form and, when it has one, by its key."""

# Between two digits: nothing, or what a person puts there. NFKC has made a plain space of every other.
GAP = "[ .‐-―-]{0,2}"
NIR = re.compile(rf"(?<![^\W_])(?=([1-478](?:{GAP}[0-9]){{5}}{GAP}[0-9AB](?:{GAP}[0-9]){{8}})(?![^\W_]))")
IBAN = re.compile(rf"(?<![^\W_])(?=([A-Z]{{2}}[0-9]{{2}}(?:{GAP}[0-9A-Z]){{11,30}}))")
IBAN_LENGTHS = range(15, 35)


def holds_nir(text: str) -> bool:
    """Whether a social security number, with the right key, stands in `text`: Corsican and overseas ones included."""
    return any(nir.is_valid(number) for number in _found(NIR, text))


def holds_iban(text: str) -> bool:
    """Whether an international bank account number, with the right key, stands in `text`."""
    # What follows the number may look like a part of it: its length is that of its country.
    return any(
        iban.is_valid(number[:length], check_country=False)
        for number in _found(IBAN, text)
        for length in IBAN_LENGTHS
        if length <= len(number)
    )


def _found(pattern: re.Pattern, text: str) -> Iterator[str]:
    for match in pattern.finditer(unicodedata.normalize("NFKC", text).upper()):
        yield re.sub("[^0-9A-Z]", "", match[1])
