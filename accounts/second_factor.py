"""The second factor: codes of an application (TOTP), and recovery codes that each serve once.

Forced for national administrators, offered to everybody else; whoever has one must give it at each sign-in.
"""

from base64 import b32encode

import segno
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from accounts.models import User

DEVICE_NAME = "Application"
RECOVERY_NAME = "Codes de secours"
RECOVERY_CODES = 10
DIGITS = 6
MOST_FAILURES = 10
"""Each refusal doubles the wait before the next try; beyond 2⁹ s, a stranger would shut the owner out for days."""
PROCONNECT_VERIFIED = "proconnect_verified"
"""In the session: ProConnect has checked a second factor itself."""
ENROLMENT_SALT = "accounts.second_factor"
ENROLMENT_SECONDS = 3600

WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi\u00a0: saisissez le code affiché en ce moment."
TOO_SOON = "Trop d’essais\u00a0: attendez {seconds}\u00a0secondes, puis saisissez le nouveau code affiché."


def device_of(user) -> TOTPDevice | None:
    """The application that gives `user` their codes."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def recovery_codes_left(user) -> int:
    """How many recovery codes of `user` have not served."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def is_verified(request) -> bool:
    """Whether the second factor was given in this session, here or to ProConnect."""
    return request.user.is_verified() or bool(request.session.get(PROCONNECT_VERIFIED))


def is_awaited(request) -> bool:
    """Whether the signed-in user of `request` must still give a second factor, or choose one."""
    if is_verified(request):
        return False
    return request.user.is_national_admin or device_of(request.user) is not None


def verify(user, code: str):
    """Return the device of `user` that accepts `code`, which serves once; raise `ValidationError` in French."""
    with transaction.atomic():  # not around the exception: refusals are counted
        device = _locked_device(user, code)
        allowed, why = device.verify_is_allowed() if device else (True, None)
        accepted = device is not None and allowed and device.verify_token(_spelling(code))
        if device is not None and device.throttling_failure_count > MOST_FAILURES:
            device.throttling_failure_count = MOST_FAILURES
            device.save(update_fields=["throttling_failure_count"])
    if not allowed:
        raise ValidationError(TOO_SOON.format(seconds=_seconds_until(why["locked_until"])), code="throttled")
    if not accepted:
        raise ValidationError(WRONG_CODE, code="refused")
    return device


def is_code_of(key: str, code: str) -> bool:
    """Whether `code` is the one that an application holding `key` shows now, give or take half a minute."""
    spelling = _spelling(code)
    return spelling.isdecimal() and TOTP(bytes.fromhex(key)).verify(int(spelling), tolerance=1)


@transaction.atomic
def enrol(user, key: str, code: str) -> TOTPDevice:
    """Make the application that holds `key` the one of `user`, in place of any other; `code` has then served."""
    User.objects.select_for_update().get(pk=user.pk)  # a double click makes one device
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name=DEVICE_NAME, key=key)
    device.verify_token(_spelling(code))
    return device


@transaction.atomic
def renew_recovery_codes(user) -> list[str]:
    """Replace the recovery codes of `user`; the new ones are readable here and nowhere else afterwards."""
    User.objects.select_for_update().get(pk=user.pk)
    # The device stays: it may be the one that opened this session.
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": RECOVERY_NAME})
    device.token_set.all().delete()
    tokens = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    return [f"{token[:4]}-{token[4:]}" for token in tokens]


@transaction.atomic
def remove(user) -> bool:
    """Take away the second factor of `user`, recovery codes included; return whether there was one."""
    deleted, _ = TOTPDevice.objects.filter(user=user).delete()
    more, _ = StaticDevice.objects.filter(user=user).delete()
    return bool(deleted + more)


# Enrolment: the key travels signed in the form, so that reading the page writes nothing.


def new_enrolment(user) -> str:
    """A signed key for `user` to enrol, good for an hour."""
    return signing.dumps({"key": default_key(), "user": user.pk}, salt=ENROLMENT_SALT)


def enrolment_key(user, enrolment: str) -> str | None:
    """The key that `enrolment` offers to `user`; None when it is too old, forged or somebody else's."""
    try:
        offer = signing.loads(enrolment, salt=ENROLMENT_SALT, max_age=ENROLMENT_SECONDS)
    except signing.BadSignature:
        return None
    return offer["key"] if offer["user"] == user.pk else None


def secret_text(key: str) -> str:
    """`key` as it is typed in an application: base 32, in groups of four."""
    secret = b32encode(bytes.fromhex(key)).decode()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def qr_code(user, key: str) -> str:
    """The drawing that an application photographs, as SVG without any style."""
    address = TOTPDevice(user=user, key=key).config_url
    drawing = segno.make(address, error="m", micro=False)
    svg = drawing.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="pts-qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 (drawn here, and holding no text)


def _spelling(code: str) -> str:
    """`code` without the spaces and hyphens that make it readable."""
    return "".join(filter(str.isalnum, code)).lower()


def _locked_device(user, code: str):
    """The device that `code` looks written for, locked: two requests cannot use one code."""
    spelling = _spelling(code)
    model = TOTPDevice if len(spelling) == DIGITS and spelling.isdecimal() else StaticDevice
    return model.objects.select_for_update().filter(user=user, confirmed=True).first()


def _seconds_until(moment) -> int:
    return max(1, round((moment - timezone.now()).total_seconds()))
