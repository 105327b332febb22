"""An OpenID Connect provider that runs in a process of its own: `python -m tests.accounts.provider`.

It is oidc-provider-mock (code flow, RS256), held to what ProConnect does besides: it names its key and checks PKCE,
and when a user has the claim `userinfo_jwt` it gives the user information as a signed JWT. It prints its address, then
serves until killed.
"""

import base64
import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import requests

CLIENT = "pts-admin"
KEY_NAME = "the-only-one"
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_provider():
    """Start the provider and give its address; stop it in the end."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.accounts.provider"]
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            wait_for(address)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def wait_for(address: str):
    """Return once the provider answers."""
    for _ in range(100):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The provider does not start.")


def settings_of(address: str) -> dict:
    """The settings that send the site to the provider at `address`."""
    return {
        "PROCONNECT_ENABLED": True,
        "PROCONNECT_ISSUER": address,
        "OIDC_RP_CLIENT_ID": CLIENT,
        "OIDC_RP_CLIENT_SECRET": "secret",
        "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{address}/oauth2/authorize",
        "OIDC_OP_TOKEN_ENDPOINT": f"{address}/oauth2/token",
        "OIDC_OP_USER_ENDPOINT": f"{address}/userinfo",
        "OIDC_OP_JWKS_ENDPOINT": f"{address}/jwks",
        "OIDC_OP_LOGOUT_ENDPOINT": f"{address}/oauth2/end_session",
    }


def serve():
    """Serve on a free port of this machine."""
    import werkzeug.serving

    server = werkzeug.serving.make_server("127.0.0.1", 0, strict_application(), threaded=True)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def strict_application():
    """The provider, with a named key, PKCE and signed user information."""
    import flask
    import oidc_provider_mock
    from authlib import jose
    from oidc_provider_mock._app import OpenIDCode

    plain = OpenIDCode.get_jwt_config
    OpenIDCode.get_jwt_config = lambda self, grant, client=None: plain(self, grant, client) | {"kid": KEY_NAME}
    application = oidc_provider_mock.app(require_nonce=True)
    key = jose.RSAKey.generate_key(options={"kid": KEY_NAME}, is_private=True)
    challenges = {}

    @application.before_request
    def name_the_key():
        flask.g.oidc_provider_mock_storage.jwk = key

    @application.before_request
    def check_the_verifier():
        if flask.request.path != "/oauth2/token":
            return None
        challenge = challenges.pop(flask.request.form["code"], None)
        given = challenge_of(flask.request.form.get("code_verifier", ""))
        return None if challenge == given else ({"error": "invalid_grant"}, 400)

    @application.after_request
    def keep_the_challenge(response):
        sent = parse_qs(urlsplit(response.headers.get("Location", "")).query)
        if flask.request.path == "/oauth2/authorize" and "code" in sent:
            assert flask.request.args["code_challenge_method"] == "S256"
            challenges[sent["code"][0]] = flask.request.args["code_challenge"]
        return response

    @application.after_request
    def sign_the_user_information(response):
        if flask.request.path == "/userinfo" and response.is_json and response.json.get("userinfo_jwt"):
            claims = {**response.json, "iss": flask.request.host_url.rstrip("/"), "aud": CLIENT}
            response.data = signed(claims, key)
            response.content_type = "application/jwt"
        return response

    return application


def challenge_of(verifier: str) -> str:
    """The PKCE challenge (S256) of `verifier`."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def signed(claims: dict, key) -> str:
    """`claims` as a JWT of the provider."""
    private = jwt.PyJWK(key.as_dict(is_private=True), algorithm="RS256").key
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": key.as_dict()["kid"]})


if __name__ == "__main__":
    serve()
