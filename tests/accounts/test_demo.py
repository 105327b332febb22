"""The second factor of the demonstration, which has no telephone."""

from io import StringIO

import pytest
from django.core.management import call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from pts_admin.demo.accounts import demo_key
from tests.factories import UserFactory


@pytest.mark.django_db
def test_the_command_prints_a_code_that_opens_the_demonstration():
    device = TOTPDevice.objects.create(user=UserFactory(), name="Application", key=demo_key())
    printed = StringIO()

    call_command("demo_code", stdout=printed)

    assert device.verify_token(printed.getvalue().splitlines()[0])
