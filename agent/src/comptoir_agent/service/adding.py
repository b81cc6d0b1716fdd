"""Printers that a person took at a till, of those that the agent found. The settings stay a person's own.

Only an address that this agent found itself is taken, so a paired till can't make it talk to anything else.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web

from comptoir_agent.files import write_durably
from comptoir_agent.lines import AddressWrong, read_address
from comptoir_agent.service.asking import SERVICE, Refused, signed, trusted
from comptoir_agent.settings import PrinterSettings, Settings

FILE = "printers.json"
ADDED_MAX = 50


def with_added(settings: Settings) -> Settings:
    """The settings and the printers that were added; a name that the settings use now wins."""
    taken = {printer.id for printer in settings.printers}
    added = tuple(printer for printer in _load(settings.state) if printer.id not in taken)
    return replace(settings, printers=(*settings.printers, *added))


def add_routes(app: web.Application) -> None:
    """The address of this module."""
    app.router.add_post("/v1/printers", _add)


async def _add(request: web.Request) -> web.Response:
    """Add a printer that was found. Again, it is the same printer."""
    nonce, body = await trusted(request)
    service = request.app[SERVICE]
    try:
        wish = json.loads(body)
        address, name, width = wish["address"], wish["name"], wish["width"]
    except (ValueError, KeyError, TypeError):
        raise Refused(422, "agent.body_invalid") from None
    if not isinstance(address, str) or not isinstance(name, str) or width not in (58, 80):
        raise Refused(422, "agent.body_invalid")
    known = next((one for one in service.settings.printers if str(one.line) == address), None)
    if known is not None:
        return signed(request, nonce, {"id": known.id})
    if address not in service.hardware.found_addresses:
        raise Refused(404, "agent.not_found_here")
    if len(service.settings.printers) >= ADDED_MAX:
        raise Refused(503, "agent.too_many")
    printer = _printer(
        {"id": _new_id(service.settings, address), "name": name[:80], "address": address, "width": width}
    )
    kept = [*_load(service.settings.state), printer]
    write_durably(service.settings.state / FILE, json.dumps([_document(one) for one in kept], indent=1).encode())
    service.settings = replace(service.settings, printers=(*service.settings.printers, printer))
    service.presses.add(printer, service.settings)
    return signed(request, nonce, {"id": printer.id}, status=201)


def _new_id(settings: Settings, address: str) -> str:
    """What jobs call it: from its address, so that it is the same after a restart."""
    stem = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")[:60]
    taken = {printer.id for printer in settings.printers}
    return next(name for number in range(1, 99) if (name := stem if number == 1 else f"{stem}-{number}") not in taken)


def _load(state: Path) -> list[PrinterSettings]:
    path = state / FILE
    if not path.exists():
        return []
    printers = []
    for entry in json.loads(path.read_bytes()):
        try:
            printers.append(_printer(entry))
        except AddressWrong:
            continue  # written by a later version
    return printers


def _printer(entry: dict[str, Any]) -> PrinterSettings:
    name = entry["name"] or entry["address"]
    return PrinterSettings(entry["id"], name, read_address(entry["address"]), width_mm=entry["width"])


def _document(printer: PrinterSettings) -> dict[str, Any]:
    return {"id": printer.id, "name": printer.name, "address": str(printer.line), "width": printer.width_mm}
