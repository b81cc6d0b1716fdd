"""Makes the demo shop through the running server's door, and says how to get in.

    python -m comptoir.config.demo_access [--country=at] <address> [<certificate authority>]

A step of its own for the supervisor, because it loads Django and the supervisor must stay small.
"""

from __future__ import annotations

import io
import os
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno

from comptoir.config.demo.access import DemoAccess, Progress
from comptoir.config.lineage import die_with_parent

SPOKEN = {"goods": "Filling the shelves", "trade": "Selling for ninety days"}


def lead_here(name: str) -> None:
    """Let the shop's name lead to this very machine: its own resolver often knows no mDNS."""
    ask = socket.getaddrinfo

    def answer(host: Any, *arguments: Any, **options: Any) -> Any:
        return ask("127.0.0.1" if host == name else host, *arguments, **options)

    socket.getaddrinfo = answer


def spoken_progress() -> Progress:
    """A line at each tenth, so that a log stays readable too."""
    said: dict[str, int] = {}

    def progress(phase: str, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 10
        if said.get(phase) != tenth:
            said[phase] = tenth
            print(f"{SPOKEN.get(phase, phase)}: {tenth * 10} %", flush=True)

    return progress


def phone_code(address: str) -> str:
    """For a phone's camera: the page that takes it through trusting this shop, installing the till and enrolling it.

    Nothing where that page would not be secure: a till can't live there.
    """
    if not address.startswith("https://"):
        return ""
    drawn = io.StringIO()
    segno.make(f"{address}/start", micro=False).terminal(drawn, border=2, compact=True)
    return f"{drawn.getvalue()}Show this to a phone on the same network, or type {address}/start there.\n"


def describe(access: DemoAccess, pins: str = "") -> str:
    """What a visitor reads."""
    return "\n".join(
        [
            "",
            f"{access.shop} is open: {access.address}",
            f"  back office   {access.email}  {access.password}",
            f"  a new till    {access.enrolment_address}  (“{access.till_name}”, good for ten minutes)",
            *([f"  PINs at tills {pins}"] if pins else []),
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    """Make it or go on with it, then print the access."""
    die_with_parent()
    country = next((one.partition("=")[2] for one in arguments if one.startswith("--country=")), "")
    address, *authority = [one for one in arguments if not one.startswith("--country=")]
    if authority:
        lead_here(urlsplit(address).hostname or "")

    import django

    django.setup()
    from comptoir.config.demo import prepare
    from comptoir.config.demo.abroad import prepare_abroad
    from comptoir.config.demo.people import move_in, pins_text

    home = Path(os.environ["COMPTOIR_HOME"])
    if country:
        print(describe(prepare_abroad(country, address, home)), flush=True)
    else:
        access = prepare(address, home, spoken_progress(), certificate_authority=authority[0] if authority else "")
        move_in(datetime.now(UTC))
        print(describe(access, pins_text()), flush=True)
    if code := phone_code(address):
        with suppress(UnicodeEncodeError):  # a terminal without these signs: the address stands above
            print(code, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
