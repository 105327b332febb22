"""Texts that a spreadsheet would take for a formula: written behind an apostrophe, and read back without it."""

from __future__ import annotations

import re

_WOULD_BE = re.compile(r"'*[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


def neutralised(text: str) -> str:
    """`text` as it is written in a file: one apostrophe more if it begins as a formula, apostrophes set aside."""
    return f"'{text}" if _WOULD_BE.match(text) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if NEUTRALISED.match(text) else text
