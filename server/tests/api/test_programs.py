"""The programs of docs/developer/api.md, run as they stand there, against a server over HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop, new_till

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/developer/api.md"
BLOCK = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.DOTALL)


class Silent(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, format: str, *args: object) -> None:  # the library's own name
        pass


@pytest.fixture
def address(db: None) -> Iterator[str]:
    application = get_wsgi_application()

    def serve(environ, start_response):
        try:
            yield from application(environ, start_response)
        finally:
            connections.close_all()

    with make_server("127.0.0.1", 0, serve, handler_class=Silent) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_programs_of_the_page_do_what_it_says(
    shop: Shop,
    connect: Connect,
    send: Callable[[SimulatedTill, list[Sealed | bytes]], None],
    address: str,
    tmp_path: Path,
) -> None:
    program: Program = connect(shop.organization)
    for name, source in BLOCK.findall(DOCUMENT.read_text("utf-8")):
        (tmp_path / name).write_text(source, "utf-8")
    code = program.done("post", "/codes", {"articles": [str(shop.bread.item)]})["given"][0]["code"]
    till = new_till(shop)
    send(till, [till.start_chain(), till.open(0), till.sell([shop.bread]), till.sell([shop.wine])])

    def run(*words: str, said: str = "") -> str:
        environment = {"COMPTOIR": address, "TOKEN": program.token, "PATH": os.environ["PATH"]}
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, input=said, text=True, capture_output=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("prices.py", said=f"{code} 125\n2000000000008 1\n") == "1 changed, 0 left\n"
    assert program.get(f"/articles/{shop.bread.item}").json()["unit_price"] == 125
    rule = str(new_uuid7())
    assert run("promotion.py", rule, "10") == "made -10 %\n"
    assert run("promotion.py", rule, "15") == "changed -15 %\n"
    assert program.get(f"/promotions/{rule}").json()["document"]["percent_ppm"] == 150_000
    sold = program.get("/sales?first=2020-01-01&last=2090-01-01").json()["sales"]
    day = date.fromisoformat(sold[0]["sold_at"][:10])
    told = run("days.py", str(day - timedelta(days=1)), str(day + timedelta(days=1)))
    assert sum(int(line.split(";")[1]) for line in told.splitlines()) == 115 + 890
