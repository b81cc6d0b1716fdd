"""OpenID Connect as a relying party: the code flow with state, nonce and PKCE, and ID tokens verified in full.

Pure protocol: it knows neither people nor the database. Every call to the provider is slow and never in a transaction.
"""

import base64
import hmac
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from comptoir.identity.errors import SignOnRefused, SignOnUnreachable

TIMEOUT_SECONDS = 5
ANSWER_BYTES_MAX = 262_144
# The algorithm is ours to choose, never the token's: what is signed by a key that the provider publishes.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS = 60
LOOPBACK = ("localhost", "127.0.0.1", "::1")
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows this shop by."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    is_basic: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser's session remembers of a sign-in, once; and where the browser goes."""

    state: str
    nonce: str
    verifier: str
    address: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A provider that sends our server elsewhere is not the one that was named."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def is_issuer(address: str) -> bool:
    """Whether an address may be an issuer: https without query; plain http on this very computer only."""
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_safe and bool(parts.hostname) and not parts.query and not parts.fragment and "@" not in parts.netloc


def discover(issuer: str) -> Provider:
    """Ask a provider for its addresses; it must name itself as it was named (OpenID Connect Discovery §4.3)."""
    if not is_issuer(issuer):
        raise SignOnUnreachable(issuer=issuer)
    said = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise SignOnRefused(reason="issuer")
    addresses = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    userinfo = said.get("userinfo_endpoint")
    if not all(_is_address(address) for address in addresses):
        raise SignOnUnreachable(issuer=issuer)
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    authorization, token, keys = map(str, addresses)
    is_basic = "client_secret_post" not in methods
    return Provider(issuer, authorization, token, keys, str(userinfo) if _is_address(userinfo) else "", is_basic)


def _is_address(said: object) -> bool:
    """Whether it may be asked: a provider could name a file of this server."""
    return isinstance(said, str) and is_issuer(said.partition("?")[0])


def begin(provider: Provider, client: Client, *, hint: str = "", demands: Sequence[str] = ()) -> Begun:
    """Begin a sign-in: three secrets that nobody can guess, and the address that carries what shows of them."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
    query = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": client.redirect_uri,
        "scope": "openid email profile", "state": state, "nonce": nonce,
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    if demands:
        query["acr_values"] = " ".join(demands)
    if hint:
        query["login_hint"] = hint
    joint = "&" if "?" in provider.authorization else "?"
    return Begun(state, nonce, verifier, f"{provider.authorization}{joint}{urlencode(query)}")


def finish(provider: Provider, client: Client, *, code: str, nonce: str, verifier: str) -> Claims:
    """Trade the code for an ID token and answer what a verified one says; the address from userinfo if need be."""
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri,
        "code_verifier": verifier,
    }  # fmt: skip
    headers = {}
    if provider.is_basic:
        # RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
    else:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    said = _ask(urllib.request.Request(provider.token, urlencode(form).encode(), headers))  # noqa: S310  # _is_address
    token = said.get("id_token")
    if not isinstance(token, str):
        raise SignOnRefused(reason="no_token")
    claims = verify(token, _get(provider.keys), client, nonce=nonce)
    if "email" not in claims and provider.userinfo and isinstance(said.get("access_token"), str):
        bearer = {"Authorization": f"Bearer {said['access_token']}"}
        more = _ask(urllib.request.Request(provider.userinfo, headers=bearer))  # noqa: S310  # _is_address
        # OpenID Connect Core §5.3.2: of somebody else's subject, nothing may be used.
        if more.get("sub") == claims["sub"]:
            return {**more, **claims}
    return claims


def verify(token: str, keys: Claims, client: Client, *, nonce: str) -> Claims:
    """What an ID token says, when its signature, issuer, audience, time and nonce are right (Core §3.1.3.7)."""
    try:
        header = jwt.get_unverified_header(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, header),
            algorithms=ALGORITHMS,
            issuer=client.issuer,
            audience=client.client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "verify_signature": True},
        )
    except jwt.ExpiredSignatureError:
        raise SignOnRefused(reason="expired") from None
    except jwt.InvalidAudienceError:
        raise SignOnRefused(reason="audience") from None
    except jwt.InvalidIssuerError:
        raise SignOnRefused(reason="issuer") from None
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        raise SignOnRefused(reason="signature") from None
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client.client_id:
        raise SignOnRefused(reason="audience")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise SignOnRefused(reason="nonce")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise SignOnRefused(reason="subject")
    return claims


def _key(keys: Claims, header: Mapping[str, Any]) -> jwt.PyJWK:
    """The provider's key that the token names; without a name, its only one."""
    if header.get("alg") not in ALGORITHMS:
        raise SignOnRefused(reason="signature")
    found = [key for key in keys["keys"] if key.get("use", "sig") == "sig"]
    if "kid" in header:
        found = [key for key in found if key.get("kid") == header["kid"]]
    if len(found) != 1 or found[0].get("kty") == "oct":
        raise SignOnRefused(reason="signature")
    return jwt.PyJWK(found[0], algorithm=header.get("alg"))


def _get(address: str) -> Claims:
    return _ask(urllib.request.Request(address))  # noqa: S310  # every caller has checked the address


def _ask(request: urllib.request.Request) -> Claims:
    opener = urllib.request.build_opener(_NoRedirect)
    request.add_header("Accept", "application/json")
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            said = json.loads(answer.read(ANSWER_BYTES_MAX + 1)[:ANSWER_BYTES_MAX])
    except urllib.error.HTTPError as error:
        # A code that is spent, a secret that is wrong: the provider's own refusal.
        if error.code in (400, 401, 403):
            raise SignOnRefused(reason="code") from None
        raise SignOnUnreachable(issuer=urlsplit(request.full_url).hostname or "") from None
    except (OSError, HTTPException, ValueError):
        raise SignOnUnreachable(issuer=urlsplit(request.full_url).hostname or "") from None
    if not isinstance(said, dict):
        raise SignOnUnreachable(issuer=urlsplit(request.full_url).hostname or "")
    return said
