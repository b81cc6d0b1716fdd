"""The one file of settings: who this agent is, where it listens, which hardware it has."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comptoir_agent.displays import CODE_PAGES, DisplayDialect
from comptoir_agent.lines import Address, AddressWrong, Serial, Tcp, read_address
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.nexo.crypto import SharedKey
from comptoir_agent.paying.nexo.messages import Ends
from comptoir_agent.paying.nexo.settings import NexoSettings
from comptoir_agent.weighing.dialog06 import Checksums

PORT = 8490
HOST_ANY = "0.0.0.0"  # noqa: S104  # only where the settings give it a name for other devices
# A roll is changed within this time, or the till is told.
WAIT_SECONDS = 120.0
# By which lines a terminal of each driver is reached.
TERMINAL_LINES: dict[str, tuple[type, ...]] = {
    "zvt": (Tcp, Serial),
    "caisse-ap": (Tcp,),
    "concert": (Serial, Tcp),
    "nexo": (Tcp,),
}
LINE_WORDS = {Tcp: "tcp://host:port", Serial: "serial:///dev/…"}


class SettingsWrong(Exception):
    """The file does not say what it must; the message says where, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """A printer, and which one takes over when it can't. `language` is escpos for receipts, zpl for labels."""

    id: str
    name: str
    line: Address
    language: str = "escpos"
    width_mm: int = 80
    height_mm: int = 32
    has_drawer: bool = True
    fallback: str = ""

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return f"{self.line.host}:{self.line.port}" if isinstance(self.line, Tcp) else str(self.line)


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """A customer display on a pole."""

    id: str
    name: str
    line: Address
    dialect: DisplayDialect = DisplayDialect.ESCPOS
    code_page: str = "cp858"


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    """A scale. `is_approved` is what its verification plate says; `display` is where customers see what is weighed."""

    id: str
    name: str
    line: Address
    dialect: str
    is_approved: bool = False
    display: str = ""
    checksums: tuple[Checksums, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """A code reader on a serial line."""

    id: str
    name: str
    line: Address


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """A card terminal. `password`: its own for a till, six digits; `allows_tips`: customers add them on it.

    `register`: who asks, for terminals that speak Caisse-AP or Concert; `nexo`: what a nexo terminal must be shown.
    """

    id: str
    name: str
    line: Tcp | Serial
    driver: str = "zvt"
    password: str = "000000"  # noqa: S105  # what makers deliver
    allows_tips: bool = False
    # So many days an amount that was reserved may be taken, by the agreement with the acquirer.
    hold_days: int = 7
    register: Register = field(default_factory=Register)
    nexo: NexoSettings | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the service needs."""

    name: str
    state: Path
    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    # Where tills reach it, as the server tells them: https://name:port; empty for its own machine only.
    address: str = ""
    # Pages that may call: the till's own address. Empty: any page may ask, but only a paired till gets an answer.
    origins: tuple[str, ...] = ()
    printers: tuple[PrinterSettings, ...] = field(default=())
    scales: tuple[ScaleSettings, ...] = field(default=())
    displays: tuple[DisplaySettings, ...] = field(default=())
    readers: tuple[ReaderSettings, ...] = field(default=())
    terminals: tuple[TerminalSettings, ...] = field(default=())

    @property
    def wants_certificate(self) -> bool:
        """Reached by TLS, and the shop it joins is to vouch for it: the settings name no certificate."""
        return self.address.startswith("https:") and self.certificate is None

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
    try:
        return _settings(path, source)
    except SettingsWrong as wrong:
        raise SettingsWrong(f"{path}: {wrong}") from None


def _settings(path: Path, source: dict[str, Any]) -> Settings:
    # Who gives tills a name to reach it by, wants to be reached.
    is_reached = _text(source, "address", "").startswith("https:")
    settings = Settings(
        name=_text(source, "name"),
        # A unit of systemd is given the one folder that it may write to.
        state=path.parent / _text(source, "state", os.environ.get("STATE_DIRECTORY", "state")),
        host=_text(source, "host", HOST_ANY if is_reached else "127.0.0.1"),
        port=_number(source, "port", PORT),
        address=_text(source, "address", ""),
        certificate=_path(path, source, "certificate"),
        key=_path(path, source, "key"),
        origins=tuple(str(origin) for origin in source.get("origins", [])),
        printers=tuple(_printer(entry) for entry in source.get("printers", [])),
        scales=tuple(_scale(entry) for entry in source.get("scales", [])),
        displays=tuple(_display(entry) for entry in source.get("displays", [])),
        readers=tuple(_reader(entry) for entry in source.get("readers", [])),
        terminals=tuple(_terminal(path, entry) for entry in source.get("terminals", [])),
    )
    is_loopback = settings.host in ("127.0.0.1", "::1", "localhost")
    has_certificate = settings.certificate is not None and settings.key is not None
    if not is_loopback and not has_certificate and not settings.wants_certificate:
        raise SettingsWrong(
            "reachable from elsewhere it needs an “address” such as https://pi.comptoir.local:8490, and gets its "
            "certificate when it joins the shop; or “certificate” and “key”"
        )
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    """What one entry says of another."""
    for kind in ("printers", "scales", "displays", "readers", "terminals"):
        known = [entry.id for entry in getattr(settings, kind)]
        if len(set(known)) != len(known):
            raise SettingsWrong(f"two {kind} have one id")
    receipts = [printer.id for printer in settings.printers if printer.language == "escpos"]
    for printer in settings.printers:
        if printer.fallback and (printer.fallback not in receipts or printer.fallback == printer.id):
            raise SettingsWrong(f"“{printer.id}” falls back to “{printer.fallback}”, which is no other printer")
    shown = [display.id for display in settings.displays]
    for scale in settings.scales:
        if scale.display and scale.display not in shown:
            raise SettingsWrong(f"“{scale.id}” shows on “{scale.display}”, which is no display")


def _printer(source: dict[str, Any]) -> PrinterSettings:
    width = _number(source, "width", 57 if source.get("language") == "zpl" else 80)
    if source.get("language") != "zpl" and width not in (58, 80):
        raise SettingsWrong("a printer's width is 58 or 80")
    language = _choice(source, "language", ("escpos", "zpl"))
    return PrinterSettings(
        id=_text(source, "id"),
        name=_text(source, "name", source.get("id", "")),
        line=_line(source),
        language=language,
        width_mm=width,
        height_mm=_number(source, "height", 32),
        has_drawer=language == "escpos" and source.get("drawer", True) is True,
        fallback=_text(source, "fallback", ""),
    )


def _scale(source: dict[str, Any]) -> ScaleSettings:
    return ScaleSettings(
        id=_text(source, "id"),
        name=_text(source, "name", source.get("id", "")),
        line=_line(source),
        dialect=_choice(source, "dialect", ("dialog06", "cas")),
        is_approved=source.get("approved", False) is True,
        display=_text(source, "display", ""),
        checksums=tuple(_checksums(pair) for pair in source.get("checksums", [])),
    )


def _display(source: dict[str, Any]) -> DisplaySettings:
    return DisplaySettings(
        id=_text(source, "id"),
        name=_text(source, "name", source.get("id", "")),
        line=_line(source),
        dialect=DisplayDialect(_choice(source, "dialect", tuple(DisplayDialect))),
        code_page=_choice(source, "code_page", tuple(CODE_PAGES)),
    )


def _reader(source: dict[str, Any]) -> ReaderSettings:
    return ReaderSettings(_text(source, "id"), _text(source, "name", source.get("id", "")), _line(source))


def _terminal(path: Path, source: dict[str, Any]) -> TerminalSettings:
    name, line, password = _text(source, "id"), _line(source), _text(source, "password", "000000")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
        raise SettingsWrong("a terminal's id is letters, digits and -")
    driver = _choice(source, "driver", tuple(TERMINAL_LINES))
    if not isinstance(line, TERMINAL_LINES[driver]):
        wants = " or ".join(LINE_WORDS[kind] for kind in TERMINAL_LINES[driver])
        raise SettingsWrong(f"a terminal that speaks {driver} is reached by {wants}")
    assert isinstance(line, Tcp | Serial)
    if not re.fullmatch(r"[0-9]{6}", password):
        raise SettingsWrong("a terminal's password is six digits")
    hold_days = _number(source, "hold_days", 7)
    if not 1 <= hold_days <= 31:
        raise SettingsWrong("a terminal's “hold_days” is 1 to 31")
    return TerminalSettings(
        id=name,
        name=_text(source, "name", name),
        line=line,
        driver=driver,
        password=password,
        allows_tips=source.get("tips", False) is True,
        hold_days=hold_days,
        register=_register(source),
        nexo=_nexo(path, source) if driver == "nexo" else None,
    )


def _nexo(path: Path, source: dict[str, Any]) -> NexoSettings:
    """Who it is (`poi`, as its back says: model and serial number), and the key that its acquirer has set on it."""
    poi, sale = _text(source, "poi"), _text(source, "sale", "Comptoir")
    if not re.fullmatch(r"[A-Za-z0-9-]{3,40}", poi) or not re.fullmatch(r"[A-Za-z0-9 -]{1,40}", sale):
        raise SettingsWrong("“poi” is a terminal's model and serial number, such as V400m-324688179")
    key = SharedKey(_text(source, "key_identifier"), _number(source, "key_version", 1), _text(source, "passphrase"))
    return NexoSettings(Ends(sale, poi), key, _path(path, source, "certificate"))


def _register(source: dict[str, Any]) -> Register:
    usual = Register()
    number, version = _number(source, "register", usual.number), _text(source, "version", usual.version)
    identifier = _text(source, "identifier", usual.identifier)
    if not 1 <= number <= 99 or not re.fullmatch(r"[0-9]{4}", version) or not re.fullmatch(r"[0-9]{12}", identifier):
        raise SettingsWrong("a terminal's “register” is 1 to 99, “version” four digits, “identifier” twelve")
    return Register(number, version, identifier, says_reference=source.get("reference", True) is True)


def _line(source: dict[str, Any]) -> Address:
    """`address`, or `host` and `port` as a shorter way to write a network printer."""
    if "address" not in source:
        return Tcp(_text(source, "host"), _number(source, "port", 9_100))
    try:
        return read_address(_text(source, "address"))
    except AddressWrong as wrong:
        raise SettingsWrong(str(wrong)) from None


def _checksums(pair: object) -> Checksums:
    """`["1F2E", "B3D4"]`: the checksum of an approved part and its control word."""
    match pair:
        case [str(cs), str(kw)] if len(cs) == len(kw) == 4:
            try:
                return Checksums(int(cs, 16), int(kw, 16))
            except ValueError:
                pass
    raise SettingsWrong("checksums are pairs of four hexadecimal digits: [[“1F2E”, “B3D4”]]")


def _choice(source: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    """One of the known words; the first where nothing is said."""
    found = source.get(name, known[0])
    if found not in known:
        raise SettingsWrong(f"“{name}” is one of {', '.join(known)}")
    return str(found)


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
