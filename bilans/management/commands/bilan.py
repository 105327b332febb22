import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bilans.build import BilanError
from bilans.document import whole_live_bilan
from bilans.editions import find_edition, read_edition
from bilans.old_regions import in_old_regions
from bilans.outputs import FORMATS


class Command(BaseCommand):
    help = "Write the bilan of a year: computed from the records, or an edition as it was published."

    def add_arguments(self, parser):
        # Years and dates are read in `handle`: an error there is one line, here a traceback or a page of usage.
        parser.add_argument("year")
        parser.add_argument("--as-of", help="day of the figures, YYYY-MM-DD (default: end of the year)")
        parser.add_argument("--horizon", help="installations to come until YYYY-MM-DD (default: +2 years)")
        parser.add_argument("--edition", help="the published edition, such as 1.0 (default: the live bilan)")
        parser.add_argument("--regions", default="new", help="new, or old: the regions before 2016")
        parser.add_argument("--format", default="json", help=", ".join(FORMATS))
        parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")

    def handle(self, *, year, as_of, horizon, edition, regions, format, output, **options):
        if regions not in ("new", "old"):
            raise CommandError(f"Unknown regions {regions!r}: they must be new or old.")
        if format not in FORMATS:
            raise CommandError(f"Unknown format {format!r}: it must be one of {', '.join(FORMATS)}.")
        bilan = _published(_year(year), edition, as_of or horizon) if edition else _live(year, as_of, horizon)
        bilan = in_old_regions(bilan) if regions == "old" else bilan
        text = FORMATS[format](bilan)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            # newline="": the CSV keeps the line ends it was written with.
            output.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{output} cannot be written ({error.strerror}).") from None


def _live(year: str, as_of: str | None, horizon: str | None) -> dict:
    try:
        return whole_live_bilan(_year(year), as_of=_day(as_of), horizon=_day(horizon))
    except BilanError as error:
        raise CommandError(error.english) from None


def _published(year: int, number: str, dates: str | None) -> dict:
    if dates:
        raise CommandError("An edition has its own dates: leave --as-of and --horizon out.")
    found = find_edition(year, number)
    if found is None:
        raise CommandError(f"There is no edition {number} of the bilan {year}.")
    return read_edition(found)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise CommandError(f"{text!r} is not a year such as 2016.")
    return int(text)


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is not a date such as 2016-12-31.") from None
