"""Kinds of import: what a file of each holds. The applications that own the records register theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imports.reading.headers import comparable
from imports.reading.tables import as_written
from imports.reading.values import Parser

Show = Callable[[object], str]


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, how a cell of it is read, how a value of it is written.

    `parse` gives a plain value, None for nothing, or raises `ValueRefused`; `show` writes that value so that `parse`
    reads it back. `required`: a new record needs it. `fixed`: an existing record keeps its own. `values` and `example`
    are shown in the template. `position`: where a file without headers has it, counted from 0.
    """

    name: str
    parse: Parser | None = None
    """None where the register gives it: values that are rows of the database."""
    help: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    fixed: bool = False
    show: Show = as_written
    values: tuple[str, ...] = ()
    example: str = ""
    position: int | None = None


@dataclass(frozen=True)
class ImportKind:
    """A kind of file. `open` gives, for a user, the `imports.records.Register` that its rows are checked against."""

    code: str
    label: str
    """In French, plural: « contrats CESP »."""
    columns: tuple[Column, ...]
    open: Callable
    permission: str
    """The right, besides the wall, that a user needs to import or export it: « contracts.change_cespcontract »."""
    keys: tuple[tuple[str, ...], ...] = ()
    """Columns of which one group at least must be in the file."""
    model: str = ""
    """The records, « app.Model », whose list offers the import; empty when no list does."""
    headerless: bool = False
    """Whether its files come without headers, their columns known by `position` and their first line by `opening`."""
    opening: str = ""
    """How the first line of such a file begins; that line is no row."""

    @property
    def in_file(self) -> tuple[Column, ...]:
        """The columns that a file of the kind may hold: of a file without headers, those whose position is known."""
        return tuple(c for c in self.columns if c.position is not None) if self.headerless else self.columns

    def column(self, name: str) -> Column:
        """The column `name`; raises `KeyError`."""
        return {column.name: column for column in self.columns}[name]


_KINDS: dict[str, ImportKind] = {}


def register(*kinds: ImportKind) -> None:
    """Add kinds of import; a code names one kind, else `ValueError`."""
    for kind in kinds:
        if _KINDS.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"Two kinds of import are named {kind.code}.")


def kind(code: str) -> ImportKind:
    """The kind `code`; raises `KeyError`."""
    return _KINDS[code]


def kinds() -> list[ImportKind]:
    """Every kind, in the order in which the applications registered them."""
    return list(_KINDS.values())


def kind_of_model(label: str) -> ImportKind | None:
    """The kind of the records « app.Model », the first of them; None when no file holds them."""
    return next((kind for kind in kinds() if kind.model == label), None)


def kinds_of(user) -> list[ImportKind]:
    """The kinds that `user` may import."""
    return [kind for kind in kinds() if may_import(user, kind)]


def may_import(user, kind: ImportKind) -> bool:
    """Whether `user` may import files of `kind`: the right on its records, and somewhere to write."""
    scope = user.write_scope
    return user.has_perm(kind.permission) and (scope.everywhere or bool(scope.regions))


def same_word(one: str, other: str) -> bool:
    """Whether two texts are the same but for accents, case and punctuation."""
    return comparable(one) == comparable(other)
