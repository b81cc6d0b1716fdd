"""What a shop chooses about its receipts. Data, made in the back office and handed to tills with their settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """One bit a dot, rows of whole bytes, base64: what a thermal head prints, and small enough for every till."""

    width: int
    height: int
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """What is shown."""

    address: bool = True
    legal: bool = True
    cashier: bool = True
    unit_prices: bool = True
    tax_table: bool = True
    qr: bool = True
    barcode: bool = False
    seal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTemplate:
    """A shop that chose nothing has this one. An empty footer says the language's own thanks."""

    logo: Logo | None = None
    header: Sequence[str] = ()
    footer: Sequence[str] = ()
    sections: Sections = field(default_factory=Sections)
