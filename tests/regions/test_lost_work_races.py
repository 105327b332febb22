"""Two browsers at the same time, on real connections; each race has its control, which shows what would be lost."""

import threading
import time

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client

from accounts.enums import Role
from regions.models import FormSubmission
from regions.submissions import TOKEN_FIELD
from structures.models import Structure
from tests import factories as f
from tests.wall_ground import as_posted, url

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def signed_in(region) -> Client:
    client = Client()
    client.force_login(f.UserFactory(role=Role.REFERENT, role__regions=[region]))
    return client


def race(lock: str, *posts) -> list:
    """Run `posts` at once: `lock` holds them until all of them wait, then lets them go."""
    answers = [None] * len(posts)

    def run(index, post):
        try:
            answers[index] = post()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, post)) for index, post in enumerate(posts)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(lock)
        for thread in threads:
            thread.start()
        wait_for(cursor, len(posts))
    for thread in threads:
        thread.join()
    return answers


def wait_for(cursor, count: int) -> None:
    """Return once `count` sessions wait for a lock."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else the first answer is the only one of a transaction
        cursor.execute(WAITING)
        if cursor.fetchone()[0] == count:
            return
        time.sleep(0.05)
    raise AssertionError("the sessions do not wait for each other")


@pytest.mark.parametrize("checked", [True, False], ids=["checked", "control-without-the-check"])
def test_of_two_saves_at_once_one_is_refused(checked, monkeypatch):
    monkeypatch.setattr(type(admin.site.get_model_admin(Structure)), "checks_versions", checked)
    region = f.RegionFactory()
    structure = f.StructureFactory(lead_region=region, name="MSP du Parc", manager="Mairie")
    address = url(Structure, "change", structure.pk)
    first, second = signed_in(region), signed_in(region)
    one = as_posted(first.get(address)) | {"name": "MSP de la Gare"}
    other = as_posted(second.get(address)) | {"manager": "Hôpital"}

    answers = race(
        f"SELECT 1 FROM structures_structure WHERE id = {structure.pk} FOR UPDATE",
        lambda: first.post(address, one),
        lambda: second.post(address, other),
    )

    structure.refresh_from_db()
    written = (structure.name, structure.manager)
    codes = sorted(answer.status_code for answer in answers)
    if checked:
        assert codes == [200, 302]
        assert written in {("MSP de la Gare", "Mairie"), ("MSP du Parc", "Hôpital")}
        save_again(first if answers[0].status_code == 200 else second, address, answers)
        structure.refresh_from_db()
        assert (structure.name, structure.manager) == ("MSP de la Gare", "Hôpital")
    else:
        assert codes == [302, 302]
        assert written != ("MSP de la Gare", "Hôpital")  # both were told « saved », one is lost


def save_again(client, address, answers):
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert client.post(address, as_posted(refused)).status_code == 302


@pytest.mark.parametrize("with_token", [True, False], ids=["checked", "control-without-the-token"])
def test_a_double_click_creates_one_record(with_token):
    region = f.RegionFactory()
    client = signed_in(region)
    address = url(Structure, "add")
    data = as_posted(client.get(address)) | {"type": "MSP", "name": "MSP nouvelle"}
    if not with_token:
        del data[TOKEN_FIELD]

    answers = race(
        "LOCK TABLE structures_structure IN SHARE MODE",
        lambda: client.post(address, data),
        lambda: client.post(address, data),
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Structure.objects.count() == (1 if with_token else 2)
    if with_token:
        created = Structure.objects.get()
        assert url(Structure, "change", created.pk) in [answer.url for answer in answers]
        assert FormSubmission.objects.get().record == created
