"""A virtual all-in-one terminal: the native app around a till's page, as a process of its own.

It serves a script that puts `window.comptoirShell` into a page (a test injects it; by hand it is pasted into the
browser's console before the till is reloaded), answers what the till asks, prints through a virtual printer, and reads
the codes and tags that a hand holds in front of it at the control port. docs/developer/shell.md is the contract.
"""

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from comptoir_agent.lines import Tcp
from comptoir_agent.printing.network_printer import NetworkPrinter, PrinterFault

VERSION = 1
PRINTER = "built-in"
PRINT_SECONDS = 30.0
NEWS_SECONDS = 5.0
PULSE = b"\x1bp\x00\x19\xfa"
SCRIPT = """(() => {
  const origin = %(origin)s;
  const listeners = new Set();
  const port = {
    onmessage: null,
    postMessage(message) {
      fetch(origin + "/ask", { method: "POST", body: message })
        .then((answer) => answer.text())
        .then((data) => tell(data))
        .catch(() => undefined);
    },
    addEventListener(_type, heard) { listeners.add(heard); },
  };
  const tell = (data) => {
    if (port.onmessage !== null) port.onmessage({ data });
    for (const heard of listeners) heard({ data });
  };
  const listen = async (after) => {
    for (;;) {
      try {
        const { newest, news } = await (await fetch(`${origin}/news?after=${after}`)).json();
        after = newest;
        for (const one of news) tell(JSON.stringify(one));
      } catch {
        await new Promise((done) => setTimeout(done, 500));
      }
    }
  };
  window.comptoirShell = port;
  void listen("");
})();
"""


class VirtualShell:
    """What the app knows: its printer, the jobs that it has printed, and the news that it has told."""

    def __init__(self, printer: Tcp, report: Callable[[dict[str, object]], None]) -> None:
        self._printer = NetworkPrinter(printer)
        self._report = report
        self._printed: dict[str, dict[str, object]] = {}
        self._news: list[dict[str, str]] = []
        self._changed = asyncio.Event()
        self._turn = asyncio.Lock()
        self.reads = {"scan": False, "tags": False}

    async def answer(self, question: Any) -> dict[str, object]:
        """One answer to one question; what is not understood is refused, so that nobody waits."""
        if not isinstance(question, dict):
            return {"ok": False, "trouble": "body"}
        said = {"id": question["id"]} if isinstance(question.get("id"), str) else {}
        match question:
            case {"ask": "hello", "version": version}:
                return {**said, **(await self._hello() if version == VERSION else _other_version())}
            case {"ask": "print", "printer": str(printer), "job": str(job), "data": str(data)}:
                return {**said, **await self._print(printer, job, data)}
            case {"ask": "drawer", "printer": printer}:
                return {**said, **await self._open_drawer(printer)}
            case {"ask": "scan" | "tags" as what, "on": bool(is_on)}:
                self.reads[what] = is_on
                return {**said, "ok": True}
            case _:
                return {**said, "ok": False, "trouble": "unknown"}

    def tell(self, kind: str, text: str) -> bool:
        """A code or a tag was held in front of it; while the till does not want them, it hears nothing."""
        if not self.reads["tags" if kind == "tag" else "scan"]:
            return False
        self._news.append({"news": kind, "text": text})
        self._changed.set()
        self._changed = asyncio.Event()
        return True

    async def news(self, after: str) -> dict[str, object]:
        """News behind that number, as soon as there is one. Without it: the number of the newest."""
        if not after.isdigit():
            return {"newest": len(self._news), "news": []}
        if int(after) >= len(self._news):
            with suppress(TimeoutError):
                async with asyncio.timeout(NEWS_SECONDS):
                    await self._changed.wait()
        return {"newest": len(self._news), "news": self._news[int(after) :]}

    async def _hello(self) -> dict[str, object]:
        try:
            trouble = await self._printer.trouble()
        except PrinterFault as fault:
            trouble = fault.trouble
        printer = {
            "id": PRINTER, "name": "Built-in printer", "width_mm": 58, "has_drawer": True,
            "trouble": trouble.value if trouble else "",
        }  # fmt: skip
        return {
            "ok": True, "version": VERSION, "name": "Virtual terminal", "has_scanner": True, "has_tags": True,
            "printers": [printer],
        }  # fmt: skip

    async def _print(self, printer: str, job: str, data: str) -> dict[str, object]:
        try:
            content = base64.b64decode(data, validate=True)
        except binascii.Error:
            return {"ok": False, "trouble": "body"}
        if printer != PRINTER:
            return {"ok": True, "state": "held", "trouble": "no_answer"}
        async with self._turn:
            if job in self._printed:
                return self._printed[job]
            answer = await self._put_on_paper(content)
            if answer["state"] != "held":
                self._printed[job] = answer
        self._report({"event": "job", "job": job, "state": answer["state"]})
        return answer

    async def _put_on_paper(self, content: bytes) -> dict[str, object]:
        has_begun = False

        def begins() -> None:
            nonlocal has_begun
            has_begun = True

        try:
            await self._printer.print(content, seconds=PRINT_SECONDS, begins=begins, waiting=lambda _: None)
        except PrinterFault as fault:
            return {"ok": True, "state": "unsure" if has_begun else "held", "trouble": fault.trouble.value}
        return {"ok": True, "state": "printed", "trouble": ""}

    async def _open_drawer(self, printer: object) -> dict[str, object]:
        if printer != PRINTER:
            return {"ok": False, "trouble": "no_answer"}
        answer = await self._put_on_paper(PULSE)
        return {"ok": True} if answer["state"] == "printed" else {"ok": False, "trouble": answer["trouble"]}


def _other_version() -> dict[str, object]:
    return {"ok": False, "version": VERSION, "trouble": "version"}


async def serve(shell: VirtualShell, port: int, control_port: int, report: Callable[[dict[str, object]], None]) -> None:
    """Until stopped: the page's half on one port, a hand on the other."""
    app = web.Application()
    open_to_pages = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Private-Network": "true"}

    async def script(request: web.Request) -> web.Response:
        origin = json.dumps(f"http://localhost:{request.url.port}")
        return web.Response(text=SCRIPT % {"origin": origin}, content_type="text/javascript", headers=open_to_pages)

    async def ask(request: web.Request) -> web.Response:
        try:
            question = json.loads(await request.read())
        except ValueError:
            question = None
        return web.json_response(await shell.answer(question), headers=open_to_pages)

    async def news(request: web.Request) -> web.Response:
        return web.json_response(await shell.news(request.query.get("after", "")), headers=open_to_pages)

    app.router.add_get("/shell.js", script)
    app.router.add_post("/ask", ask)
    app.router.add_get("/news", news)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()

    async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            kind, _, text = line.partition(" ")
            is_done = kind in ("code", "tag") and bool(text) and shell.tell(kind, text)
            writer.write(b"ok\n" if is_done else b"not understood, or not wanted\n")
        writer.close()

    control = await asyncio.start_server(obey, "127.0.0.1", control_port)
    ports = {"port": runner.addresses[0][1], "control_port": control.sockets[0].getsockname()[1]}
    report({"event": "ready", **ports})
    try:
        await asyncio.Event().wait()
    finally:
        control.close()
        await runner.cleanup()
