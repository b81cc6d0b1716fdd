"""A till in Python: it makes its own key, prices with the real engine, chains and seals as the browser does.

The demo shop, the benchmarks and the tests send what it makes through the real door; it knows nothing that a
browser would not know.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypedDict
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.journal import (
    EMPTY_DIGEST,
    EntryValue,
    PrivateKey,
    canonical_entry,
    certificate_digest,
    digest,
    dump_public_key,
    seal,
    sign_hash,
    to_base64url,
)
from comptoir.kernel import new_uuid7
from comptoir.pricing import (
    ENGINE_VERSION,
    Basket,
    Line,
    PriceMode,
    RefundLine,
    TaxSubtotal,
    cash_rounding,
    price,
    price_refund,
    refund_share,
)

PROOF_TAG = b"comptoir-enrol-v1\n"
Body = dict[str, EntryValue]


class EnrolmentRequest(TypedDict):
    """The JSON that a new device posts to /edge/v1/enrol."""

    code: str
    public_key: str
    algorithm: str
    device: dict[str, str]
    proof: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the enrolment answered: whose chain this till writes."""

    organization: UUID
    till: UUID
    till_code: str
    chain: UUID
    enrolment: int
    certificate: str
    token: str
    previous_chain: UUID | None = None
    previous_sequence: int = 0
    previous_digest: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it is sent: one line of a delivery, without its line feed."""

    line: bytes
    sequence: int
    digest: str
    body: Body


@dataclass(frozen=True, slots=True)
class BasketLine:
    """Something to sell. Without an item it is a free amount."""

    unit_price: int
    tax_category: str
    tax_rate_ppm: int
    quantity_milli: int = 1_000
    item: UUID | None = None
    category: UUID | None = None
    name: str = ""
    barcode: str = ""
    unit: str = "C62"
    discount_ppm: int = 0
    discount_amount: int = 0


def new_private_key() -> PrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def enrolment_request(
    code: str, key: PrivateKey, *, device: UUID, label: str, app_version: str = "simulated"
) -> EnrolmentRequest:
    """Ask for enrolment with a code, and prove that the key is ours."""
    proof = sign_hash(key, sha256(PROOF_TAG + code.encode()).digest())
    return {
        "code": code,
        "public_key": dump_public_key(key.public_key()),
        "algorithm": "ES256",
        "device": {"id": str(device), "label": label, "app_version": app_version, "user_agent": "simulated till"},
        "proof": to_base64url(proof),
    }


def sale_body(
    lines: Sequence[BasketLine],
    *,
    session: UUID,
    cashier: UUID,
    country: str,
    currency: str,
    price_mode: PriceMode = "gross",
    discount_ppm: int = 0,
    card: int = 0,
    day: datetime,
    received: int | None = None,
) -> Body:
    """The body of a sale: `card` minor units by card, the rest in cash, rounded as the country does."""
    priced = price(
        Basket(
            price_mode,
            [
                Line(
                    line.unit_price,
                    line.quantity_milli,
                    line.tax_category,
                    line.tax_rate_ppm,
                    line.discount_ppm,
                    line.discount_amount,
                )
                for line in lines
            ],
            discount_ppm,
        )
    )
    stated: list[Body] = [
        {
            **_goods(line, number),
            "line_discount": result.line_discount,
            "basket_discount": result.basket_discount,
            "amount": result.amount,
        }
        for number, (line, result) in enumerate(zip(lines, priced.lines, strict=True), start=1)
    ]
    cash = priced.gross - card
    rounding = cash_rounding(country, day.date(), cash, paid_otherwise=card) if cash else 0
    body: Body = {
        "id": str(new_uuid7()),
        "session": str(session),
        "cashier": str(cashier),
        "country": country,
        "currency": currency,
        "price_mode": price_mode,
        "lines": stated,
        "tax_subtotals": [_subtotal(row) for row in priced.tax_subtotals],
        "net": priced.net,
        "tax": priced.tax,
        "gross": priced.gross,
        "cash_rounding": rounding,
        "tenders": _tenders(cash + rounding if cash or not card else None, card, received),
    }
    if discount_ppm:
        body["discount_ppm"] = discount_ppm
    return body


def _tenders(cash: int | None, card: int, received: int | None) -> list[Body]:
    """The card first; `cash` is already rounded."""
    tenders: list[Body] = []
    if card:
        tenders.append({"kind": "card", "amount": card})
    if cash is not None:
        given = cash if received is None else received
        tenders.append({"kind": "cash", "amount": cash, "received": given, "change": given - cash})
    return tenders


def _subtotal(row: TaxSubtotal) -> Body:
    return {
        "tax_category": row.tax_category,
        "tax_rate_ppm": row.tax_rate_ppm,
        "net": row.net,
        "tax": row.tax,
        "gross": row.gross,
    }


def refund_body(original: Sealed, chain: UUID, quantities: dict[int, int], *, cashier: UUID, session: UUID) -> Body:
    """Give back `quantities` (line → milli) of a sale in cash, when nothing of it was given back before."""
    sale = original.body
    sold = sale["lines"]
    assert isinstance(sold, list)
    lines: list[Body] = []
    amounts: list[RefundLine] = []
    for line in sold:
        quantity = quantities.get(line["line"], 0)
        if not quantity:
            continue
        share = refund_share(
            amount=line["amount"], quantity_milli=line["quantity_milli"], already_milli=0, now_milli=quantity
        )
        kept = {k: v for k, v in line.items() if k not in ("discount_ppm", "discount_amount")}
        kept |= {
            "line": len(lines) + 1,
            "quantity_milli": -quantity,
            "line_discount": 0,
            "basket_discount": 0,
            "amount": -share,
            "refers_to_line": line["line"],
        }
        lines.append(kept)
        amounts.append(RefundLine(-share, line["tax_category"], line["tax_rate_ppm"]))
    mode: PriceMode = "net" if sale["price_mode"] == "net" else "gross"
    totals = price_refund(price_mode=mode, lines=amounts)
    return {
        "id": str(new_uuid7()),
        "session": str(session),
        "cashier": str(cashier),
        "country": sale["country"],
        "currency": sale["currency"],
        "price_mode": mode,
        "lines": lines,
        "tax_subtotals": [
            {
                "tax_category": row.tax_category,
                "tax_rate_ppm": row.tax_rate_ppm,
                "net": row.net,
                "tax": row.tax,
                "gross": row.gross,
            }
            for row in totals.tax_subtotals
        ],
        "net": totals.net,
        "tax": totals.tax,
        "gross": totals.gross,
        "cash_rounding": 0,
        "tenders": [{"kind": "cash", "amount": totals.gross, "received": totals.gross, "change": 0}],
        "refers_to": {"chain": str(chain), "sequence": original.sequence, "digest": original.digest},
    }


@dataclass(slots=True)
class SimulatedTill:
    """Seals entries into its chain. `now` is its clock: move it as a test or a demo day needs."""

    identity: Identity
    key: PrivateKey
    now: datetime
    sequence: int = 0
    previous: str = EMPTY_DIGEST
    catalog_position: int = 0
    server_time_seen: str = ""
    offset: timedelta = timedelta(0)
    session: UUID = field(default_factory=new_uuid7)
    cashier: UUID = field(default_factory=new_uuid7)
    boot: str = field(default_factory=lambda: os.urandom(8).hex())
    booted_at: datetime | None = None
    engine_version: int = ENGINE_VERSION

    def copy(self) -> "SimulatedTill":
        """The same key and chain a second time, as a cloned disk has them."""
        return replace(self)

    def start_chain(self) -> Sealed:
        """The first entry of every chain names the certificate and the chain before."""
        body: Body = {
            "event": "chain_started",
            "certificate": certificate_digest(self.identity.certificate),
            "enrolment": self.identity.enrolment,
        }
        if self.identity.previous_chain is not None:
            body["previous_chain"] = str(self.identity.previous_chain)
            body["previous_head"] = {
                "sequence": self.identity.previous_sequence,
                "digest": self.identity.previous_digest,
            }
        return self.seal("technical_event", body)

    def open(self, float_amount: int, currency: str = "EUR") -> Sealed:
        """Open a new session with so much in the drawer."""
        self.session = new_uuid7()
        return self.seal(
            "opening",
            {
                "session": str(self.session),
                "cashier": str(self.cashier),
                "currency": currency,
                "float": float_amount,
            },
        )

    def sell(
        self,
        lines: Sequence[BasketLine],
        *,
        country: str = "FR",
        currency: str = "EUR",
        card: int = 0,
        discount_ppm: int = 0,
        price_mode: PriceMode = "gross",
    ) -> Sealed:
        """Seal a sale of these lines."""
        body = sale_body(
            lines,
            session=self.session,
            cashier=self.cashier,
            country=country,
            currency=currency,
            card=card,
            discount_ppm=discount_ppm,
            price_mode=price_mode,
            day=self.now,
        )
        return self.seal("sale", body)

    def refund(self, original: Sealed, quantities: dict[int, int], *, chain: UUID | None = None) -> Sealed:
        """Seal a refund of a part of a sale, in cash."""
        body = refund_body(
            original, chain or self.identity.chain, quantities, cashier=self.cashier, session=self.session
        )
        return self.seal("refund", body)

    def seal(self, kind: str, body: Body) -> Sealed:
        """Seal any entry as the next of the chain."""
        data = canonical_entry(self.envelope(kind, body))
        return self.seal_bytes(data, body)

    def envelope(self, kind: str, body: Body) -> Body:
        """The next entry's members."""
        if self.booted_at is None:
            self.booted_at = self.now
        local = (self.now + self.offset).replace(tzinfo=None).isoformat(timespec="milliseconds")
        minutes = int(self.offset.total_seconds()) // 60
        sign = "-" if minutes < 0 else "+"
        return {
            "format": 1,
            "organization": str(self.identity.organization),
            "till": str(self.identity.till),
            "chain": str(self.identity.chain),
            "sequence": self.sequence + 1,
            "previous": self.previous,
            "kind": kind,
            "device_time": f"{local}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}",
            "monotonic_ms": max(0, (self.now - self.booted_at) // timedelta(milliseconds=1)),
            "boot": self.boot,
            "server_time_seen": self.server_time_seen,
            "catalog_position": self.catalog_position,
            "engine_version": self.engine_version,
            "body": body,
        }

    def seal_bytes(self, data: bytes, body: Body) -> Sealed:
        """Seal bytes as they are, even wrong ones, and go on in the chain behind them."""
        self.sequence += 1
        self.previous = digest(data)
        line = seal(self.key, data).encode() + b" " + data
        return Sealed(line, self.sequence, self.previous, body)

    def see_server(self, time: datetime) -> None:
        """Remember the newest server time, as a till does with each answer."""
        self.server_time_seen = time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _goods(line: BasketLine, number: int) -> Body:
    goods: Body = {
        "line": number,
        "quantity_milli": line.quantity_milli,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "tax_category": line.tax_category,
        "tax_rate_ppm": line.tax_rate_ppm,
    }
    if line.item is not None:
        goods["item"] = str(line.item)
        goods["name"] = line.name
    if line.barcode:
        goods["barcode"] = line.barcode
    if line.category is not None:
        goods["category"] = str(line.category)
    if line.discount_ppm:
        goods["discount_ppm"] = line.discount_ppm
    if line.discount_amount:
        goods["discount_amount"] = line.discount_amount
    return goods
