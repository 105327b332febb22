"""Demonstration data: fictitious people and records on which the bilan of 2016 finds the published figures."""

import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pts_admin.demo.load import DEFAULT_SEED, DemoError, is_empty, load


class Command(BaseCommand):
    """Writes in an empty database only, so that no real record is ever mixed with fictitious ones."""

    help = "Load fictitious people and records (see docs/demonstration.md) into an empty database."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the database holds records")
        parser.add_argument("--scale", type=int, default=1, help="write every record this many times over")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other people and places")
        parser.add_argument("--today", type=datetime.date.fromisoformat, help="the day the records stop (YYYY-MM-DD)")

    def handle(self, *, if_empty, scale, seed, today, **options):
        """Check, load, and say how many rows were written."""
        if scale < 1:
            raise CommandError("--scale must be 1 or more.")
        if not is_empty():
            if if_empty:
                return
            raise CommandError("The database already holds records: load_demo writes in an empty one only.")
        try:
            written = load(today or timezone.localdate(), scale=scale, seed=seed)
        except DemoError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] >= 1:
            self.stdout.write(f"Demonstration: {sum(written.values())} rows written.")
        if options["verbosity"] >= 2:
            self.stdout.writelines(f"  {count:7} {name}\n" for name, count in written.items())
