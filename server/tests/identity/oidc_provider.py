"""An OpenID Connect provider as a process of its own: discovery, authorization with PKCE, token, keys, userinfo.

It speaks the protocol as a real one does and checks its side of it (client, secret, redirect address, verifier, a code
once). What it should say of the person, and which lie it should tell, a test sets at `/control`.

    python -m tests.identity.oidc_provider      prints its address
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "comptoir:shop", "s3cret/with+signs"
KEY, FOREIGN_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class State:
    """What the next sign-ins are like."""

    person: dict[str, Any] = {}
    lie: str = ""
    codes: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    @property
    def issuer(self) -> str:
        return f"http://{self.headers['Host']}"

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self.say(200, self.configuration())
            case "/authorize":
                self.authorize(query)
            case "/keys":
                key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
                self.say(200, {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})
            case "/userinfo":
                sub = "somebody-else" if State.lie == "userinfo" else State.person["sub"]
                self.say(200, {**State.person, "sub": sub})
            case _:
                self.say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/control":
            told = json.loads(body)
            State.person, State.lie = told["person"], told.get("lie", "")
            self.say(200, {})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self.say(404, {})

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": "http://127.0.0.1:9" if State.lie == "discovery" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": State.person["file"] if State.lie == "file" else f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, query: dict[str, str]) -> None:
        """The person says yes at once."""
        is_right = query.get("response_type") == "code" and query.get("client_id") == CLIENT
        if not is_right or query.get("code_challenge_method") != "S256" or "openid" not in query["scope"].split():
            self.say(400, {"error": "invalid_request"})
            return
        code = secrets.token_urlsafe(16)
        State.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def token(self, form: dict[str, str]) -> None:
        begun = State.codes.pop(form.get("code", ""), None)
        scheme, _, pair = self.headers.get("Authorization", "").partition(" ")
        client = [unquote(half) for half in base64.b64decode(pair).decode().split(":")] if scheme == "Basic" else []
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if client != [CLIENT, SECRET]:
            self.say(401, {"error": "invalid_client"})
        elif begun is None or begun["redirect_uri"] != form.get("redirect_uri") or begun["code_challenge"] != challenge:
            self.say(400, {"error": "invalid_grant"})
        else:
            self.say(200, {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(begun["nonce"])})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {**State.person, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        lies: dict[str, dict[str, Any]] = {
            "audience": {"aud": "another-client"},
            "audiences": {"aud": [CLIENT, "another-client"]},
            "expired": {"iat": now - 900, "exp": now - 600},
            "issuer": {"iss": "https://other.example"},
            "nonce": {"nonce": "of another sign-in"},
        }
        claims |= lies.get(State.lie, {})
        if State.lie == "nonce_missing":
            del claims["nonce"]
        if State.lie in ("userinfo", "from_userinfo", "file"):
            claims = {name: value for name, value in claims.items() if not name.startswith("email")}
        if State.lie == "unsigned":
            return jwt.encode(claims, key=None, algorithm="none")  # type: ignore[arg-type]  # no key is the lie
        if State.lie == "hmac":
            return jwt.encode(claims, key=SECRET * 3, algorithm="HS256", headers={"kid": "one"})
        return jwt.encode(claims, FOREIGN_KEY if State.lie == "key" else KEY, "RS256", headers={"kid": "one"})

    def say(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
