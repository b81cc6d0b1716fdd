"""One port: devices, built pages and Django, each at its address."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir.config.dispatcher import Dispatcher
from comptoir.config.home import Home
from comptoir.config.observing import Observing
from comptoir.config.web_files import MISSING_BUILD
from comptoir.config.wsgi_adapter import UPLOAD_BYTES_MAX, WsgiAdapter, build_environ
from tests.edge.client import Reply

NONE = "postgresql:///none"


def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """A small WSGI application that says what it was asked."""
    body = environ["wsgi.input"].read()
    start_response("201 Created", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    said = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']} {len(body)}"
    return [said.encode("latin-1"), b"!"]


def ask(
    application: Any,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    parts: tuple[bytes, ...] = (b"",),
    scheme: str = "http",
) -> Reply:
    reply = Reply()
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "client": ("127.0.0.1", 1),
        "scheme": scheme,
        "headers": [(key.encode(), value.encode()) for key, value in (headers or {}).items()],
    }  # fmt: skip

    async def run() -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        for number, part in enumerate(parts, start=1):
            incoming.put_nowait({"type": "http.request", "body": part, "more_body": number < len(parts)})

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = {key.decode(): value.decode() for key, value in message["headers"]}
            else:
                reply.body += message.get("body", b"")

        await application(scope, incoming.get, send)

    asyncio.run(run())
    return reply


def observing(folder: Path) -> Observing:
    return Observing(NONE, NONE, Home(folder), "")


def built(folder: Path) -> Dispatcher:
    (folder / "till" / "assets").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "till" / "index.html").write_text("<!doctype html>till")
    (folder / "till" / "assets" / "reader-a1B2c3D4.wasm").write_bytes(b"\0asm")
    (folder / "till" / "sw.js").write_text("// worker " + "x" * 2_000)
    (folder / "static" / "style.css").write_text("body{}")
    (folder / "secret.txt").write_text("secret")
    return Dispatcher(dsn=NONE, web=folder, pages=pages, observing=observing(folder))


def test_pages_go_to_django_with_their_body(tmp_path: Path) -> None:
    reply = ask(built(tmp_path), "POST", "/produits/é?q=1", parts=(b"a" * 700_000, b"b" * 5))

    assert reply.status == 201
    assert reply.body == "POST /produits/Ã©?q=1 700005!".encode("latin-1")
    assert reply.headers["content-length"] == str(len(reply.body))


def test_an_upload_that_is_too_large_is_refused_before_django_sees_it(tmp_path: Path) -> None:
    adapter = WsgiAdapter(pages)

    declared = ask(adapter, "POST", "/x", headers={"content-length": str(UPLOAD_BYTES_MAX + 1)})
    hidden = ask(adapter, "POST", "/x", parts=(b"x" * (16 * 1024 * 1024),) * 5)

    assert (declared.status, hidden.status) == (413, 413)


def test_a_header_with_an_underscore_can_not_imitate_a_proxy() -> None:
    scope = {
        "method": "GET", "path": "/", "headers": [(b"x_forwarded_for", b"evil"), (b"x-forwarded-for", b"good")],
        "query_string": b"",
    }  # fmt: skip

    environ = build_environ(scope, io.BytesIO(), 0)

    assert environ["HTTP_X_FORWARDED_FOR"] == "good"


def test_the_till_is_served_with_its_policy_and_its_own_routes(tmp_path: Path) -> None:
    site = built(tmp_path)

    page, route = ask(site, "GET", "/till/"), ask(site, "GET", "/till/sell/42")
    wasm, worker = ask(site, "GET", "/till/assets/reader-a1B2c3D4.wasm"), ask(site, "GET", "/till/sw.js")

    assert (page.status, page.body) == (200, b"<!doctype html>till")
    assert route.body == page.body
    assert "'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == worker.headers["cache-control"] == "no-cache"
    assert wasm.headers["content-type"] == "application/wasm"
    assert "immutable" in wasm.headers["cache-control"]
    assert ask(site, "GET", "/till").headers["location"] == "/till/"
    packed = ask(site, "GET", "/till/sw.js", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert ask(site, "GET", "/till/sw.js", headers={"if-none-match": worker.headers["etag"]}).status == 304
    assert (ask(site, "HEAD", "/till/sw.js").body, ask(site, "POST", "/till/").status) == (b"", 405)


def test_no_address_climbs_out_of_the_build(tmp_path: Path) -> None:
    site = built(tmp_path)
    (tmp_path / "static" / "link.css").symlink_to(tmp_path / "secret.txt")

    paths = [
        "/static/../secret.txt",
        "/static//etc/passwd",
        "/till/../secret.txt",
        "/static/.hidden",
        "/static/link.css",
    ]

    for path in paths:
        reply = ask(site, "GET", path)
        assert b"secret" not in reply.body, path
        assert b"root:" not in reply.body, path
        assert reply.status == 404 or reply.body == b"<!doctype html>till", path


def test_a_missing_build_says_so_in_a_sentence(tmp_path: Path) -> None:
    reply = ask(Dispatcher(dsn=NONE, web=tmp_path / "web", pages=pages, observing=observing(tmp_path)), "GET", "/till/")

    assert (reply.status, reply.body.decode()) == (503, MISSING_BUILD)


def test_the_device_door_says_that_it_is_closed_before_the_start(tmp_path: Path) -> None:
    reply = ask(built(tmp_path), "GET", "/edge/v1/catalog")

    assert (reply.status, reply.code) == (503, "edge.unavailable")


class Export:
    """An answer in parts, as Django's StreamingHttpResponse hands it to a WSGI server."""

    streaming = True

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        self.is_closed = True


