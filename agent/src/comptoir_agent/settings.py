"""The one file of settings: who this agent is, where it listens, which printers it has."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PORT = 8490
# A roll is changed within this time, or the till is told.
WAIT_SECONDS = 120.0


class SettingsWrong(Exception):
    """The file does not say what it must; the message says where, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """A receipt printer on the network, and which one takes over when it can't."""

    id: str
    name: str
    host: str
    port: int = 9_100
    width_mm: int = 80
    has_drawer: bool = True
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the service needs."""

    name: str
    state: Path
    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    # Pages that may call: the till's own address. Empty: any page may ask, but only a paired till gets an answer.
    origins: tuple[str, ...] = ()
    printers: tuple[PrinterSettings, ...] = field(default=())

    def printer(self, wanted: str) -> PrinterSettings | None:
        return next((printer for printer in self.printers if printer.id == wanted), None)


def read_settings(path: Path) -> Settings:
    """Read and check the file."""
    try:
        source = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsWrong(f"{path} can't be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(f"{path}: {error}") from None
    printers = tuple(_printer(entry) for entry in source.get("printers", []))
    known = [printer.id for printer in printers]
    if len(set(known)) != len(known):
        raise SettingsWrong(f"{path}: two printers have one id")
    for printer in printers:
        if printer.fallback and (printer.fallback not in known or printer.fallback == printer.id):
            raise SettingsWrong(f"{path}: “{printer.id}” falls back to “{printer.fallback}”, which is no other printer")
    settings = Settings(
        name=_text(source, "name"),
        state=path.parent / _text(source, "state", "state"),
        host=_text(source, "host", "127.0.0.1"),
        port=_number(source, "port", PORT),
        certificate=_path(path, source, "certificate"),
        key=_path(path, source, "key"),
        origins=tuple(str(origin) for origin in source.get("origins", [])),
        printers=printers,
    )
    is_loopback = settings.host in ("127.0.0.1", "::1", "localhost")
    if not is_loopback and (settings.certificate is None or settings.key is None):
        raise SettingsWrong(f"{path}: reachable from elsewhere it needs “certificate” and “key”, or browsers refuse it")
    return settings


def _printer(source: dict[str, Any]) -> PrinterSettings:
    width = _number(source, "width", 80)
    if width not in (58, 80):
        raise SettingsWrong("a printer's width is 58 or 80")
    return PrinterSettings(
        id=_text(source, "id"),
        name=_text(source, "name", source.get("id", "")),
        host=_text(source, "host"),
        port=_number(source, "port", 9_100),
        width_mm=width,
        has_drawer=source.get("drawer", True) is True,
        fallback=_text(source, "fallback", ""),
    )


def _text(source: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    found = source.get(name, otherwise)
    if not isinstance(found, str) or (not found and otherwise is None):
        raise SettingsWrong(f"“{name}” is missing or no text")
    return found


def _number(source: dict[str, Any], name: str, otherwise: int) -> int:
    found = source.get(name, otherwise)
    if not isinstance(found, int) or not 0 <= found <= 65_535:
        raise SettingsWrong(f"“{name}” is no port or number")
    return found


def _path(base: Path, source: dict[str, Any], name: str) -> Path | None:
    found = _text(source, name, "")
    return base.parent / found if found else None
