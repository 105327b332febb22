"""What the tests of the set-up share: running this project's commands in a clean environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUR_VARIABLES = ("DATABASE_URL", "SECRET_KEY", "LOCAL", "DEBUG", "HTTPS_ONLY", "DJANGO_SETTINGS_MODULE", "PTS_THEME")
# Port 1 of this machine answers nothing.
UNREACHABLE_URL = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def run_python():
    """Run Python from the project's folder with the given variables and none of the test run's; return the result."""

    def run(*arguments, **variables):
        kept = {name: value for name, value in os.environ.items() if name not in OUR_VARIABLES}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=kept | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def assert_one_sentence(result, expected):
    """Check that a command failed with one line that holds `expected`, and no traceback."""
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Error: ")
    assert expected in lines[0]
