"""A store that speaks S3, as a process of its own: it computes each signature by itself, from AWS's description.

    python s3_store.py <folder> <bucket> <region> <key id> <secret>

It shares no code with our client. Each request: the signature is of the bytes on the line, the digest of the body that
came, and the time within 15 minutes. Prints its port.
"""

import hashlib
import hmac
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

PAGE = 3  # so few that listing needs several pages


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Store(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    bucket: str
    region: str
    key_id: str
    secret: str

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def _xml(self, root: str, inside: str) -> None:
        name = "http://s3.amazonaws.com/doc/2006-03-01/"
        self._answer(200, f'<?xml version="1.0"?><{root} xmlns="{name}">{inside}</{root}>'.encode())

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            self._check(body)
            parts = urlsplit(self.path)
            place = unquote(parts.path).lstrip("/").split("/", 1)
            if place[0] != self.bucket:
                raise Refused(404, "NoSuchBucket")
            key = place[1] if len(place) > 1 else ""
            getattr(self, f"_{self.command.lower()}")(key, dict(parse_qsl(parts.query, keep_blank_values=True)), body)
        except Refused as refusal:
            self._answer(refusal.status, f"<Error><Code>{refusal.code}</Code></Error>".encode())

    do_GET = do_PUT = do_POST = do_DELETE = _handle

    def _check(self, body: bytes) -> None:
        """Task 1 to 3 of "Create a signed AWS API request", backwards."""
        told = self.headers.get("Authorization", "")
        algorithm, _, rest = told.partition(" ")
        if algorithm != "AWS4-HMAC-SHA256":
            raise Refused(403, "AccessDenied")
        fields = dict(one.strip().split("=", 1) for one in rest.split(","))
        key_id, day, region, service, end = fields["Credential"].split("/")
        stamp = self.headers["x-amz-date"]
        if abs((datetime.now(UTC) - datetime.strptime(stamp, "%Y%m%dT%H%M%S%z")).total_seconds()) > 900:
            raise Refused(403, "RequestTimeTooSkewed")
        if (key_id, region, service, end, day) != (self.key_id, self.region, "s3", "aws4_request", stamp[:8]):
            raise Refused(403, "InvalidAccessKeyId")
        digest = hashlib.sha256(body).hexdigest()
        if self.headers["x-amz-content-sha256"] != digest:
            raise Refused(400, "XAmzContentSHA256Mismatch")
        names = fields["SignedHeaders"].split(";")
        if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names):
            raise Refused(403, "AccessDenied")
        address, _, query = self.path.partition("?")
        ordered = "&".join(sorted(one if "=" in one else f"{one}=" for one in query.split("&"))) if query else ""
        request = f"{self.command}\n{address}\n{ordered}\n"
        request += "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names)
        request += f"\n{';'.join(names)}\n{digest}"
        scope = f"{day}/{region}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = b"AWS4" + self.secret.encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), fields["Signature"]):
            raise Refused(403, "SignatureDoesNotMatch")

    def _path(self, key: str) -> Path:
        return self.folder / key.replace("/", "~")

    def _get(self, key: str, query: dict[str, str], _body: bytes) -> None:
        if key:
            if not self._path(key).is_file():
                raise Refused(404, "NoSuchKey")
            return self._answer(200, self._path(key).read_bytes())
        names = sorted(path.name.replace("~", "/") for path in self.folder.glob("*") if path.suffix != ".part")
        names = [name for name in names if name.startswith(query["prefix"])]
        first = int(query.get("continuation-token", "0"))
        page = names[first : first + PAGE]
        inside = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{self._path(name).stat().st_size}</Size></Contents>"
            for name in page
        )
        if first + PAGE < len(names):
            inside += f"<NextContinuationToken>{first + PAGE}</NextContinuationToken>"
        return self._xml("ListBucketResult", inside)

    def _put(self, key: str, query: dict[str, str], body: bytes) -> None:
        name = (
            f"{query['uploadId']}.{int(query['partNumber']):05}.part" if "uploadId" in query else key.replace("/", "~")
        )
        (self.folder / name).write_bytes(body)
        self._answer(200, etag=f'"{hashlib.md5(body).hexdigest()}"')

    def _post(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploads" in query:
            return self._xml(
                "InitiateMultipartUploadResult", f"<UploadId>u{len(list(self.folder.iterdir()))}</UploadId>"
            )
        parts = sorted(self.folder.glob(f"{query['uploadId']}.*.part"))
        tags = [f'"{hashlib.md5(part.read_bytes()).hexdigest()}"' for part in parts]
        if [tag in body.decode() for tag in tags] != [True] * body.count(b"<Part>"):
            raise Refused(400, "InvalidPart")
        self._path(key).write_bytes(b"".join(part.read_bytes() for part in parts))
        for part in parts:
            part.unlink()
        return self._xml("CompleteMultipartUploadResult", f"<Key>{escape(key)}</Key>")

    def _delete(self, key: str, query: dict[str, str], _body: bytes) -> None:
        if "uploadId" in query:
            for part in self.folder.glob(f"{query['uploadId']}.*.part"):
                part.unlink()
        else:
            self._path(key).unlink(missing_ok=True)
        self._answer(204)


if __name__ == "__main__":
    Store.folder = Path(sys.argv[1])
    Store.bucket, Store.region, Store.key_id, Store.secret = sys.argv[2:6]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    print(server.server_port, flush=True)
    server.serve_forever()