def _exporting(export: Export) -> Any:
    def application(environ: dict[str, Any], start_response: Any) -> Export:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return export

    return application


def test_an_export_goes_out_part_by_part_without_a_length() -> None:
    export = Export(iter([b"a\r\n", b"b\r\n"]))

    reply = ask(WsgiAdapter(_exporting(export)), "GET", "/sales.csv")

    assert (reply.status, reply.body) == (200, b"a\r\nb\r\n")
    assert "content-length" not in reply.headers
    assert export.is_closed


def test_an_export_that_fails_is_broken_off_and_not_ended() -> None:
    def parts() -> Iterator[bytes]:
        yield b"a\r\n"
        raise RuntimeError("the database went away")

    export = Export(parts())
    sent: list[Any] = []

    async def run() -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        await WsgiAdapter(_exporting(export))(scope, incoming.get, send)

    with pytest.raises(RuntimeError, match="went away"):
        asyncio.run(run())

    assert [message.get("more_body") for message in sent] == [None, True]
    assert export.is_closed


def test_an_export_ends_with_its_client_and_holds_no_thread_while_it_waits_for_it() -> None:
    made: list[int] = []

    def parts() -> Iterator[bytes]:
        for number in range(1_000):
            made.append(number)
            yield b"row\r\n"

    export = Export(parts())
    calls: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        calls.append(environ["PATH_INFO"])
        return (
            _exporting(export)(environ, start_response)
            if environ["PATH_INFO"] == "/export"
            else pages(environ, start_response)
        )

    adapter = WsgiAdapter(application, threads=1)

    async def run() -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        is_slow, may_go_on = asyncio.Event(), asyncio.Event()

        async def send(message: Any) -> None:
            if message.get("more_body"):
                is_slow.set()
                await may_go_on.wait()

        scope = {"type": "http", "method": "GET", "path": "/export", "query_string": b"", "headers": []}
        exporting = asyncio.create_task(adapter(scope, incoming.get, send))
        await is_slow.wait()
        other: asyncio.Queue[Any] = asyncio.Queue()
        other.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def ignore(message: Any) -> None:
            return None

        async with asyncio.timeout(5):
            await adapter({**scope, "path": "/page"}, other.get, ignore)
        incoming.put_nowait({"type": "http.disconnect"})
        await asyncio.sleep(0)
        may_go_on.set()
        async with asyncio.timeout(5):
            await exporting

    asyncio.run(run())

    assert calls == ["/export", "/page"]
    assert made == [0]
    assert export.is_closed
