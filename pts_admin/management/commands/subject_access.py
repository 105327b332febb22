"""Answers a right of access: all that the register holds about one person, as a JSON file in French."""

import json
import zipfile
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.models import Professional
from pts_admin.personal_data.access import held_about_account, held_about_professional

TITLE = "Données détenues sur une personne (droit d’accès, article 15 du RGPD)"


class Command(BaseCommand):
    """The person is an account, a professional, or both under one e-mail address."""

    help = "Write all that is held about one person (see docs/personal-data.md)."

    def add_arguments(self, parser):
        """Declare the arguments."""
        parser.add_argument("who", nargs="?", help="e-mail address, or RPPS")
        parser.add_argument("--professional", type=int, metavar="PK", help="number of the record of a professional")
        parser.add_argument(
            "-o", "--output", type=Path, help="file to write, .json or .zip (default: standard output)"
        )

    def handle(self, *, who, professional, output, **options):
        """Find the person, gather and write."""
        if bool(who) == bool(professional):
            raise CommandError("Give an e-mail address, an RPPS, or --professional PK.")
        if output and output.suffix not in (".json", ".zip"):
            raise CommandError(f"{output} must end with .json or .zip.")
        found = [
            *[held_about_account(user) for user in _accounts(who)],
            *[held_about_professional(person) for person in _professionals(who, professional)],
        ]
        if not found:
            raise CommandError(f"Nobody is known as {who or professional}.")
        document = {"objet": TITLE, "établi le": f"{timezone.localdate():%d/%m/%Y}", "personnes": found}
        text = json.dumps(document, ensure_ascii=False, indent=2)
        if output:
            _write(output, text)
        else:
            self.stdout.write(text)


def _accounts(who: str | None):
    return get_user_model().objects.filter(email__iexact=who) if who else []


def _professionals(who: str | None, key: int | None):
    """The professional of this number, RPPS or e-mail address: one at the most, for the answer will be handed over."""
    if key:
        return Professional.objects.filter(pk=key)
    same = {"email__iexact": who} if "@" in who else {"rpps": who}
    found = Professional.objects.filter(**same).exclude(rpps="", email="").order_by("pk")
    if len(found) > 1:
        numbers = ", ".join(str(person.pk) for person in found)
        raise CommandError(f"Several professionals share this address: choose with --professional, among {numbers}.")
    return found


def _write(output: Path, text: str) -> None:
    try:
        if output.suffix == ".zip":
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("donnees.json", text)
        else:
            output.write_text(text, encoding="utf-8")
        output.chmod(0o600)  # it names somebody: for nobody else on the server
    except OSError as error:
        raise CommandError(f"{output} cannot be written ({error.strerror}).") from None
