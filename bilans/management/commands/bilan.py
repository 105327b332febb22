import datetime
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bilans.build import BilanError
from bilans.document import whole_live_bilan
from bilans.editions import find_edition, read_edition
from bilans.models import Edition
from bilans.old_regions import in_old_regions, reads_in_old_regions
from bilans.outputs import FORMATS, OutputError, as_pdf, chapter_docx

CHAPTER = "docx"
"""The only format of a region's chapter; the others are of the whole bilan."""
PRINTED = ("json", "csv")
"""The formats that may go to standard output."""
REGION_SETS = ("new", "old")


class Command(BaseCommand):
    help = "Write the bilan of a year: computed from the records, or an edition as it was published."

    def add_arguments(self, parser):
        # Years and dates are read in `handle`: an error there is one line, here a traceback or a page of usage.
        parser.add_argument("year")
        parser.add_argument("--as-of", help="day of the figures, YYYY-MM-DD (default: end of the year)")
        parser.add_argument("--horizon", help="installations to come until YYYY-MM-DD (default: +2 years)")
        parser.add_argument("--edition", help="the published edition, such as 1.0 (default: the live bilan)")
        parser.add_argument("--regions", help="new, or old: those before 2016 (default: those of the year)")
        parser.add_argument("--format", default="json", help=", ".join([*FORMATS, CHAPTER]))
        parser.add_argument("--region", help=f"INSEE code of the region whose chapter is written, with {CHAPTER}")
        parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")

    def handle(self, *, year, as_of, horizon, edition, regions, format, region, output, **options):
        _check(format, region, output)
        if regions not in (None, *REGION_SETS):
            raise CommandError(f"Unknown regions {regions!r}: they must be new or old.")
        found = _edition(_year(year), edition, as_of or horizon) if edition else None
        bilan = read_edition(found) if found else _live(year, as_of, horizon)
        is_old = reads_in_old_regions(bilan["year"]) if regions is None else regions == "old"
        bilan = in_old_regions(bilan) if is_old else bilan
        content = _content(bilan, format, region, found.sha256 if found else "")
        if output is None:
            self.stdout.write(content, ending="")
            return
        try:
            _write(output, content.encode() if isinstance(content, str) else content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written ({error.strerror}).") from None


def _check(format: str, region: str | None, output: Path | None) -> None:
    known = [*FORMATS, CHAPTER]
    if format not in known:
        raise CommandError(f"Unknown format {format!r}: it must be one of {', '.join(known)}.")
    if format == CHAPTER and not region:
        raise CommandError(f"A {CHAPTER} file is the chapter of a region: give its code with --region.")
    if region and format != CHAPTER:
        raise CommandError(f"Only a {CHAPTER} file is the chapter of a region: leave --region out.")
    if output is None and format not in PRINTED:
        raise CommandError(f"A {format} file is not text: name the file to write with -o.")


def _content(bilan: dict, format: str, region: str | None, sha256: str) -> str | bytes:
    try:
        if format == CHAPTER:
            return chapter_docx(bilan, region)
        return as_pdf(bilan, sha256) if format == "pdf" else FORMATS[format](bilan)
    except OutputError as error:
        raise CommandError(error.english) from None


def _write(output: Path, content: bytes) -> None:
    """Write all of `content` or nothing: what was at `output` is there until the new file is whole."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)  # a terminal or a pipe; a folder is refused here
        return
    output = output.resolve()
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def _live(year: str, as_of: str | None, horizon: str | None) -> dict:
    try:
        return whole_live_bilan(_year(year), as_of=_day(as_of), horizon=_day(horizon))
    except BilanError as error:
        raise CommandError(error.english) from None


def _edition(year: int, number: str, dates: str | None) -> Edition:
    if dates:
        raise CommandError("An edition has its own dates: leave --as-of and --horizon out.")
    found = find_edition(year, number)
    if found is None:
        raise CommandError(f"There is no edition {number} of the bilan {year}.")
    return found


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise CommandError(f"{text!r} is not a year such as 2016.")
    return int(text)


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is not a date such as 2016-12-31.") from None
