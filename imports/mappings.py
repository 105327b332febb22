"""What the columns of a file hold when its headers are not ours: proposed, chosen by hand, remembered."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping

from imports.kinds import ImportKind
from imports.matching import match_headers
from imports.models import ColumnMapping, ImportBatch
from imports.reading.headers import ALIKE, LONGEST, comparable


def remembered(batch: ImportBatch) -> dict[str, str]:
    """What the owner of `batch` said of a file of its kind with its headers: columns by position; empty if nothing."""
    known = ColumnMapping.objects.filter(user=batch.owner, kind=batch.kind, fingerprint=fingerprint(batch.headers))
    return known.values_list("columns", flat=True).first() or {}


def remember(batch: ImportBatch) -> None:
    """Keep what `batch` says of its columns for the next file of its owner that has the same headers."""
    ColumnMapping.objects.update_or_create(
        user=batch.owner,
        kind=batch.kind,
        fingerprint=fingerprint(batch.headers),
        defaults={"columns": batch.mapping},
    )


def fingerprint(headers: Iterable[str]) -> str:
    """What two files have in common when their headers are the same, in the same order."""
    return hashlib.sha256("\n".join(map(comparable, headers)).encode()).hexdigest()


def proposed(kind: ImportKind, headers: list[str], chosen: Mapping[int, str]) -> dict[int, str]:
    """A column for each position: the one chosen, else that of the header, else one of a near name; "" for none."""
    match = match_headers(kind, headers, chosen)
    found = {position: name for name, position in match.positions.items()}
    free = {
        comparable(spelling): column.name
        for column in kind.columns
        if column.name not in match.positions
        for spelling in (*column.aliases, column.name)
    }
    for position in match.unknown:
        if position in chosen:
            continue
        near = difflib.get_close_matches(comparable(headers[position][:LONGEST]), free, n=1, cutoff=ALIKE)
        if near and free[near[0]] not in found.values():
            found[position] = free[near[0]]
    return {position: found.get(position, "") for position in range(len(headers))}
