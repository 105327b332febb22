import datetime

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.enums import Outcome, Role
from regions.periods import dates_in_order, in_force
from regions.tracking import track_part
from regions.wall import Scope, WalledQuerySet

FORMER_DOMAIN = "efface.invalid"
"""Domain of the address of an account whose owner is forgotten: no message can ever be sent there."""


class AccountQuerySet(WalledQuerySet):
    """Accounts and roles: nobody's rows but those of whoever reads everywhere."""

    def visible_in(self, regions):
        return self.none()


class UserManager(BaseUserManager.from_queryset(AccountQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields):
        """Create an account; without a password it cannot sign in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        """Create a technical account that has every right; meant for the first sign-in on a new server."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail; what they may do comes from their memberships in force today."""

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    proconnect_sub = models.CharField(
        "identifiant ProConnect",
        max_length=255,
        unique=True,
        null=True,  # unique: two accounts without an identifier must not meet
        blank=True,
        help_text="D’ordinaire, chacun rattache le sien depuis «\u00a0Mon compte\u00a0».",
    )
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email",
                violation_error_message="Un compte existe déjà à cette adresse\u00a0: "
                "cherchez-le dans la liste des comptes.",
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_forgotten(self) -> bool:
        """Whether the account names nobody any more: it stays as the author of what was written."""
        return self.email.endswith(f"@{FORMER_DOMAIN}")

    @cached_property
    def memberships_today(self) -> list["Membership"]:
        """Memberships in force today, read once a request."""
        return list(self.memberships.on(timezone.localdate())) if self.pk else []

    @property
    def roles(self) -> frozenset[str]:
        """Roles held today; a technical account holds that of national administrator."""
        held = {membership.role for membership in self.memberships_today}
        return frozenset(held | {Role.NATIONAL_ADMIN} if self.is_superuser else held)

    @property
    def is_staff(self) -> bool:
        """Whether the administration opens its door."""
        return not self.roles.isdisjoint(Role.back_office())

    @property
    def is_national_admin(self) -> bool:
        return Role.NATIONAL_ADMIN in self.roles

    @property
    def can_read_records(self) -> bool:
        """Whether any row naming a person can be visible to this user."""
        return self.read_scope != Scope()

    @property
    def can_write_records(self) -> bool:
        """Whether any record can be written by this user."""
        return self.write_scope != Scope()

    @property
    def sees_published_only(self) -> bool:
        """A member of the committee, with no other role, reads the published bilans alone."""
        return self.roles == {Role.COMMITTEE_MEMBER}

    @property
    def read_scope(self) -> Scope:
        """Regions whose records this user reads."""
        return self._scope(Role.regional())

    @property
    def write_scope(self) -> Scope:
        """Regions whose records this user writes."""
        return self._scope([Role.REFERENT])

    def _scope(self, regional_roles) -> Scope:
        if self.is_national_admin:
            return Scope(everywhere=True)
        held = (m.region_id for m in self.memberships_today if m.role in regional_roles)
        return Scope(regions=frozenset(held))


class MembershipQuerySet(AccountQuerySet):
    def on(self, day: datetime.date):
        """Memberships in force on `day`, both ends included."""
        return self.filter(in_force(day))


@track_part("user")
class Membership(models.Model):
    """A role that a user holds over a period, for one region or nationally."""

    user = models.ForeignKey(User, verbose_name="utilisateur", related_name="memberships", on_delete=models.CASCADE)
    role = models.CharField("rôle", max_length=30, choices=Role)
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", on_delete=models.PROTECT, null=True, blank=True
    )
    start = models.DateField("à partir du", default=timezone.localdate)
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle"
        ordering = ["user", "role", "region"]
        constraints = [
            models.CheckConstraint(
                name="membership_region_with_regional_role",
                condition=Q(role__in=Role.regional(), region__isnull=False)
                | (~Q(role__in=Role.regional()) & Q(region=None)),
                violation_error_message="Un rôle régional demande une région, un rôle national n’en a pas\u00a0: "
                "choisissez ou effacez la région.",
            ),
            dates_in_order(
                "membership_dates_in_order", "La fin du rôle précède son début\u00a0: corrigez l’une des deux dates."
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "start"],
                name="one_membership_per_user_role_region_and_start",
                nulls_distinct=False,
                violation_error_message="Ce rôle est déjà attribué à cette date\u00a0: retirez l’une des deux lignes.",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} ({self.region or 'France'})"


class ConnectionQuerySet(AccountQuerySet):
    """The journal: read by the national administrators and the data protection officer."""

    def visible_to(self, user):
        is_officer = user is not None and user.is_active and Role.DATA_PROTECTION_OFFICER in user.roles
        return self.all() if is_officer else super().visible_to(user)

    def older_than(self, day: datetime.date):
        """Entries of the days before `day`, that day excluded."""
        midnight = datetime.datetime.combine(day, datetime.time.min)
        return self.filter(at__lt=timezone.make_aware(midnight))


class Connection(models.Model):
    """A line of the journal of connections: who signed in, or tried to, when and from where."""

    at = models.DateTimeField("le", default=timezone.now, db_index=True)
    account = models.ForeignKey(
        User, verbose_name="compte", related_name="connections", on_delete=models.PROTECT, null=True, blank=True
    )
    email = models.CharField("adresse saisie", max_length=254, blank=True)
    outcome = models.CharField("résultat", max_length=30, choices=Outcome)
    address = models.GenericIPAddressField("adresse IP", null=True, blank=True)
    user_agent = models.CharField("navigateur", max_length=200, blank=True)
    note = models.CharField("précision", max_length=200, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = "connexion"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.account or self.email or 'inconnu'} – {self.get_outcome_display()}"
