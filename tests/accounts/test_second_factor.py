"""The second factor: forced for national administrators, offered to all, each code serving once."""

import re

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.enums import Outcome
from accounts.middleware import OPEN_WITHOUT_SECOND_FACTOR, is_public
from accounts.models import User
from tests.accounts.conftest import code_of, end_wait, sign_in, wrong_code_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ENROL, VERIFY, ACCOUNT = reverse("accounts:enrol"), reverse("accounts:verify"), reverse("accounts:account")
RENEW, DISABLE = reverse("accounts:recovery-codes"), reverse("accounts:disable")


@pytest.fixture
def administrator(national_admin, with_password):
    return with_password(national_admin)


@pytest.fixture
def device(administrator, with_second_factor):
    """The application of the administrator."""
    return with_second_factor(administrator)


@pytest.fixture
def half_way(client, administrator, device):
    """The browser of an administrator who has given the password, and no code yet."""
    sign_in(client, administrator.email)
    return client


def give(client: Client, code: str, page: str = VERIFY, **fields):
    return client.post(page, {"code": code, **fields})


def is_verified(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def shown_codes(response) -> list[str]:
    return re.findall(r"<code>(\w{4}-\w{4})</code>", response.content.decode())


def enrol(client: Client, **fields):
    """Open the page and give the first code of the application it offers; the answer."""
    form = client.get(ENROL).context["form"]
    code = f"{totp(bytes.fromhex(form.key)):06}"
    return client.post(ENROL, {"enrolment": form["enrolment"].value(), "code": code, **fields})


# Forced for national administrators


def every_view(resolver=None, prefix="", names=()):
    """Each (view name, address with made-up arguments, view) of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + re.sub(
            r"<(?:(\w+):)?\w+>", lambda m: {"int": "2016", "edition": "1.0"}.get(m[1], "x"), str(pattern.pattern)
        )
        if isinstance(pattern, URLResolver):
            yield from every_view(pattern, address, (*names, pattern.namespace) if pattern.namespace else names)
        elif isinstance(pattern, URLPattern) and not address.endswith("$"):
            yield ":".join([*names, pattern.name or ""]), "/" + address, pattern.callback


@pytest.mark.parametrize(
    ("persona", "has_device"), [("administrator", True), ("administrator", False), ("technical", False)]
)
def test_no_page_opens_before_the_second_factor(client, administrator, with_second_factor, persona, has_device):
    user = administrator if persona == "administrator" else User.objects.create_superuser("technique@example.fr")
    if has_device:
        with_second_factor(user)
    client.force_login(user)
    page = VERIFY if has_device else ENROL

    walked = 0
    for name, address, view in every_view():
        if is_public(view) or name in OPEN_WITHOUT_SECOND_FACTOR:
            continue
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code == 302, (name, address)
            assert response.url.startswith(f"{page}?next="), (name, address)
        walked += 1

    assert walked > 200


def test_what_opens_without_the_second_factor_is_a_short_list():
    public = {name for name, _, view in every_view() if is_public(view)}

    assert public == {
        "sante",
        "favicon",
        "login",
        "admin:login",
        "accounts:password-forgotten",
        "accounts:password-choice",
        "accounts:proconnect",
        "accounts:proconnect-return",
    }
    assert {"logout", "accounts:verify", "accounts:enrol"} == OPEN_WITHOUT_SECOND_FACTOR


def test_an_administrator_without_second_factor_chooses_one_then_works(client, administrator):
    sign_in(client, administrator.email)
    assert client.get("/admin/").url == f"{ENROL}?next=/admin/"

    page = enrol(client, next="/admin/")

    assert len(shown_codes(page)) == 10
    assert page.context["next_url"] == "/admin/"
    assert is_verified(client)
    assert administrator.connections.filter(outcome=Outcome.SECOND_FACTOR_SET).exists()


def test_a_role_given_today_asks_for_the_second_factor_at_the_next_request(client_of, referent):
    client = client_of(referent)
    assert client.get("/").status_code == 200

    referent.memberships.update(role="administrateur_national", region=None)

    assert client.get("/").url.startswith(ENROL)


def test_an_administrator_gives_a_code_at_each_sign_in(half_way, administrator, device):
    assert half_way.get("/bilans/").url == f"{VERIFY}?next=/bilans/"

    response = give(half_way, code_of(device), next="/bilans/")

    assert response.url == "/bilans/"
    assert is_verified(half_way)
    half_way.post(reverse("logout"))
    sign_in(half_way, administrator.email)
    assert not is_verified(half_way)


def test_an_administrator_cannot_sign_out_of_the_second_factor_only(half_way, device):
    give(half_way, code_of(device))

    assert half_way.get(DISABLE).status_code == 403
    assert give(half_way, code_of(device, 1), DISABLE).status_code == 403
    assert TOTPDevice.objects.filter(pk=device.pk).exists()


def test_the_page_of_an_application_does_not_replace_one_before_it_is_given(half_way, administrator, device):
    offer = second_factor.new_enrolment(administrator)
    key = second_factor.enrolment_key(administrator, offer)

    response = give(half_way, f"{totp(bytes.fromhex(key)):06}", ENROL, enrolment=offer)

    assert response.url == VERIFY
    assert second_factor.device_of(administrator) == device
    assert not is_verified(half_way)


# Offered to all


def test_a_referent_works_without_and_may_choose_one(client, referent, with_password):
    sign_in(client, with_password(referent).email)
    assert client.get("/admin/").status_code == 200

    enrol(client)
    other = Client()
    sign_in(other, referent.email)

    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").url == f"{VERIFY}?next=/admin/"


def test_a_session_opened_before_is_asked_for_a_code_too(client_of, referent):
    before, now = client_of(referent), client_of(referent)

    enrol(now)

    assert before.get("/admin/").url.startswith(VERIFY)


def test_a_referent_gives_it_up_against_a_code(client_of, referent):
    client = client_of(referent)
    enrol(client)
    device = second_factor.device_of(referent)

    assert give(client, wrong_code_of(device), DISABLE).status_code == 200
    assert second_factor.device_of(referent) is not None
    end_wait(device)
    assert give(client, code_of(device, 1), DISABLE).url == ACCOUNT

    assert second_factor.device_of(referent) is None
    assert not StaticDevice.objects.filter(user=referent).exists()


@pytest.mark.parametrize("page", [RENEW, DISABLE])
def test_who_has_none_is_sent_to_their_account(client_of, referent, page):
    assert client_of(referent).get(page).url == ACCOUNT


def test_reading_the_page_makes_nothing(client_of, referent):
    response = client_of(referent).get(ENROL)

    page = response.content.decode()
    assert not TOTPDevice.objects.exists()
    assert "<svg" in page
    assert "style=" not in page
    assert second_factor.secret_text(response.context["form"].key) in page
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("enrolment", ["", "n’importe quoi", "x:y:z"])
def test_a_key_made_up_or_too_old_is_offered_again(client_of, referent, enrolment):
    client = client_of(referent)

    response = client.post(ENROL, {"enrolment": enrolment, "code": "123456"})

    assert response.status_code == 200
    assert "ouverte depuis trop longtemps" in response.content.decode()
    assert response.context["form"].key
    assert not TOTPDevice.objects.exists()


def test_a_key_offered_to_somebody_else_is_not_taken(client_of, referent):
    other = second_factor.new_enrolment(UserFactory())
    key = signing.loads(other, salt=second_factor.ENROLMENT_SALT)["key"]

    client_of(referent).post(ENROL, {"enrolment": other, "code": f"{totp(bytes.fromhex(key)):06}"})

    assert not TOTPDevice.objects.exists()


def test_a_wrong_first_code_keeps_the_same_key(client_of, referent):
    client = client_of(referent)
    form = client.get(ENROL).context["form"]

    again = client.post(ENROL, {"enrolment": form["enrolment"].value(), "code": "12"}).context["form"]

    assert again.key == form.key
    assert again.has_error("code")
    assert not TOTPDevice.objects.exists()


def test_another_application_needs_the_agreement_of_the_first(client_of, referent):
    client = client_of(referent)
    enrol(client)
    first = second_factor.device_of(referent)

    assert enrol(client, present_code=wrong_code_of(first)).status_code == 200
    assert second_factor.device_of(referent) == first
    end_wait(first)
    codes = shown_codes(enrol(client, present_code=code_of(first, 1)))

    assert len(codes) == 10
    assert second_factor.device_of(referent).key != first.key
    assert TOTPDevice.objects.filter(user=referent).count() == 1
    assert client.get("/admin/").status_code == 200


# Codes


def test_a_code_serves_once(half_way, administrator, device):
    code = code_of(device)
    give(half_way, code)
    elsewhere = Client()
    sign_in(elsewhere, administrator.email)

    response = give(elsewhere, code)

    assert response.status_code == 200
    assert "il a déjà servi" in response.content.decode()
    assert not is_verified(elsewhere)


def test_the_code_that_enrolled_does_not_open_another_session(client, administrator):
    sign_in(client, administrator.email)
    form = client.get(ENROL).context["form"]
    code = f"{totp(bytes.fromhex(form.key)):06}"
    client.post(ENROL, {"enrolment": form["enrolment"].value(), "code": code})
    elsewhere = Client()
    sign_in(elsewhere, administrator.email)

    give(elsewhere, code)

    assert not is_verified(elsewhere)


def test_a_wrong_code_is_refused_said_and_journalled(half_way, administrator, device):
    response = give(half_way, wrong_code_of(device))

    page = response.content.decode()
    assert "Ce code n’est pas le bon" in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_code_helptext id_code_error"' in page
    assert 'id="id_code_error"' in page
    assert 'autocomplete="one-time-code"' in page
    assert administrator.connections.first().outcome == Outcome.SECOND_FACTOR_REFUSED
    assert not is_verified(half_way)


def test_codes_are_tried_slowly(half_way, device):
    for _ in range(4):
        end_wait(device)
        give(half_way, wrong_code_of(device))

    response = give(half_way, code_of(device))

    assert "Trop d’essais" in response.content.decode()
    assert not is_verified(half_way)
    end_wait(device)
    give(half_way, code_of(device))
    assert is_verified(half_way)


def test_a_stranger_does_not_shut_the_owner_out_for_days(half_way, device):
    for _ in range(14):
        end_wait(device)
        give(half_way, wrong_code_of(device))

    device.refresh_from_db()
    wait = device.verify_is_allowed()[1]["locked_until"] - device.throttling_failure_timestamp
    assert wait.total_seconds() == 2 ** (second_factor.MOST_FAILURES - 1)


@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "x" * 21, "१२३४५६", "-12345", "\x00", "abcd-efgh", "é"])
def test_anything_else_is_no_code(half_way, device, code):
    assert give(half_way, code).status_code == 200

    assert not is_verified(half_way)


def test_spaces_in_a_code_do_not_matter(half_way, device):
    code = code_of(device)

    give(half_way, f" {code[:3]} {code[3:]} ")

    assert is_verified(half_way)


def test_the_code_of_somebody_else_is_refused(half_way, with_second_factor):
    other = with_second_factor(UserFactory())

    give(half_way, code_of(other))

    assert not is_verified(half_way)


@pytest.mark.parametrize("next_url", ["https://mechant.example/", "//mechant.example/", "javascript:alert(1)"])
def test_the_code_leads_to_no_other_site(half_way, device, next_url):
    assert give(half_way, code_of(device), next=next_url).url == reverse("home")


# Recovery codes


def test_a_recovery_code_serves_once(half_way, administrator, device):
    code = second_factor.renew_recovery_codes(administrator)[3]

    response = half_way.post(VERIFY, {"code": f" {code.upper()} "}, follow=True)

    assert "Codes restants\u00a0: 9" in response.content.decode()
    assert is_verified(half_way)
    elsewhere = Client()
    sign_in(elsewhere, administrator.email)
    give(elsewhere, code)
    assert not is_verified(elsewhere)
    assert second_factor.recovery_codes_left(administrator) == 9


def test_new_recovery_codes_replace_the_old_ones_and_keep_the_session(half_way, administrator, device):
    old = second_factor.renew_recovery_codes(administrator)
    give(half_way, old[0])

    new = shown_codes(give(half_way, code_of(device), RENEW))

    assert len(set(new)) == 10
    assert set(new).isdisjoint(old)
    assert is_verified(half_way)
    elsewhere = Client()
    sign_in(elsewhere, administrator.email)
    give(elsewhere, old[1])
    assert not is_verified(elsewhere)


def test_recovery_codes_are_renewed_against_a_code_only(half_way, administrator, device):
    give(half_way, code_of(device))
    second_factor.renew_recovery_codes(administrator)
    before = set(StaticToken.objects.values_list("token", flat=True))

    response = give(half_way, wrong_code_of(device), RENEW)

    assert shown_codes(response) == []
    assert set(StaticToken.objects.values_list("token", flat=True)) == before


def test_the_page_of_the_codes_is_downloaded_and_not_kept(client_of, referent):
    response = enrol(client_of(referent))

    assert "no-store" in response["Cache-Control"]
    assert 'href="data:text/plain;charset=utf-8,Codes%20de%20secours' in response.content.decode()


# Lost


def test_a_national_administrator_resets_somebody_s_second_factor(client_of, national_admin, administrator, referent):
    second_factor.enrol(referent, "aa" * 20, "000000")
    second_factor.renew_recovery_codes(referent)
    client = client_of(national_admin)
    own = second_factor.device_of(national_admin)

    client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "reset_second_factor", "_selected_action": [referent.pk, national_admin.pk]},
    )

    assert second_factor.device_of(referent) is None
    assert second_factor.recovery_codes_left(referent) == 0
    assert second_factor.device_of(national_admin) == own
    line = referent.connections.get(outcome=Outcome.SECOND_FACTOR_REMOVED)
    assert line.note == f"par {national_admin.email}"


def test_an_administrator_does_not_reset_a_technical_account(client_of, national_admin, with_second_factor):
    technical = User.objects.create_superuser("technique@example.fr")
    with_second_factor(technical)

    client_of(national_admin).post(
        reverse("admin:accounts_user_changelist"),
        {"action": "reset_second_factor", "_selected_action": [technical.pk]},
    )

    assert second_factor.device_of(technical) is not None


def test_the_server_s_command_saves_the_last_administrator(half_way, administrator, device, capsys):
    second_factor.renew_recovery_codes(administrator)

    call_command("reset_second_factor", administrator.email.upper(), yes=True)

    assert second_factor.device_of(administrator) is None
    assert second_factor.recovery_codes_left(administrator) == 0
    line = administrator.connections.first()
    assert (line.outcome, line.address) == (Outcome.SECOND_FACTOR_REMOVED, None)
    assert "sur le serveur" in line.note
    assert len(shown_codes(enrol(half_way))) == 10


@pytest.mark.parametrize("answer", ["", "n", "non"])
def test_the_command_asks_first(administrator, device, monkeypatch, answer):
    monkeypatch.setattr("builtins.input", lambda question: answer)

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("reset_second_factor", administrator.email)

    assert second_factor.device_of(administrator) == device


def test_the_command_says_what_it_does_not_find(administrator):
    with pytest.raises(CommandError, match="No account"):
        call_command("reset_second_factor", "inconnu@example.fr", yes=True)
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", administrator.email, yes=True)
