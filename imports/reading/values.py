"""French values read from a cell of any type. A parser takes a cell and gives a plain value, None for an empty one.

A value that cannot be taken raises `ValueRefused`: a French sentence that quotes it, and a suggestion when one value
is likely. Parsers keep nothing: the caller may remember what each cell of a column gave, true and false apart from 1
and 0, which Python holds for equal.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from imports.reading.headers import ALIKE, comparable
from imports.reading.refusals import counted
from imports.reading.tables import Cell, CellError, as_written

SPACES = "[ \u00a0\u202f]"
"""Space, no-break space, narrow no-break space: those of French numbers."""
WHOLE = re.compile(rf"[+-]?(?:[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}})+|[0-9]+)")
DECIMAL = re.compile(rf"[+-]?(?:[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}})+|[0-9]+)(?:[.,][0-9]+)?")
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
FRENCH_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]+)")
ISO_DATE = re.compile(r"([0-9]{3,})-([0-9]{1,2})-([0-9]{1,2})")
AT_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:[.,]0+)?)?$")
WHOLE_TAIL = re.compile(r"[.,]0+$")
DIGITS = 18
"""Of the longest number: what the database keeps."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415
"""Days that a spreadsheet counts up to 01/01/1950 and 31/12/2100."""
SERIAL_ORIGIN = datetime.date(1899, 12, 30)
TRUE = frozenset({"oui", "o", "vrai", "true", "1", "x"})
FALSE = frozenset({"non", "n", "faux", "false", "0"})
SHOWN = 60
LISTED = 8
EXACT = 2**53
AS_TEXT = "mettez la colonne au format Texte et retapez le numéro."

Parser = Callable[[Cell], object]


class ValueRefused(ValueError):
    """A value that cannot be taken, with a sentence in French and, if one is likely, the value to put instead.

    `certain`, for a suggestion that leaves no doubt: what to tell when it is read in place of the value.
    """

    def __init__(self, sentence: str, suggestion: str = "", *, certain: str = ""):
        super().__init__(sentence)
        self.suggestion, self.certain = suggestion, certain


def quoted(cell: Cell) -> str:
    """`cell` as it is quoted in a sentence."""
    text = as_written(cell)
    return f"«\u00a0{text if len(text) <= SHOWN else text[:SHOWN] + '…'}\u00a0»"


def text(max_length: int) -> Parser:
    """A text of at most `max_length` characters; numbers and dates are taken as they are written."""

    def parse(cell: Cell) -> str | None:
        read = _written(cell)
        if read is not None and len(read) > max_length:
            raise ValueRefused(
                f"{quoted(cell)} a {counted(len(read))} caractères, pour {counted(max_length)} au plus."
            )
        return read

    return parse


def whole_number(cell: Cell) -> int | None:
    """A whole number, with or without spaces between thousands."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    read = _written(cell)
    if read is None:
        return None
    if isinstance(cell, str) and WHOLE.fullmatch(read) and _digits(read) <= DIGITS:
        return int(re.sub(SPACES, "", read))
    _refuse_scientific(read)
    raise ValueRefused(f"{quoted(cell)} n’est pas un nombre entier.")


def _digits(read: str) -> int:
    return sum(map(str.isdecimal, read))


def decimal_number(cell: Cell) -> Decimal | None:
    """A number with a comma or a point, with or without spaces between thousands."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not abs(cell) < 10**DIGITS:
            raise ValueRefused(f"{quoted(cell)} est un nombre trop grand.")
        return Decimal(repr(cell))
    read = _written(cell)
    if read is None:
        return None
    if isinstance(cell, str) and DECIMAL.fullmatch(read):
        if _digits(read) > DIGITS:
            raise ValueRefused(f"{quoted(cell)} est un nombre trop grand.")
        return Decimal(re.sub(SPACES, "", read).replace(",", "."))
    _refuse_scientific(read)
    raise ValueRefused(f"{quoted(cell)} n’est pas un nombre\u00a0: écrivez-le comme 1 234,5.")


def date(cell: Cell) -> datetime.date | None:
    """A day: a true date of the spreadsheet, JJ/MM/AAAA, or AAAA-MM-JJ."""
    if isinstance(cell, datetime.datetime):
        raise ValueRefused(f"{quoted(cell)} porte une heure\u00a0: gardez le jour seul.", f"{cell:%d/%m/%Y}")
    if isinstance(cell, datetime.date):
        return _day(cell, cell.year, cell.month, cell.day)
    read = _written(cell)
    if read is None:
        return None
    if not isinstance(cell, str):
        raise _not_a_date(cell)
    if french := FRENCH_DATE.fullmatch(AT_MIDNIGHT.sub("", read)):
        day, month, year = french.groups()
        if len(year) == 2:
            raise ValueRefused(f"{quoted(cell)}\u00a0: écrivez l’année avec quatre chiffres.")
    elif iso := ISO_DATE.fullmatch(AT_MIDNIGHT.sub("", read)):
        year, month, day = iso.groups()
    else:
        raise _not_a_date(cell)
    if len(year) != len("AAAA"):
        raise ValueRefused(f"{quoted(cell)}\u00a0: l’année {year[:SHOWN]} ne s’écrit pas avec quatre chiffres.")
    return _day(cell, int(year), int(month), int(day))


