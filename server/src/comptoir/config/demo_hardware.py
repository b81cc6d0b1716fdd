"""The demo shop's hardware: an agent that has joined, and a virtual counter: printers, scale, display, reader,
card terminal.

    python -m comptoir.config.demo_hardware prepare <address>
    python -m comptoir.config.demo_hardware <words of comptoir-agent …>

The first is a step for the supervisor: it writes the agent's settings and lets it join through the running server, as a
person would after an invitation in the back office. The second is the agent, or a virtual device, as a child that ends
with its supervisor.
"""

from __future__ import annotations

import json
import os
import sys
import time
import tomllib
from contextlib import redirect_stdout
from datetime import UTC, datetime
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from comptoir.config.demo_access import lead_here
from comptoir.config.lineage import die_with_parent

FOLDER = "hardware"
AGENT_NAME = "agent"
SETTINGS = """# Made by `comptoir demo`; yours to change.
name = "Comptoir"
port = {port}
address = "{address}"

[[printers]]
id = "front"
name = "Imprimante virtuelle"
host = "127.0.0.1"
port = {printer}

[[printers]]
id = "labels"
language = "zpl"
name = "Étiquettes virtuelles"
host = "127.0.0.1"
port = {labels}

[[scales]]
id = "scale"
name = "Balance virtuelle"
address = "serial://{folder}/{counter}/scale"
display = "pole"

[[displays]]
id = "pole"
name = "Afficheur virtuel"
address = "serial://{folder}/{counter}/display"

[[readers]]
id = "reader"
name = "Douchette virtuelle"
address = "serial://{folder}/{counter}/reader"

[[terminals]]
id = "card"
name = "Terminal de carte virtuel"
host = "127.0.0.1"
port = {terminal}
tips = true

# The page with which a person moves the virtual counter. It is no part of the agent.
[virtual]
page = {page}
"""
COUNTER = "counter"
LINES = ("scale", "display", "reader")
LINES_SECONDS = 15.0
CODES = "codes.json"
# What lies beside the virtual reader: an article, one with a deposit or an age, and one of each shelf.
CODES_COUNT = 8


def folder_of(home: Path, address: str) -> Path:
    """Where the agent's settings lie, its state, and the pages that come out of the virtual printers."""
    return home / FOLDER / (urlsplit(address).hostname or "localhost")


def is_installed() -> bool:
    """The agent is a package of its own, and virtual devices want what draws pages."""
    return all(find_spec(name) is not None for name in ("comptoir_agent", "PIL", "segno", "barcode"))


def prepare(home: Path, address: str) -> None:
    """Write the settings where there are none, and join where it has not. What is there stays."""
    folder = folder_of(home, address)
    write(folder, address)
    if not _is_known(folder / "state"):
        _join(folder / "agent.toml", address, home)


