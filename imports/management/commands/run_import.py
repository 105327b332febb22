"""Takes the step of a batch that a page has started: what the web server runs, for files that take long."""

from django.core.management.base import BaseCommand, CommandError

from imports import tasks
from imports.models import ImportTask


class Command(BaseCommand):
    """Ends when the step is taken, or refused: the page of the batch says which."""

    help = "Take the step of an import that its page has started (run by the web server)."

    def add_arguments(self, parser):
        """Declare the batch."""
        parser.add_argument("batch", type=int, help="number of the batch")

    def handle(self, *, batch, **options):
        """Take the step."""
        try:
            tasks.run(batch)
        except ImportTask.DoesNotExist:
            raise CommandError(f"No step of the batch {batch} was started.") from None
