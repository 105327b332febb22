"""The secret key of a developer's machine, made once and kept out of the repository."""

import os
import secrets
from pathlib import Path


def local_secret_key(base_dir: Path) -> str:
    """Return the key kept in `var/secret_key` under `base_dir`, after making it the first time."""
    path = base_dir / "var" / "secret_key"
    path.parent.mkdir(exist_ok=True)
    try:
        # O_EXCL: of two processes that start together, one writes and the other reads.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()
