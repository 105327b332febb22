"""Imports a file from the server: the way for files larger than what a page takes, and for nightly loads."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction
from tqdm import tqdm

from imports import batches
from imports.checking import Checker
from imports.enums import BlankPolicy, Outcome
from imports.exporting.refused import refused_rows_file
from imports.kinds import kinds, may_import
from imports.models import ImportBatch
from imports.reading import FileRefused, Limits, read
from imports.writing import bulk_writing

NO_LIMIT = Limits(size=None, rows=None)
KEPT_SIZE = 20_000_000
"""Bytes up to which the file itself is kept in the journal of imports."""
STEP = 20_000
"""Rows written between two moves of the progress bar."""
TOLD = {outcome: name for outcome, name in batches.COUNTS.items() if outcome != Outcome.PROPOSED}
"""The counts of the last line; a row about which a page would ask a question counts as refused."""
SHOWN = 20
"""Refused rows told one by one."""
WRITTEN, SOME_REFUSED, REFUSED = 0, 1, 2
"""Exit codes: nothing refused; some rows refused; the file, the user or the right is refused."""


class Command(BaseCommand):
    """Prints why rows are refused, then, as its last line, a JSON object with the counts."""

    help = "Import a CSV, XLSX or ODS file of records (see docs/imports.md)."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("kind", help="cesp, ptmg, structures, …")
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="e-mail of the account on whose behalf to import")
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")
        parser.add_argument("--partial", action="store_true", help="write the valid rows even if others are refused")
        parser.add_argument("--blank", choices=BlankPolicy.values, default=BlankPolicy.KEEP, help="an empty cell")
        parser.add_argument("--errors", type=Path, help="write the refused rows there, to be corrected")

    def handle(self, *, kind, file, user, dry_run, partial, blank, errors, **options):
        """Import, and exit with the code that says what happened."""
        self.counts = dict.fromkeys(TOLD.values(), 0)
        self.faults = {}
        try:
            owner, kind_found = self._allowed(kind, user)
            checker = Checker(kind_found, read(file, limits=NO_LIMIT), owner, blank)
            batch = self._batch(kind_found, file, owner, blank, checker)
            written = self._run(batch, checker, dry_run=dry_run, partial=partial)
            for notice in (*checker.match.notices, *checker.notices()):
                self.stderr.write(notice)
            if errors and checker.held_back:
                self._write_errors(checker, errors)
        except FileRefused as refusal:
            self._end(kind, str(refusal), written=False, code=REFUSED)
        except OSError as error:
            path = error.filename or file
            self._end(
                kind, f"{path} ne peut être ni lu ni écrit\u00a0: {error.strerror}.", written=False, code=REFUSED
            )
        refused = checker.held_back
        self.counts = {name: checker.counts[outcome] for outcome, name in TOLD.items()} | {"refused": refused}
        sentence = "" if not refused or written or dry_run else batches.refused_sentence(refused)
        self._end(kind, sentence, written=written, code=SOME_REFUSED if refused else WRITTEN)

    def _allowed(self, code: str, email: str):
        known = {each.code: each for each in kinds()}
        if code not in known:
            raise FileRefused(
                f"Type d’import inconnu\u00a0: «\u00a0{code}\u00a0». On attend\u00a0: {', '.join(known)}."
            )
        user = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not may_import(user, known[code]):
            raise FileRefused(
                f"Le compte «\u00a0{email}\u00a0» n’existe pas, ou n’a pas le droit d’importer ces fiches."
            )
        return user, known[code]

    def _batch(self, kind, file: Path, owner, blank: str, checker: Checker) -> ImportBatch:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        content = file.read_bytes() if file.stat().st_size <= KEPT_SIZE else None
        return ImportBatch(
            kind=kind.code,
            owner=owner,
            file_name=file.name[-255:],
            file=content,
            sha256=digest,
            blank_policy=blank,
            format=checker.table.format,
        )

    def _run(self, batch: ImportBatch, checker: Checker, *, dry_run: bool, partial: bool) -> bool:
        """Write everything in one transaction, taken back if it is not to be written; whether it was.

        A dry run does the same work, so that it says exactly what would happen, however long the file.
        """
        with tqdm(unit=" lignes", file=sys.stderr, disable=None) as bar:
            try:
                with bulk_writing(user=batch.owner_id) as context:
                    batch.save()
                    batch = ImportBatch.objects.defer("file").get(pk=batch.pk)
                    context.metadata["batch"] = batch.pk
                    batches.write_from(batch, checker, size=STEP, after=bar.update)
                    written = not dry_run and (partial or not checker.held_back)
                    batches.close(batch, checker, context, partial=partial)
                    self.faults = batches.faults_of(batch)
                    transaction.set_rollback(not written)
            except IntegrityError as error:
                raise FileRefused(batches.sentence_of(error)) from error
        self._tell_faults()
        return written

    def _tell_faults(self) -> None:
        for line, faults in sorted(self.faults.items())[:SHOWN]:
            said = " ".join(f"{column}\u00a0: {sentence}" if column else sentence for column, sentence, _ in faults)
            self.stderr.write(f"Ligne {line}\u00a0: {said}")
        if len(self.faults) > SHOWN:
            self.stderr.write(f"… et {len(self.faults) - SHOWN} autres lignes refusées.")

    def _write_errors(self, checker: Checker, path: Path) -> None:
        with refused_rows_file(checker.table, self.faults) as refused, path.open("wb") as written:
            shutil.copyfileobj(refused, written)

    def _end(self, kind: str, sentence: str, *, written: bool, code: int) -> None:
        if sentence:
            self.stderr.write(sentence)
        answer = {"kind": kind, "rows": sum(self.counts.values()), **self.counts, "written": written}
        self.stdout.write(json.dumps(answer))
        if code:
            sys.exit(code)
