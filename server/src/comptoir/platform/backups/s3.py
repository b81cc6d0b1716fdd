"""A store that speaks S3: the few calls that backups need, signed as AWS Signature Version 4 says.

Written here because a library for it is larger than Comptoir's server. Parts of a file are signed with their digest, so
a part that changes on the way is refused. Addresses are path-style (`endpoint/bucket/key`): every store knows that one.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO, cast
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from comptoir.platform.backups.places import NAME, Kept, PlaceTroubled
from comptoir.platform.backups.sealed_file import Readable

PART_BYTES = 16 << 20
TIMEOUT_SECONDS = 60
TRIES = 3
EMPTY = hashlib.sha256(b"").hexdigest()
ANSWER_BYTES_MAX = 8 << 20


@dataclass(frozen=True, slots=True)
class Access:
    """Who we are to the store."""

    key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is signed."""

    method: str
    path: str
    query: Mapping[str, str]
    host: str
    digest: str


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, and where in it."""

    endpoint: str
    region: str
    bucket: str
    prefix: str
    access: Access
    part_bytes: int = PART_BYTES
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def put(self, name: str, write: Callable[[BinaryIO], None]) -> int:
        upload = _Upload(self, name)
        try:
            write(cast("BinaryIO", upload))
            return upload.finish()
        except BaseException:
            upload.give_up()
            raise

    @contextmanager
    def open(self, name: str) -> Iterator[Readable]:
        connection, answer = self._begin("GET", name, {}, b"")
        try:
            if answer.status != 200:
                raise PlaceTroubled(f"The store does not give {name}: {_reason(answer)}.")
            yield answer
        finally:
            connection.close()

    def list(self) -> list[Kept]:
        found: list[Kept] = []
        after = ""
        while True:
            query = {"list-type": "2", "prefix": self.prefix} | ({"continuation-token": after} if after else {})
            page = _xml(self.ask("GET", "", query))
            for one in page.iterfind("{*}Contents"):
                name = (one.findtext("{*}Key") or "").removeprefix(self.prefix)
                if NAME(name):
                    found.append(Kept(name, int(one.findtext("{*}Size") or 0)))
            after = page.findtext("{*}NextContinuationToken") or ""
            if not after:
                return sorted(found, key=lambda kept: kept.name)

    def remove(self, name: str) -> None:
        self.ask("DELETE", name, {})

    def ask(self, method: str, name: str, query: Mapping[str, str], body: bytes = b"") -> bytes:
        """One call with a short answer; again when the line fails or the store is busy."""
        return self.ask_for(method, name, query, body)[0]

    def ask_for(self, method: str, name: str, query: Mapping[str, str], body: bytes) -> tuple[bytes, str]:
        """The answer and its ETag."""
        trouble = ""
        for _ in range(TRIES):
            try:
                connection, answer = self._begin(method, name, query, body)
            except PlaceTroubled as away:
                trouble = str(away)
                continue
            try:
                if answer.status in (200, 204):
                    return answer.read(ANSWER_BYTES_MAX), answer.getheader("ETag", "")
                trouble = f"The store refuses {method} {name or self.bucket}: {_reason(answer)}."
                if answer.status < 500:
                    break
            except (OSError, http.client.HTTPException) as broken:
                trouble = f"The store does not answer: {broken}."
            finally:
                connection.close()
        raise PlaceTroubled(trouble)

    def _begin(
        self, method: str, name: str, query: Mapping[str, str], body: bytes
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        parts = urlsplit(self.endpoint)
        # An empty name is the bucket itself.
        key = f"/{self.prefix}{name}" if name else ""
        path = parts.path.rstrip("/") + quote(f"/{self.bucket}{key}", safe="/-_.~")
        digest = hashlib.sha256(body).hexdigest() if body else EMPTY
        asked = Asked(method, path, query, parts.netloc, digest)
        headers = sign(asked, self.access, self.region, self.now())
        host, port = parts.hostname or "", parts.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        )
        address = f"{path}?{canonical_query(query)}" if query else path
        try:
            connection.request(method, address, body or None, headers)
            return connection, connection.getresponse()
        except (OSError, http.client.HTTPException) as broken:
            connection.close()
            raise PlaceTroubled(f"The store at {parts.netloc} does not answer: {broken}.") from broken


class _Upload:
    """A file in parts; the store shows it once the last one is named."""

    def __init__(self, place: S3Place, name: str) -> None:
        self._place = place
        self._name = name
        self._id = ""
        self._tags: list[str] = []
        self._waiting = bytearray()
        self._size = 0

    def write(self, plain: bytes) -> int:
        self._waiting += plain
        self._size += len(plain)
        while len(self._waiting) >= self._place.part_bytes:
            self._send(bytes(self._waiting[: self._place.part_bytes]))
            del self._waiting[: self._place.part_bytes]
        return len(plain)

    def finish(self) -> int:
        if not self._id:
            self._place.ask("PUT", self._name, {}, bytes(self._waiting))
            return self._size
        if self._waiting:
            self._send(bytes(self._waiting))
        named = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
            for number, tag in enumerate(self._tags, start=1)
        )
        body = f"<CompleteMultipartUpload>{named}</CompleteMultipartUpload>".encode()
        answer = self._place.ask("POST", self._name, {"uploadId": self._id}, body)
        # A store may say 200 and then that it failed.
        if _xml(answer).tag.rpartition("}")[2] == "Error":
            raise PlaceTroubled(f"The store does not put {self._name} together.")
        return self._size

    def give_up(self) -> None:
        """Parts that nobody finishes would be paid for."""
        if self._id:
            with contextlib.suppress(PlaceTroubled):
                self._place.ask("DELETE", self._name, {"uploadId": self._id})

    def _send(self, part: bytes) -> None:
        if not self._id:
            answer = self._place.ask("POST", self._name, {"uploads": ""})
            self._id = _xml(answer).findtext("{*}UploadId") or ""
        query = {"partNumber": str(len(self._tags) + 1), "uploadId": self._id}
        _, tag = self._place.ask_for("PUT", self._name, query, part)
        self._tags.append(tag.replace("&", "&amp;").replace("<", "&lt;"))


def sign(asked: Asked, access: Access, region: str, now: datetime) -> dict[str, str]:
    """The headers of a request, Signature Version 4."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    headers = {"host": asked.host, "x-amz-content-sha256": asked.digest, "x-amz-date": stamp}
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        [
            asked.method,
            asked.path,
            canonical_query(asked.query),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            asked.digest,
        ]
    )
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{access.secret}".encode()
    for step in (stamp[:8], region, "s3", "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    credential = f"Credential={access.key_id}/{scope}"
    told = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
    return {**{name: value for name, value in headers.items() if name != "host"}, "authorization": told}


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted, and encoded as the signature wants it."""
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def _xml(answer: bytes) -> ElementTree.Element:
    # A document type could make a few lines as large as the memory; no answer of a store has one.
    if b"<!DOCTYPE" in answer[:1_000].upper() or b"<!ENTITY" in answer.upper():
        raise PlaceTroubled("The store's answer cannot be read.")
    try:
        return ElementTree.fromstring(answer)  # noqa: S314  # without a document type it can name nothing outside
    except ElementTree.ParseError:
        raise PlaceTroubled("The store's answer cannot be read.") from None


def _reason(answer: http.client.HTTPResponse) -> str:
    """The store's own code, such as SignatureDoesNotMatch, else the status."""
    try:
        said = _xml(answer.read(ANSWER_BYTES_MAX)).findtext("{*}Code") or ""
    except (PlaceTroubled, OSError, http.client.HTTPException):
        said = ""
    return said or f"{answer.status} {answer.reason}"
