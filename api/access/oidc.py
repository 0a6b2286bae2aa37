"""Sign-in with the organisation's own identity provider: OpenID Connect, code flow with PKCE (RFC 7636, S256).

Optional: the extra `oidc` brings what is imported here when the first person comes that way. What has to come back
with the code travels in a signed cookie of ten minutes; nothing is stored.
"""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson

from api.errors import ProblemError
from api.settings import Settings
from domain.errors import DomainError

PATH = "/sign-in/oidc"
BACK = f"{PATH}/back"
COOKIE = "huhang_oidc"
GOOD_FOR = 600  # seconds
TIMEOUT = 10.0
PURPOSE = b"huhang oidc 1\0"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


@dataclass(frozen=True)
class Setting:
    """The provider, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True)
class Journey:
    """What a person who went to the provider has to bring back."""

    state: str
    nonce: str
    verifier: str
    until: int


def setting_of(settings: Settings) -> Setting | None:
    """None where no provider is set. Raises DomainError bad_setting for half of one."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise DomainError("bad_setting", name="HUHANG_OIDC_CLIENT_ID", problem="needed with HUHANG_OIDC_ISSUER")
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    return Setting(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_name or "OpenID Connect")


def provider_name(settings: Settings) -> str:
    """What the button says; empty without a provider."""
    found = setting_of(settings)
    return found.name if found else ""


def setting_off(setting: Setting, back: str) -> tuple[str, Journey]:
    """Where to send somebody, and what he has to bring back. Raises ProblemError oidc_unavailable."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    journey = Journey(state, nonce, verifier, int(time.time()) + GOOD_FOR)
    asked = {
        "response_type": "code",
        "client_id": setting.client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": import_module("authlib.oauth2.rfc7636").create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{described(setting)['authorization_endpoint']}?{urlencode(asked)}", journey


def subject_of(setting: Setting, journey: Journey, code: str, back: str) -> str:
    """Whom the provider says it is. Raises ProblemError oidc_unavailable, oidc_refused."""
    found = described(setting)
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": journey.verifier}
    try:
        with httpx2.Client(timeout=TIMEOUT) as client:
            told = client.post(found["token_endpoint"], data=body, auth=(setting.client_id, setting.client_secret))
            keys = client.get(found["jwks_uri"])
        if told.is_server_error or not keys.is_success:
            raise ProblemError("oidc_unavailable")
        if not told.is_success:
            raise ProblemError("oidc_refused")
        return verified(setting, journey, told.json().get("id_token", ""), keys.json())
    except (httpx2.HTTPError, ValueError) as error:
        raise ProblemError("oidc_unavailable") from error


def verified(setting: Setting, journey: Journey, id_token: str, keys: Any) -> str:
    """The subject of an ID token that is genuine, meant for us, in time, and of this very journey."""
    jwt, refused = import_module("joserfc.jwt"), import_module("joserfc.errors").JoseError
    claims = jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": setting.issuer},
        aud={"essential": True, "value": setting.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": journey.nonce},
        sub={"essential": True},
    )
    try:
        token = jwt.decode(id_token, import_module("joserfc.jwk").KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims.validate(token.claims)
    except (refused, ValueError) as error:
        raise ProblemError("oidc_refused") from error
    return str(token.claims["sub"])


def described(setting: Setting) -> Mapping[str, Any]:
    """What the provider says of itself."""
    try:
        with httpx2.Client(timeout=TIMEOUT) as client:
            answer = client.get(f"{setting.issuer}/.well-known/openid-configuration")
        found: Mapping[str, Any] = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProblemError("oidc_unavailable") from error
    if not answer.is_success or str(found.get("issuer", "")).rstrip("/") != setting.issuer:
        raise ProblemError("oidc_unavailable")
    return found


def sealed(journey: Journey, key: bytes) -> str:
    """A journey as its cookie has it."""
    told = urlsafe_b64encode(orjson.dumps(asdict(journey)))
    return f"{told.decode()}.{signature(told, key)}"


def opened(cookie: str, key: bytes, state: str) -> Journey:
    """The journey of a cookie, for who brings back its state in time. Raises ProblemError oidc_state."""
    told, _, signed = cookie.partition(".")
    if not signed or not hmac.compare_digest(signed.encode(), signature(told.encode(), key).encode()):
        raise ProblemError("oidc_state")
    journey = Journey(**orjson.loads(urlsafe_b64decode(told)))
    if journey.until < time.time() or not hmac.compare_digest(journey.state.encode(), state.encode()):
        raise ProblemError("oidc_state")
    return journey


def signature(told: bytes, key: bytes) -> str:
    return hmac.new(key, PURPOSE + told, hashlib.sha256).hexdigest()
