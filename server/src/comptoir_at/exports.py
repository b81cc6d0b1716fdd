"""What the tax office gets: the log of receipts (DEP-7), the plain log (DEP-131), and the keys to check it with."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict

from comptoir_at.machine_code import read_payload
from comptoir_at.register import CLOSED_SYSTEM


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A device as the exports name it. `certificate` in DER, empty in a closed system; `issuers` from it upward."""

    key_id: str
    public_key: bytes
    certificate: bytes = b""
    issuers: tuple[bytes, ...] = ()


ReceiptGroup = TypedDict(
    "ReceiptGroup", {"Signaturzertifikat": str, "Zertifizierungsstellen": list[str], "Belege-kompakt": list[str]}
)
ReceiptLog = TypedDict("ReceiptLog", {"Belege-Gruppe": list[ReceiptGroup]})


class KeyEntry(TypedDict):
    id: str
    signatureDeviceType: str
    signatureCertificateOrPublicKey: str


class KeyMaterial(TypedDict):
    base64AESKey: str
    certificateOrPublicKeyMap: dict[str, KeyEntry]


def dep7(receipts: Iterable[str], keys: Mapping[str, SigningKey]) -> ReceiptLog:
    """The log in the order of the receipts: a new group whenever another certificate signs (Detailspezifikation 3).

    A closed system has no certificates, so all its receipts are one group.
    """
    groups: list[ReceiptGroup] = []
    for certificate, run in groupby(receipts, key=lambda jws: _certificate(jws, keys)):
        issuers = () if certificate is None else certificate.issuers
        groups.append(
            {
                "Signaturzertifikat": "" if certificate is None else _base64(certificate.certificate),
                "Zertifizierungsstellen": [_base64(one) for one in issuers],
                "Belege-kompakt": list(run),
            }
        )
    return {"Belege-Gruppe": groups}


def key_material(turnover_key: bytes, keys: Iterable[SigningKey]) -> KeyMaterial:
    """The file that the tax office's checking program asks for. It holds the key of the turnover counter: hand it to
    the tax office, and to nobody else."""
    return {
        "base64AESKey": _base64(turnover_key),
        "certificateOrPublicKeyMap": {
            key.key_id: {
                "id": key.key_id,
                "signatureDeviceType": "CERTIFICATE" if key.certificate else "PUBLIC_KEY",
                "signatureCertificateOrPublicKey": _base64(key.certificate or key.public_key),
            }
            for key in keys
        },
    }


@dataclass(frozen=True, slots=True)
class PlainReceipt:
    """A receipt with its lines, for the plain log. `lines` as name, quantity in thousandths, cents."""

    jws: str
    kind: str
    payment: str
    lines: tuple[tuple[str, int, int], ...]


def dep131(receipts: Iterable[PlainReceipt]) -> list[dict[str, object]]:
    """BAO § 131: every receipt with what was sold, readable without a program of ours."""
    return [_plain(receipt) for receipt in receipts]


def _plain(receipt: PlainReceipt) -> dict[str, object]:
    payload = read_payload(receipt.jws)
    amounts = payload.amounts
    return {
        "Kassen-ID": payload.register,
        "Belegnummer": payload.receipt,
        "Beleg-Datum-Uhrzeit": payload.local_time,
        "Belegart": receipt.kind,
        "Zahlungsart": receipt.payment,
        "Positionen": [
            {"Bezeichnung": name, "Menge-Tausendstel": quantity, "Betrag-Cent": cents}
            for name, quantity, cents in receipt.lines
        ],
        "Betrag-Satz-Normal-Cent": amounts.normal,
        "Betrag-Satz-Ermaessigt-1-Cent": amounts.reduced_1,
        "Betrag-Satz-Ermaessigt-2-Cent": amounts.reduced_2,
        "Betrag-Satz-Null-Cent": amounts.zero,
        "Betrag-Satz-Besonders-Cent": amounts.special,
        "JWS": receipt.jws,
    }


def _certificate(jws: str, keys: Mapping[str, SigningKey]) -> SigningKey | None:
    payload = read_payload(jws)
    if payload.trust_center == CLOSED_SYSTEM:
        return None
    return keys[payload.key_id]


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