def write(folder: Path, address: str) -> None:
    """The settings where there are none, and what the virtual counter needs at each start."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = folder / "agent.toml"
    if not settings.exists():
        from comptoir.config.demo.rehearsal import free_port

        server = urlsplit(address)
        host = f"{AGENT_NAME}.{server.hostname}" if server.scheme == "https" else "localhost"
        port = free_port()
        written = SETTINGS.format(
            port=port,
            address=f"{server.scheme}://{host}:{port}",
            printer=free_port(),
            labels=free_port(),
            page=free_port(),
            terminal=free_port(),
            folder=folder.resolve(),
            counter=COUNTER,
        )
        settings.write_text(written, encoding="utf-8")
    (folder / CODES).write_text(json.dumps(codes(), ensure_ascii=False), encoding="utf-8")
    for name in LINES:
        # Yesterday's leads to a line that may be somebody's terminal today.
        (folder / COUNTER / name).unlink(missing_ok=True)


def devices(home: Path, address: str) -> list[tuple[str, list[str]]]:
    """The children: their names, and what each is told to be."""
    folder = folder_of(home, address)
    found = _read(folder)
    agent = ("agent", ["serve", str(folder / "agent.toml")])
    ports = {printer["id"]: str(printer["port"]) for printer in found.get("printers", []) if "port" in printer}
    if "page" in found.get("virtual", {}) and {"front", "labels"} <= set(ports):
        words = ["simulate", "counter", "--folder", str(folder / COUNTER), "--codes", str(folder / CODES)]
        words += ["--printer-port", ports["front"], "--labels-port", ports["labels"]]
        words += ["--page-port", str(found["virtual"]["page"])]
        # Settings of an earlier version know no card terminal: then nobody asks it.
        terminal = next((str(one["port"]) for one in found.get("terminals", []) if "port" in one), "0")
        return [("virtual counter", [*words, "--terminal-port", terminal]), agent]
    # Settings of an earlier version: printers alone.
    children = [agent]
    for printer in found.get("printers", []):
        kind, pages = ("labels", "labels") if printer.get("language") == "zpl" else ("printer", "printed")
        if printer.get("host") == "127.0.0.1":
            words = ["simulate", kind, "--port", str(printer["port"]), "--folder", str(folder / pages)]
            children.append((f"virtual {kind}", words))
    return children


def page_of(home: Path, address: str) -> str:
    """Where a person moves the virtual counter; empty where the settings know none."""
    page = _read(folder_of(home, address)).get("virtual", {}).get("page")
    return "" if page is None else f"http://localhost:{page}"


def codes() -> list[dict[str, str]]:
    """What can be scanned: the articles of the demo shop that people buy most, one of each shelf."""
    from comptoir.config.demo.goods import goods

    found: dict[str, dict[str, str]] = {}
    for good in sorted(goods(), key=lambda one: -one.demand):
        if good.barcode and good.unit == "C62":
            found.setdefault(good.shelf.key, {"name": good.name, "code": good.barcode})
    return list(found.values())[:CODES_COUNT]


def _await_lines(folder: Path) -> None:
    """The counter starts beside the agent: one that found no line yet would complain to whoever reads the terminal."""
    is_virtual = "virtual" in _read(folder)
    until = time.monotonic() + LINES_SECONDS
    while is_virtual and time.monotonic() < until and not all((folder / COUNTER / name).exists() for name in LINES):
        time.sleep(0.1)


def _read(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "agent.toml").read_text(encoding="utf-8"))


def _is_known(state: Path) -> bool:
    """Whether the database still knows the agent: it may be another one than yesterday's."""
    from comptoir.config.demo.shop import ORGANIZATION
    from comptoir.platform.tenancy import reading
    from comptoir.tills.public import is_agent_trusted
    from comptoir_agent.relay.shop import load_shop

    joined = load_shop(state)
    if joined is None:
        return False
    with reading(ORGANIZATION):
        return is_agent_trusted(UUID(joined.agent))


def _join(settings: Path, address: str, home: Path) -> None:
    from comptoir.config.demo.shop import GROCERY, ORGANIZATION
    from comptoir.tills.public import IssueAgentCode, issue_agent_code
    from comptoir_agent.cli import app

    command = IssueAgentCode(organization=ORGANIZATION, person=None, store=GROCERY.id, now=datetime.now(UTC))
    invitation = f"{address}/#code={issue_agent_code(command).code}"
    name = os.environ.get("COMPTOIR_LAN_NAME", "")
    if name:
        from comptoir.backoffice.onboarding_authority import read_authority

        authority = read_authority(home / "tls" / name / "authority.pem", name)
        invitation += f"&authority={authority.fingerprint.replace(':', '').lower()}"
    with redirect_stdout(StringIO()):  # it says to restart the agent, which only starts now
        app(["join", str(settings), invitation], standalone_mode=False)


def main(arguments: list[str]) -> int:
    """Prepare, or be a device."""
    die_with_parent()
    if name := os.environ.get("COMPTOIR_LAN_NAME", ""):
        lead_here(name)
    if arguments[0] == "prepare":
        import django

        django.setup()
        prepare(Path(os.environ["COMPTOIR_HOME"]), arguments[1])
        return 0

    from comptoir_agent.cli import app

    if arguments[0] == "serve":
        _await_lines(Path(arguments[1]).parent)
    # What virtual devices tell line by line is for tests; here their pages speak for them.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    app(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
