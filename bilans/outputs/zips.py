"""Files that are zip archives, written the same at each time of day."""

from __future__ import annotations

import datetime
import io
import zipfile


def frozen(archive: bytes, day: datetime.date) -> bytes:
    """The same archive, each of its parts dated `day` at midnight, in the same order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = part.compress_type, 0o600 << 16
            new.writestr(entry, old.read(part))
    return out.getvalue()
