"""The same document gives the same bytes: twice in a process, and in another one."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bilans import outputs
from tests.bilans.outputs.documents import small_edition

ROOT = Path(__file__).resolve().parents[3]
ELSEWHERE = """
import hashlib, json, sys, time
import django
django.setup()
from bilans import outputs
bilan = json.load(sys.stdin)
files = {name: write(bilan) for name, write in outputs.FORMATS.items()}
files["docx"] = outputs.chapter_docx(bilan, "84")
print(json.dumps({name: hashlib.sha256(file if isinstance(file, bytes) else file.encode()).hexdigest()
                  for name, file in files.items()}))
"""


def digests(bilan) -> dict[str, str]:
    files = {name: write(bilan) for name, write in outputs.FORMATS.items()} | {
        "docx": outputs.chapter_docx(bilan, "84")
    }
    return {
        name: hashlib.sha256(file if isinstance(file, bytes) else file.encode()).hexdigest()
        for name, file in files.items()
    }


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_writes_the_same_bytes(seed):
    bilan = small_edition()

    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps(bilan),
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == digests(bilan)


def test_a_file_written_later_is_the_same(monkeypatch):
    bilan, before = small_edition(), digests(small_edition())
    # The clock of a zip archive counts two seconds by two.
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *args: (2033, 5, 18, 5, 33, 20, 2, 138, 1))

    assert digests(bilan) == before


@pytest.mark.parametrize(
    ("more", "day"), [({}, "2016-12-31"), ({"edition": "1.0", "published_on": "2017-04-10"}, "2017-04-10")]
)
def test_a_file_is_dated_by_its_publication_else_by_its_figures(more, day):
    bilan = small_edition() | {"edition": None, "published_on": None, "corrects": None} | more

    assert f"D:{day.replace('-', '')}".encode() in outputs.as_pdf(bilan)
