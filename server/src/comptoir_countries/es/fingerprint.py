"""The fingerprint (huella) by which a record names the one before it. Pure.

Source: AEAT, "Especificaciones técnicas para generación de la huella o hash de los registros de facturación", 0.1.2
of 27 August 2024, read through public repositories that quote its three examples.
"""

from collections.abc import Mapping
from hashlib import sha256

REGISTRATION = (
    "IDEmisorFactura", "NumSerieFactura", "FechaExpedicionFactura", "TipoFactura", "CuotaTotal", "ImporteTotal",
    "Huella", "FechaHoraHusoGenRegistro",
)  # fmt: skip
CANCELLATION = (
    "IDEmisorFacturaAnulada", "NumSerieFacturaAnulada", "FechaExpedicionFacturaAnulada", "Huella",
    "FechaHoraHusoGenRegistro",
)  # fmt: skip


def fingerprint(fields: tuple[str, ...], record: Mapping[str, str]) -> str:
    """64 capital hex digits. Values are trimmed; `Huella` is the record's before, empty for the first of a chain."""
    text = "&".join(f"{field}={record.get(field, '').strip()}" for field in fields)
    return sha256(text.encode()).hexdigest().upper()
