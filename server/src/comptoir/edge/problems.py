"""Answers of the device door: JSON, problems, and the server's time on each of them."""

import time
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from comptoir.kernel import Category, DomainError

STATUS = {
    Category.INVALID: 422,
    Category.FORBIDDEN: 403,
    Category.NOT_FOUND: 404,
    Category.CONFLICT: 409,
    Category.UNAVAILABLE: 503,
}
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    503: "Service Unavailable",
}

Headers = list[tuple[bytes, bytes]]


class Problem(Exception):
    """A refusal of the door itself, with a code that the client translates."""

    def __init__(self, status: int, code: str, *, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class ProblemDocument(msgspec.Struct, frozen=True):
    """`application/problem+json` (RFC 9457), without sentences."""

    title: str
    status: int
    code: str
    type: str = "about:blank"


def problem_of(error: DomainError) -> Problem:
    """A refusal of an operation as the door says it."""
    return Problem(STATUS[error.category], error.code)


def encode_problem(problem: Problem) -> tuple[bytes, Headers]:
    """Body and headers of a refusal."""
    body = msgspec.json.encode(ProblemDocument(TITLES.get(problem.status, "Error"), problem.status, problem.code))
    headers = head(b"application/problem+json", len(body))
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode()))
    if problem.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    return body, headers


def server_time() -> str:
    """Now, as tills remember it: UTC with milliseconds."""
    return _time_text(time.time_ns() // 1_000_000)


@lru_cache(maxsize=1)
def _time_text(milliseconds: int) -> str:
    """Answers leave by the dozen, as they are written: most in the millisecond of the one before."""
    seconds, thousandths = divmod(milliseconds, 1_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{thousandths:03d}Z"


def head(content_type: bytes, length: int | None) -> Headers:
    """The headers that every answer carries. No cache keeps what a till is told, unless it says so itself."""
    headers = [
        (b"content-type", content_type),
        (b"comptoir-time", server_time().encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return headers
