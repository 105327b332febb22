"""Takes the second factor of an account away, from the server."""

from django.core.management.base import BaseCommand, CommandError

from accounts import journal, second_factor
from accounts.enums import Outcome
from accounts.models import User

NOTE = "par la commande reset_second_factor, sur le serveur"


class Command(BaseCommand):
    help = "Remove the second factor of an account: for the last national administrator who has lost theirs."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address of the account")
        parser.add_argument("--yes", action="store_true", help="do not ask for a confirmation")

    def handle(self, *, email, yes, **options):
        """Remove the factor and write it in the journal; fail when there is no such account, or nothing to remove."""
        account = User.objects.filter(email__iexact=email).first()
        if account is None:
            raise CommandError(f"No account has the address {email}.")
        if not yes and input(f"Remove the second factor of {account.email}? [y/N] ").strip().lower() != "y":
            raise CommandError("Nothing was changed.")
        if not second_factor.remove(account):
            raise CommandError(f"{account.email} has no second factor.")
        journal.record(None, Outcome.SECOND_FACTOR_REMOVED, account=account, note=NOTE)
        self.stdout.write(f"Second factor of {account.email} removed.")
