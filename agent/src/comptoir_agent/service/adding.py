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
from comptoir_agent.lines import SPEEDS, Address, AddressWrong, Serial, read_address
from comptoir_agent.service.asking import SERVICE, Refused, Service, signed, trusted
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
    """Add a printer that was found. Again, it is the same printer, at another speed of its line if that is wished."""
    nonce, body = await trusted(request)
    service = request.app[SERVICE]
    try:
        wish = json.loads(body)
        address, name, width, baud = wish["address"], wish["name"], wish["width"], wish.get("baud")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(422, "agent.body_invalid") from None
    if not isinstance(address, str) or not isinstance(name, str) or width not in (58, 80):
        raise Refused(422, "agent.body_invalid")
    if baud is not None and baud not in SPEEDS:
        raise Refused(422, "agent.body_invalid")
    known = next((one for one in service.settings.printers if _is_place(one.line, address)), None)
    if known is not None:
        _change_speed(service, known, baud)
        return signed(request, nonce, {"id": known.id})
    if address not in service.hardware.found_addresses:
        raise Refused(404, "agent.not_found_here")
    if len(service.settings.printers) >= ADDED_MAX:
        raise Refused(503, "agent.too_many")
    line = _at_speed(read_address(address), baud)
    printer = _printer(
        {"id": _new_id(service.settings, address), "name": name[:80], "address": str(line), "width": width}
    )
    kept = [*_load(service.settings.state), printer]
    write_durably(service.settings.state / FILE, json.dumps([_document(one) for one in kept], indent=1).encode())
    service.settings = replace(service.settings, printers=(*service.settings.printers, printer))
    service.presses.add(printer, service.settings)
    return signed(request, nonce, {"id": printer.id}, status=201)


def _is_place(line: Address, address: str) -> bool:
    """Whether something listens there already: a serial port is one, however fast it is."""
    try:
        other = read_address(address)
    except AddressWrong:
        return False
    if isinstance(line, Serial) and isinstance(other, Serial):
        return line.path == other.path
    return line == other


def _at_speed(line: Address, baud: int | None) -> Address:
    return line if baud is None or not isinstance(line, Serial) else replace(line, baud=baud)


def _change_speed(service: Service, printer: PrinterSettings, baud: int | None) -> None:
    """Of a printer that was added at a till. What a person wrote into the settings stays theirs."""
    changed = replace(printer, line=_at_speed(printer.line, baud))
    kept = _load(service.settings.state)
    if changed == printer or printer.id not in {one.id for one in kept}:
        return
    kept = [replace(one, line=changed.line) if one.id == printer.id else one for one in kept]
    write_durably(service.settings.state / FILE, json.dumps([_document(one) for one in kept], indent=1).encode())
    printers = tuple(changed if one.id == printer.id else one for one in service.settings.printers)
    service.settings = replace(service.settings, printers=printers)
    service.presses.change(service.settings)


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