def boolean(cell: Cell) -> bool | None:
    """Oui or non, as French spreadsheets write them: oui, vrai, 1, x; non, faux, 0."""
    if isinstance(cell, bool):
        return cell
    read = _written(cell)
    if read is None:
        return None
    key = read.casefold()
    if key in TRUE or key in FALSE:
        return key in TRUE
    raise ValueRefused(f"{quoted(cell)} n’est ni oui ni non.")


def choice(spellings: Mapping[object, str | Iterable[str]]) -> Parser:
    """One of the values of `spellings`, given with the ways to write each: its code, its label, known variants.

    Accents, case and punctuation do not count, as long as one value alone fits.
    """
    exact, loose, named = {}, {}, {}
    for value, ways in spellings.items():
        ways = [ways] if isinstance(ways, str) else list(ways)
        named[value] = ways[0]
        for way in ways:
            exact[way] = value
            loose.setdefault(comparable(way), set()).add(value)
    loose.pop("", None)

    def parse(cell: Cell):
        read = _written(cell)
        if read is None:
            return None
        if read in exact:
            return exact[read]
        fitting = loose.get(comparable(read), ())
        if len(fitting) == 1:
            return next(iter(fitting))
        raise _no_choice(cell, read, fitting, loose, named)

    return parse


def identifier(length: int, *, is_right: Callable[[str], bool] | None = None, has_key: bool = False) -> Parser:
    """A number of `length` characters that counts nothing (RPPS, FINESS, SIRET, commune), as text, without spaces.

    A lost leading zero is refused with the whole number as a suggestion, if `is_right` accepts it; a certain one when
    `is_right` knows the number by its key (`has_key`).
    """

    def parse(cell: Cell) -> str | None:
        read = _written(cell)
        if read is None:
            return None
        if isinstance(cell, float) and (not cell.is_integer() or abs(cell) > EXACT):
            raise ValueRefused(f"{quoted(cell)} n’est pas un numéro exact\u00a0: {AS_TEXT}")
        if SCIENTIFIC.fullmatch(read):
            raise ValueRefused(
                f"{quoted(cell)} est en notation scientifique, ses derniers chiffres sont perdus\u00a0: {AS_TEXT}"
            )
        number = WHOLE_TAIL.sub("", re.sub(SPACES, "", read)).upper()
        if len(number) == length and number.isascii() and number.isalnum():
            return number
        padded = number.rjust(length, "0")
        lost = len(number) == length - 1 and number.isdecimal() and (is_right is None or is_right(padded))
        advice = f" Le zéro du début s’est perdu\u00a0: {AS_TEXT}" if lost else ""
        raise ValueRefused(
            f"{quoted(cell)} n’est pas un numéro de {length} caractères.{advice}",
            padded if lost else "",
            certain=f"Zéro rétabli\u00a0: {quoted(number)} est lu {quoted(padded)}." if lost and has_key else "",
        )

    return parse


def _written(cell: Cell) -> str | None:
    """`cell` as text, None when it is empty; a cell in error is refused."""
    if isinstance(cell, CellError):
        raise ValueRefused(cell.sentence)
    return as_written(cell) or None


def _refuse_scientific(read: str) -> None:
    if SCIENTIFIC.fullmatch(read):
        raise ValueRefused(f"{quoted(read)} est en notation scientifique\u00a0: écrivez tous les chiffres du nombre.")


def _day(cell: Cell, year: int, month: int, day: int) -> datetime.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueRefused(f"{quoted(cell)}\u00a0: l’année {year:04} n’est pas entre {FIRST_YEAR} et {LAST_YEAR}.")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueRefused(f"{quoted(cell)} n’existe pas dans le calendrier.") from None


def _not_a_date(cell: Cell) -> ValueRefused:
    """The refusal of `cell`; the count of days that a spreadsheet shows in place of a date is told as a date."""
    if not re.fullmatch("[0-9]+", as_written(cell)):
        return ValueRefused(f"{quoted(cell)} n’est pas une date\u00a0: écrivez-la JJ/MM/AAAA.")
    serial = int(as_written(cell)[:DIGITS])
    likely = FIRST_SERIAL <= serial <= LAST_SERIAL
    day = f"{SERIAL_ORIGIN + datetime.timedelta(serial):%d/%m/%Y}" if likely else ""
    return ValueRefused(f"{quoted(cell)} est un nombre, pas une date\u00a0: mettez la colonne au format Date.", day)


def _no_choice(cell: Cell, read: str, fitting, loose: dict, named: dict) -> ValueRefused:
    if fitting:
        several = " ou ".join(f"«\u00a0{named[value]}\u00a0»" for value in named if value in fitting)
        return ValueRefused(f"{quoted(cell)} peut se lire {several}\u00a0: précisez.")
    near = difflib.get_close_matches(comparable(read)[:SHOWN], loose, n=1, cutoff=ALIKE)
    only = next(iter(loose[near[0]])) if near and len(loose[near[0]]) == 1 else None
    listed = list(named.values())[:LISTED]
    ending = "…" if len(named) > LISTED else "."
    expected = f" On attend\u00a0: {', '.join(listed)}{ending}" if listed else ""
    return ValueRefused(f"{quoted(cell)} n’est pas une valeur connue.{expected}", named.get(only, ""))
