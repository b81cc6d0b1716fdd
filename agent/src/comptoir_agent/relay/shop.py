"""The shop that this agent belongs to: what the server said when it joined, and what it has said since."""

import json
import ssl
from base64 import b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from comptoir_agent.files import write_durably
from comptoir_agent.service.pairs import Pairs

PROOF_TAG = "comptoir-agent-join-v1\n"
SECONDS_MAX = 15.0


class Away(Exception):
    """The server does not answer, or not now."""


class JoinRefused(Exception):
    """It did not join; the text says why, for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Kept in `shop.json`, readable by the agent alone: the token is in it."""

    server: str
    agent: str
    organization: str
    store: str
    token: str
    server_key: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """`https://comptoir.local:8443/#code=…&authority=…`: where to join, and which authority to trust there."""

    server: str
    code: str
    authority: str


def read_invitation(text: str) -> Invitation:
    """Read what the back office shows. Raises `JoinRefused`."""
    parts = urlsplit(text.strip())
    said = {name: values[0] for name, values in parse_qs(parts.fragment).items()}
    is_here = parts.hostname in ("localhost", "127.0.0.1")
    if parts.scheme not in ("https", "http") or not parts.hostname or "code" not in said:
        raise JoinRefused("That is no invitation. Copy it whole from the back office: https://…/#code=…")
    if parts.scheme == "http" and not is_here:
        raise JoinRefused("An invitation to another machine must begin with https.")
    return Invitation(
        f"{parts.scheme}://{parts.netloc}", said["code"], said.get("authority", "").replace(":", "").lower()
    )


def load_shop(state: Path) -> Shop | None:
    """The shop that was joined, if any."""
    try:
        return Shop(**json.loads((state / "shop.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


async def join(state: Path, pairs: Pairs, invitation: Invitation, *, name: str, address: str, version: str) -> Shop:
    """Spend the code and keep what the server says. Raises `JoinRefused`."""
    if invitation.authority:
        await _trust(state, invitation)
    wish = {
        "code": invitation.code,
        "public_key": pairs.public_key,
        "algorithm": "ES256",
        "proof": pairs.sign(PROOF_TAG + invitation.code),
        "name": name,
        "address": address,
        "version": version,
    }
    try:
        door = f"{invitation.server}/edge/v1/agents/join"
        async with open_session(state) as session, session.post(door, json=wish) as answer:
            said = await answer.json(content_type=None)
            if answer.status != 201:
                raise JoinRefused(f"The server refuses: {reason(said, answer.status)}")
        told = [said[name] for name in ("agent", "organization", "store", "token", "server_key")]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
        raise JoinRefused(f"{invitation.server} does not answer: {error}") from None
    shop = Shop(invitation.server, *told)
    write_durably(state / "shop.json", json.dumps(asdict(shop), indent=1).encode())
    return shop


def reason(said: object, status: int) -> str:
    """The code of a refusal; something between us and the server may have answered without one."""
    code = said.get("code") if isinstance(said, dict) else None
    return code if isinstance(code, str) else f"status {status}"


def open_session(state: Path) -> aiohttp.ClientSession:
    """A client that trusts the shop's own authority, where it has one, and the system's otherwise."""
    authority = state / "authority.pem"
    context = ssl.create_default_context(cafile=str(authority) if authority.exists() else None)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context), timeout=aiohttp.ClientTimeout(total=SECONDS_MAX)
    )


async def ask(session: aiohttp.ClientSession, shop: Shop, path: str, body: bytes, kind: str) -> dict[str, Any]:
    """What the server answers to this agent. Raises `Away`."""
    headers = {"Authorization": f"Bearer {shop.token}", "Content-Type": kind}
    try:
        async with session.post(shop.server + path, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise Away(f"status {answer.status}")
            said = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        raise Away(str(error) or type(error).__name__) from None
    if not isinstance(said, dict):
        raise Away("an answer that nobody understands")
    return said


async def _trust(state: Path, invitation: Invitation) -> None:
    """Fetch the shop's authority over a line that nobody vouches for; its fingerprint must be the invited one."""
    try:
        patience = aiohttp.ClientTimeout(total=SECONDS_MAX)
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.get(f"{invitation.server}/start/comptoir.crt", ssl=False) as answer,
        ):
            der = await answer.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise JoinRefused(f"{invitation.server} does not answer: {error}") from None
    if sha256(der).hexdigest() != invitation.authority:
        raise JoinRefused("Another authority answers there than the one of the invitation. Nothing was sent.")
    lines = ["-----BEGIN CERTIFICATE-----", *wrap(b64encode(der).decode(), 64), "-----END CERTIFICATE-----", ""]
    write_durably(state / "authority.pem", "\n".join(lines).encode())
