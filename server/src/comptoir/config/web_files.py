"""The built pages: the till (`/till/`), the public receipt (`/r/`) and the back office's styles (`/static/`).

Only files that were found in the build are ever served, so an address can't climb out of it.
"""

import asyncio
import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from comptoir.edge.http import Scope, Send, header

# The zxing reader is WebAssembly; nothing is ever loaded from elsewhere. Besides its own server a till asks the
# shop's agent: on this machine, or by TLS under a name of the local network.
AGENTS = b"http://localhost:* http://127.0.0.1:* https://*.local:*"
PAGE_POLICY = (
    b"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    b"img-src 'self' data: blob:; media-src 'self' blob: mediastream:; connect-src 'self' " + AGENTS + b"; "
    b"worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'; "
    # No text becomes markup, code or a worker's address but by Svelte's own policy and web/apps/till/src/trusted.ts.
    b"require-trusted-types-for 'script'; trusted-types svelte-trusted-html till"
)
IMMUTABLE = b"public, max-age=31536000, immutable"
REVALIDATE = b"no-cache"
MISSING_BUILD = (
    "The pages are not built yet. Run `make setup` in the source folder, or install the Comptoir wheel, "
    "which brings them.\n"
)

# Vite and our own build put a hash into the name of every file whose content may be kept for ever.
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$").search
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_COMPRESSED = (".js", ".mjs", ".css", ".html", ".json", ".webmanifest", ".wasm", ".svg", ".txt")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent; `packed` is empty when packing would not help."""

    body: bytes
    packed: bytes
    content_type: bytes
    etag: bytes
    is_page: bool
    is_immutable: bool


class WebFiles:
    """Serves one folder. A till loads a few files once and keeps them, so they are simply held in memory."""

    def __init__(self, folder: Path, *, prefix: str, fallback: str | None) -> None:
        """`fallback`: the page for addresses below `prefix` that are no file (the app's own routes)."""
        self._folder = folder
        self._prefix = prefix
        self._fallback = fallback
        self._files: dict[str, tuple[int, File]] = {}

    async def __call__(self, scope: Scope, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _plain(send, 405, "Only GET and HEAD.\n")
            return
        found = await asyncio.to_thread(self._find, scope["path"])
        if found is None:
            is_built = self._fallback is None or (self._folder / self._fallback).is_file()
            await _plain(send, 404 if is_built else 503, "Not found.\n" if is_built else MISSING_BUILD)
            return
        await _send_file(scope, send, found)

    def _find(self, path: str) -> File | None:
        name = path.removeprefix(self._prefix) or (self._fallback or "")
        found = self._load(name)
        if found is None and self._fallback is not None and "." not in name.rsplit("/", 1)[-1]:
            found = self._load(self._fallback)
        return found

    def _load(self, name: str) -> File | None:
        parts = name.split("/")
        if not name or any(part in ("", ".", "..") or part.startswith(".") or "\\" in part for part in parts):
            return None
        path = self._folder.joinpath(*parts)
        try:
            changed_at = path.stat().st_mtime_ns
            known = self._files.get(name)
            if known is not None and known[0] == changed_at:
                return known[1]
            if not path.is_file() or not path.resolve().is_relative_to(self._folder.resolve()):
                return None
            loaded = _read(path)
        except (OSError, ValueError):
            return None
        self._files[name] = (changed_at, loaded)
        return loaded


def _read(path: Path) -> File:
    body = path.read_bytes()
    suffix = path.suffix
    packed = gzip.compress(body, 9, mtime=0) if suffix in _COMPRESSED and len(body) > 500 else b""
    content_type = _TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(
        body=body,
        packed=packed if len(packed) < len(body) else b"",
        content_type=content_type.encode(),
        etag=b'"%s"' % sha256(body).hexdigest()[:32].encode(),
        is_page=suffix == ".html",
        is_immutable=bool(_HASHED(path.name)),
    )


async def _send_file(scope: Scope, send: Send, file: File) -> None:
    headers = [
        (b"content-type", file.content_type),
        (b"etag", file.etag),
        (b"cache-control", IMMUTABLE if file.is_immutable else REVALIDATE),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"vary", b"accept-encoding"),
    ]
    # Workers take their policy from their own answer, so every file carries it.
    headers.append((b"content-security-policy", PAGE_POLICY))
    if file.is_page:
        headers.append((b"permissions-policy", b"camera=(self), geolocation=(), microphone=()"))
    if header(scope, b"if-none-match") == file.etag:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = file.body
    if file.packed and b"gzip" in header(scope, b"accept-encoding"):
        body = file.packed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _plain(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
