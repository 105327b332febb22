"""Reference data, from the files kept inside the apps: what `make run` loads before anything else."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import contracts.reference
import measures.reference
import regions.reference
from regions.loading import ReferenceFileError

LOADERS = [regions.reference, measures.reference, contracts.reference]


class Command(BaseCommand):
    """All or nothing; a second run writes nothing, and no run deletes or overwrites what people have added."""

    help = "Load the reference data: regions, communes, UFR, commitments, targets, published figures, amounts."

    def handle(self, **options):
        """Load each app's files in one transaction and say what was written."""
        try:
            with transaction.atomic():
                written = {kind: count for loader in LOADERS for kind, count in loader.load().items() if count}
        except ReferenceFileError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] >= 1:
            detail = ", ".join(f"{kind} {count}" for kind, count in written.items())
            self.stdout.write(f"Reference data: {detail} written." if detail else "Reference data: nothing to change.")
