"""The version of an exported row, and the rows of a file that a colleague's change has overtaken."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from imports.drafts import ABSENT, Draft
from imports.extras import VERSION
from imports.kinds import ImportKind
from imports.registers import RECORD, Register

DIGITS = 14
LETTER = "v"
"""Begins every version: digits alone, or with an « e » among them, are numbers to a spreadsheet."""
REMEMBERED = 100_000
NOTHING = {None: "", ABSENT: ""}
"""What is written of no value."""
OVERTAKEN = "Cette fiche a changé depuis l’export\u00a0: faites-en un nouveau et reportez-y vos modifications."
GONE = (
    "Cette fiche n’est plus au registre sous cette clé\u00a0: rétablissez la clé, ou videz la cellule "
    f"«\u00a0{VERSION}\u00a0» pour créer une nouvelle fiche."
)


def version_of(texts: Iterable[str]) -> str:
    """The version of a row whose cells are written `texts`."""
    written = "\x1f".join(texts).encode()
    return LETTER + hashlib.sha256(written).hexdigest()[:DIGITS]


class Shown(dict):
    """How the values of one column are written, each distinct one once."""

    def __init__(self, show: Callable[[object], str]):
        super().__init__(NOTHING)
        self.show = show

    def __missing__(self, value):
        if len(self) > REMEMBERED:
            self.clear()
            self.update(NOTHING)
        written = self[value] = self.show(value)
        return written


def shown_by(register: Register, kind: ImportKind) -> list[Shown]:
    """How the values of each column of `kind` are written."""
    return [Shown(register.shows.get(column.name) or column.show) for column in kind.columns]


def refuse_conflicts(register: Register, kind: ImportKind, drafts: Iterable[Draft]) -> None:
    """Refuse, among `drafts`, which would all change something, those whose record is not what was exported.

    Both values are told, to those who may read the record; to others the register answers as for any record of theirs.
    """
    shown = shown_by(register, kind)
    overtaken = []
    for draft in drafts:
        if draft.current is None:
            if draft.version:
                draft.refuse("", GONE)
        elif draft.version != version_of(show[value] for show, value in zip(shown, draft.current, strict=True)):
            overtaken.append(draft)
    if not overtaken:
        return
    records = register.parts[RECORD].model._default_manager.visible_to(register.user)
    keys = {draft.keys[RECORD] for draft in overtaken}
    read = set(records.filter(pk__among=keys).values_list("pk", flat=True))
    for draft in overtaken:
        if draft.keys[RECORD] in read:
            _refuse_overtaken(draft, kind, shown)


def _refuse_overtaken(draft: Draft, kind: ImportKind, shown: list[Shown]) -> None:
    draft.refuse("", OVERTAKEN)
    for column, show, theirs, held in zip(kind.columns, shown, draft.values, draft.current, strict=True):
        if theirs != held:
            draft.refuse(
                column.name, f"vous\u00a0: {_said(show[theirs])}\u202f; au registre\u00a0: {_said(show[held])}."
            )


def _said(text: str) -> str:
    return f"«\u00a0{text}\u00a0»" if text else "rien"
