"""Identifiers with the right key, out of those that exist."""

from stdnum import luhn


def fictitious_finess(number: int) -> str:
    """The FINESS of rank `number` in a département 00, which is none."""
    digits = f"00{number:06}"
    return digits + luhn.calc_check_digit(digits)


def fictitious_rpps(number: int) -> str:
    """The RPPS of rank `number` in the range 999, which is not attributed."""
    digits = f"999{number:07}"
    return digits + luhn.calc_check_digit(digits)
