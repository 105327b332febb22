"""The present code of the demonstration's second factor."""

from django.core.management.base import BaseCommand

from pts_admin.demo.accounts import demo_code, seconds_left


class Command(BaseCommand):
    """Stands for the telephone of the demonstration's national administrator."""

    help = "Print the code that the demonstration's national administrator is asked for when signing in."
    requires_system_checks = []

    def handle(self, **options):
        """Print the code on the first line; it serves once, then comes another, every half-minute."""
        self.stdout.write(demo_code())
        self.stdout.write(f"(for {seconds_left()} seconds)")
