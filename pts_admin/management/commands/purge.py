"""Forgets what is past its retention (docs/personal-data.md); meant to be run every night."""

import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from pts_admin.personal_data.purge import purge


class Command(BaseCommand):
    """Prints how many rows of each kind were forgotten, or would be."""

    help = "Forget what is past its retention: persons, import files, journals (see docs/personal-data.md)."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
        parser.add_argument("--on", type=datetime.date.fromisoformat, help="judge as on this day (default: today)")

    def handle(self, *, dry_run, on, **options):
        """Purge, and print the table."""
        on = on or timezone.localdate()
        counts = purge(on, dry_run=dry_run)
        done = "à effacer (essai\u00a0: rien n’est changé)" if dry_run else "effacé"
        self.stdout.write(f"Conservation au {on:%d/%m/%Y}\u00a0: {done}")
        for kind, count in sorted(counts.items()):
            self.stdout.write(f"{count:10}  {kind}")
        if not counts:
            self.stdout.write("rien")
