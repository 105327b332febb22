"""Fictitious identifiers that pass the checks of real ones, in ranges that are not attributed."""

LETTERS = {"A": "1", "B": "2"}
"""FINESS counts the letters of the Corsican départements as digits."""


def luhn_key(digits: str) -> str:
    """The digit that makes `digits` pass the Luhn check."""
    numbers = [int(LETTERS.get(digit, digit)) for digit in reversed(digits)]
    doubled = [2 * number - 9 * (number > 4) if rank % 2 == 0 else number for rank, number in enumerate(numbers)]
    return str(-sum(doubled) % 10)


def fictitious_rpps(number: int) -> str:
    """The RPPS of rank `number` in the range 999, which is not attributed."""
    digits = f"999{number:07d}"
    return digits + luhn_key(digits)


def fictitious_finess(departement: str, number: int) -> str:
    """The FINESS of rank `number` in the range 99 of a département; empty when the range is used up."""
    prefix = f"{departement}99" if len(departement) == 2 else f"{departement}9"
    digits = f"{prefix}{number:0{8 - len(prefix)}d}"
    return digits + luhn_key(digits) if len(digits) == 8 else ""
