"""What is handed over: the log of receipts, the plain log, the keys to check them with, and the form's figures."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import date

from comptoir.fiscal.public import ExportFile, Period
from comptoir.platform.tenancy import current_organization
from comptoir_at.exports import PlainReceipt, dep7, dep131, key_material
from comptoir_at.machine_code import qr_text, read_payload
from comptoir_at.turnover import key_checksum
from comptoir_countries.at.holder import TurnoverKeyUnknown, open_turnover_key
from comptoir_countries.at.registers import Receipt, Register, registers

NO_KEY = "Der Schlüssel des Umsatzzählers ist auf diesem Server nicht bekannt.\n"


def write_dep7(period: Period) -> ExportFile:
    """Detailspezifikation 3, one file a register; no key is in it. From the start receipt on: a chain has no middle."""
    return _zip("dep7", period, lambda register: {"dep-export.json": _json(_log(register))})


def write_dep131(period: Period) -> ExportFile:
    """Every receipt with what was sold, readable without a program of ours."""
    return _zip("dep131", period, lambda register: {"dep131.json": _json(_plain(register, period.first))})


def write_keys(period: Period) -> ExportFile:
    """For the tax office alone: the key of the counter is in it."""
    return _zip("schluessel", period, _keys)


def write_registration(period: Period) -> ExportFile:
    """What the form of FinanzOnline asks, to be typed there by hand: Comptoir sends nothing."""
    return _zip("finanzonline", period, lambda register: {"registrierung.txt": _form(register)})


def _zip(name: str, period: Period, files: Callable[[Register], dict[str, str]]) -> ExportFile:
    def pieces() -> Iterator[bytes]:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for register in registers(period.last, till=period.till):
                for file, content in files(register).items():
                    archive.writestr(f"{register.name}/{file}", content)
        yield target.getvalue()

    return ExportFile(f"{name}-{period.last.isoformat()}.zip", "application/zip", pieces())


def _log(register: Register) -> object:
    return dep7((one.jws for one in register.receipts), {register.key.key_id: register.key})


def _keys(register: Register) -> dict[str, str]:
    try:
        key = open_turnover_key(current_organization(), register.turnover_key)
    except TurnoverKeyUnknown:
        return {"FEHLT.txt": NO_KEY}
    return {"cryptographicMaterialContainer.json": _json(key_material(key, [register.key]))}


def _plain(register: Register, first: date) -> object:
    rows = [one for one in register.receipts if str(_local_day(one)) >= first.isoformat()]
    return dep131(
        PlainReceipt(
            one.jws,
            one.purpose or one.kind,
            ", ".join(sorted({str(tender["kind"]) for tender in one.body.get("tenders", [])})),
            tuple(
                (str(line.get("name", "")), int(line.get("quantity_milli", 0)), int(line.get("amount", 0)))
                for line in one.body.get("lines", [])
            ),
        )
        for one in rows
    )


def _local_day(receipt: Receipt) -> str:
    return read_payload(receipt.jws).local_time[:10]


def _form(register: Register) -> str:
    start = read_payload(register.receipts[0].jws)
    lines = [
        "Registrierung der Registrierkasse in FinanzOnline (von Hand einzugeben; Comptoir sendet nichts)",
        "",
        f"Kassenidentifikationsnummer: {register.name}",
        f"Vertrauensdiensteanbieter: {start.trust_center}",
        f"Seriennummer oder Schlüssel-ID: {register.key.key_id}",
    ]
    try:
        key = open_turnover_key(current_organization(), register.turnover_key)
        lines += [
            f"Benutzerschlüssel (AES-256, Base64): {b64encode(key).decode()}",
            f"Prüfsumme: {key_checksum(key)}",
        ]
    except TurnoverKeyUnknown:
        lines.append(NO_KEY.strip())
    if start.trust_center == "AT0":
        lines += ["", "VORFÜHRUNG: mit einem Schlüssel in Software signiert, kein Beleg im Sinne der RKSV."]
    lines += ["", "Startbeleg, mit der App BMF Belegcheck zu prüfen:", qr_text(register.receipts[0].jws), ""]
    return "\n".join(lines)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
