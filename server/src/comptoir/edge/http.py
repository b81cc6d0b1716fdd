"""The little of HTTP that the device door needs, over bare ASGI: a framework costs more than the work here."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias, TypeVar

import msgspec

from comptoir.edge.limits import JSON_BYTES_MAX
from comptoir.edge.problems import Headers, Problem, encode_problem, head
from comptoir.kernel.card_numbers import json_holds_card_number

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

B = TypeVar("B")


class ClientGone(Exception):
    """The client closed the connection before it had sent everything."""


def header(scope: Scope, name: bytes) -> bytes:
    """A request header, or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""


def bearer(scope: Scope) -> bytes:
    """The device token of a request."""
    value = header(scope, b"authorization")
    if value[:7].lower() != b"bearer ":
        raise Problem(401, "edge.token_unknown")
    return value[7:]


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The whole body; refused as soon as it is known to be too large, whatever its length header says."""
    length = header(scope, b"content-length")
    if length and (not length.isdigit() or int(length) > limit):
        raise Problem(413, "edge.too_large")
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False) and message["type"] == "http.request":
        if len(body) > limit:
            raise Problem(413, "edge.too_large")
        return body
    parts = [body]
    size = len(body)
    while message["type"] == "http.request" and message.get("more_body", False):
        message = await receive()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise Problem(413, "edge.too_large")
        parts.append(part)
    if message["type"] != "http.request":
        raise ClientGone
    return b"".join(parts)


async def read_json(
    scope: Scope, receive: Receive, decoder: "msgspec.json.Decoder[B]", *, may_hold_numbers: bool = False
) -> B:
    """A small body of the shape that is asked; refused whatever else it is, and when it holds a card's number.

    `may_hold_numbers`: what a till sends again until it is taken; who reads it looks at each part by itself.
    """
    try:
        body = await read_body(scope, receive, JSON_BYTES_MAX)
        found = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(422, "edge.body_invalid") from None
    if not may_hold_numbers and json_holds_card_number(body):
        raise Problem(422, "edge.card_number")
    return found


async def send_json(send: Send, value: object, *, status: int = 200, extra: Headers | None = None) -> None:
    """Answer with JSON that no cache keeps."""
    await send_bytes(send, msgspec.json.encode(value), b"application/json", status=status, extra=extra)


async def send_bytes(
    send: Send, body: bytes, content_type: bytes, *, status: int = 200, extra: Headers | None = None
) -> None:
    """Answer with bytes as they are."""
    headers = head(content_type, len(body))
    headers += extra if extra is not None else [(b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_problem(send: Send, problem: Problem) -> None:
    """Answer with a refusal."""
    body, headers = encode_problem(problem)
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
