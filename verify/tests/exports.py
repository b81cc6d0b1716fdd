"""A small shop's export, whose rows are written here by hand: one entry of each kind that tables are made of."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir_verify.tree import Growing, leaf_hash, leaf_text
from tests.sealed import CHAIN, ORGANIZATION, TILL, canonical, certificate, digest, envelope, es256, note, public
from tests.sealed import server_public as public_of

Table = tuple[str, list[list[object]]]
OFFICE_TAG = b"comptoir-office-v1\n"


def uuid(name: str) -> str:
    return f"01900000-0000-7000-8000-{name:0>12}"


IDS = [uuid(f"e{number}") for number in range(1, 10)]
SESSION, CASHIER, ITEM, BUYER, VOUCHER, CUSTOMER = (uuid(name) for name in ("b1", "c1", "d1", "c2", "f1", "f2"))
WHO = {"session": SESSION, "cashier": CASHIER}
LINE: dict[str, Any] = {
    "line": 1, "item": ITEM, "name": "Wine", "quantity_milli": 1000, "unit": "C62", "unit_price": 900,
    "line_discount": 0, "basket_discount": 0, "amount": 900, "tax_category": "S", "tax_rate_ppm": 200_000,
}  # fmt: skip
SUMS = {"net": 750, "tax": 150, "gross": 900}
TAXES = [{"tax_category": "S", "tax_rate_ppm": 200_000, **SUMS}]
ORDER: dict[str, Any] = {
    **WHO, **SUMS, "country": "FR", "currency": "EUR", "price_mode": "gross", "lines": [LINE], "tax_subtotals": TAXES,
    "purpose": "layaway", "customer": CUSTOMER, "valid_until": "2026-12-31",
}  # fmt: skip
SALE: dict[str, Any] = {
    **WHO, "country": "FR", "currency": "EUR", "price_mode": "gross", "net": 850, "tax": 150, "gross": 1_000,
    "buyer": BUYER,
    "tax_subtotals": [*TAXES, {"tax_category": "O", "tax_rate_ppm": 0, "net": 100, "tax": 0, "gross": 100}],
    "lines": [
        {**LINE, "price_source": "override", "regular_price": 1_000, "reason": "damaged", "lot": "L7"},
        {**LINE, "line": 2, "kind": "deposit", "name": "Bottle", "amount": 100, "unit_price": 100, "tax_category": "O",
         "tax_rate_ppm": 0},
    ],
    "tenders": [
        {"kind": "gift_card", "amount": 400, "voucher": VOUCHER},
        {"kind": "card", "amount": 600, "tip": 50},
    ],
    "age_checks": [{"restriction": "beer_wine", "age": 18}],
    "approvals": [
        {"right": "price", "asked": 100, "limit": 0, "approver": BUYER, "by": "pin", "reason": "manager"}
    ],
}  # fmt: skip
CLOSING = {
    **WHO, "currency": "EUR", "period": "day", "last_sequence": 7, "cash_expected": 10_500, "cash_counted": 10_490,
    "cash_difference": -10, "reason": "change", "perpetual_gross": 1_500, "perpetual_refunded": 0,
}  # fmt: skip


@dataclass
class Shop:
    """Its entries by hand, its keys, and what the office wrote."""

    till: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    server: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    revoked_at: int | None = None
    adopted: Sequence[int] = ()
    tables: dict[str, Table] = field(default_factory=dict)

    def write(self, file: Path) -> Path:
        text = certificate(self.server, self.till)
        contents = self._contents(sha256(text.encode()).hexdigest())
        digests = [digest(content) for content in contents]
        office = self._office(digests)
        seals = [es256(self.till, b"comptoir-entry-v1\n" + content) for content in contents]
        self.tables |= hand_written() | self._sealed(contents, seals, digests, office)
        lines = [("sales.entry", entry, known) for entry, known in zip(IDS, digests, strict=False)]
        lines += [("office.entry", str(row[0]), str(row[3]).removeprefix("\\x")) for row in office]
        tree = Growing()
        for line in lines:
            tree.add(leaf_hash(leaf_text(*line)))
        self.tables["platform_log"] = (
            "position,topic,subject,digest",
            [[number, topic, subject, f"\\x{known}"] for number, (topic, subject, known) in enumerate(lines, start=1)],
        )
        sealed = b"".join(seal.encode() + b" " + one + b"\n" for seal, one in zip(seals, contents, strict=True))
        members = {
            "entries/A1-1.jsonl": sealed,
            "entries/A1-1.ids": "".join(f"{one}\n" for one in IDS[: len(contents)]).encode(),
            "certificates/A1-1.txt": text.encode(),
            "server-key.txt": public_of(self.server).encode(),
            "log/head.txt": note(self.server, tree.size, tree.root()).encode(),
            "log/remembered.json": json.dumps({"size": tree.size}).encode(),
        }
        return write_export(file, self.tables, members, len(contents))

    def _contents(self, certified: str) -> list[bytes]:
        found: list[bytes] = []
        for build in (
            lambda: ("technical_event", {"event": "chain_started", "certificate": certified, "enrolment": 1}),
            lambda: ("opening", {**WHO, "currency": "EUR", "float": 10_000, "business_day": "2026-11-22"}),
            lambda: ("order", ORDER),
            lambda: ("payment", {**WHO, "currency": "EUR", "purpose": "deposit", "order": named(found, 3), "gross": 500,
                                 "customer": CUSTOMER, "tenders": [{"kind": "cash", "amount": 500}]}),
            lambda: ("sale", SALE),
            lambda: ("late_tip", {**WHO, "refers_to": named(found, 5), "kind": "card", "tip": 70}),
            lambda: ("cash_movement", {**WHO, "reason": "pickup", "amount": -200, "purpose": "bank"}),
            lambda: ("closing", CLOSING),
            lambda: ("technical_event", {**WHO, "event": "drawer_opened", "reason": "coins"}),
        ):  # fmt: skip
            kind, body = build()
            found.append(envelope(len(found) + 1, digest(found[-1]) if found else "0" * 64, kind, body))
        return found

    def _sealed(
        self, contents: Sequence[bytes], seals: Sequence[str], digests: Sequence[str], office: list[list[object]]
    ) -> dict[str, Table]:
        rows: list[list[object]] = []
        for number, content in enumerate(contents, start=1):
            seal = seals[number - 1]
            kind = json.loads(content)["kind"]
            rows.append(
                [IDS[number - 1], number, kind, f"\\x{digests[number - 1]}", f"\\x{content.hex()}",
                 f"\\x{seal.encode().hex()}", CHAIN, TILL]
            )  # fmt: skip
        adopted: list[list[object]] = [
            [uuid(f"a{number}"), f"\\x{digests[number - 1]}", f"\\x{contents[number - 1].hex()}", "adopted"]
            for number in self.adopted
        ]
        return {
            "sales_entry": ("id,sequence,kind,digest,content,seal,chain_id,till_id", rows),
            "tills_chain_head": ("sequence,digest,chain_id", [[len(contents), f"\\x{digests[-1]}", CHAIN]]),
            "sales_quarantine": ("id,digest,content,state", adopted),
            "tills_office_entry": ("id,sequence,kind,digest,content,signature", office),
        }

    def _office(self, digests: Sequence[str]) -> list[list[object]]:
        told: list[tuple[str, dict[str, Any]]] = [("key_enrolled", {"chain": CHAIN, "public_key": public(self.till)})]
        if self.revoked_at is not None:
            last = {"last_sequence": self.revoked_at, "last_digest": digests[self.revoked_at - 1]}
            told.append(("key_revoked", {"chain": CHAIN, **last}))
        rows: list[list[object]] = []
        previous = "0" * 64
        for number, (kind, body) in enumerate(told, start=1):
            content = canonical(
                {"format": 1, "organization": ORGANIZATION, "chain": "office", "sequence": number, "kind": kind,
                 "previous": previous, "made_at": "2026-11-22T08:00:00.000Z", "body": body}
            )  # fmt: skip
            previous = sha256(OFFICE_TAG + content).hexdigest()
            signature = self.server.sign(OFFICE_TAG + content)
            rows.append(
                [uuid(f"0f{number}"), number, kind, f"\\x{previous}", f"\\x{content.hex()}", f"\\x{signature.hex()}"]
            )
        return rows


def named(found: Sequence[bytes], sequence: int) -> dict[str, object]:
    return {"chain": CHAIN, "sequence": sequence, "digest": digest(found[sequence - 1])}


def at(sequence: int) -> str:
    """As PostgreSQL writes what `envelope` dates at 09:00 in Paris."""
    return f"2026-11-22 08:00:{sequence:02}+00"


def hand_written() -> dict[str, Table]:
    """What the entries make, row by row, from the page and not from the program."""
    who = [TILL, SESSION, CASHIER]
    sale, paid = IDS[4], IDS[3]

    def act(entry: int, number: int, deed: str, rest: Sequence[object]) -> list[object]:
        return [IDS[entry - 1], number, *who, deed, *rest, at(entry)]

    empty: list[object] = ["", "", ""]
    return {
        "sales_sale": (
            "id,till_id,session,cashier,kind,currency,price_mode,net,tax,gross,cash_rounding,returned,refers_to_chain,"
            "refers_to_sequence,sold_at",
            [
                [paid, *who, "payment", "EUR", "gross", 0, 0, 500, 0, 0, CHAIN, 3, at(4)],
                [sale, *who, "sale", "EUR", "gross", 850, 150, 1000, 0, 0, "", "", at(5)],
            ],
        ),
        "sales_line": (
            "sale_id,number,item_claimed,name,quantity_milli,unit,unit_price,line_discount,basket_discount,amount,"
            "tax_category,tax_rate_ppm,refers_to_line,goes_to",
            [
                [sale, 1, ITEM, "Wine", 1000, "C62", 900, 0, 0, 900, "S", 200000, "", ""],
                [sale, 2, ITEM, "Bottle", 1000, "C62", 100, 0, 0, 100, "O", 0, "", ""],
            ],
        ),
        "sales_line_promotion": ("sale_id,number,promotion,amount", []),
        "sales_tax_subtotal": (
            "sale_id,number,tax_category,tax_rate_ppm,net,tax,gross",
            [[sale, 1, "S", 200000, 750, 150, 900], [sale, 2, "O", 0, 100, 0, 100]],
        ),
        "sales_tender": (
            "sale_id,number,kind,amount,received,change",
            [[paid, 1, "cash", 500, "", ""], [sale, 1, "gift_card", 400, "", ""], [sale, 2, "card", 600, "", ""]],
        ),
        "sales_tender_detail": (
            "sale_id,number,tender_kind,revision,face,voucher,currency,foreign_amount,rate_ppm,account",
            [[sale, 1, "", "", "", VOUCHER, "", "", "", ""]],
        ),
        "sales_tip": (
            "entry_id,number,till_id,session,cashier,kind,amount,sale_chain,sale_sequence,given_at",
            [[sale, 2, *who, "card", 50, "", "", at(5)], [IDS[5], 1, *who, "card", 70, CHAIN, 5, at(6)]],
        ),
        "sales_payment": ("sale_id,purpose,customer,amount,kept", [[paid, "deposit", CUSTOMER, 500, 0]]),
        "sales_bottle_deposit": ("sale_id,number,item,quantity_milli,gross,voucher", [[sale, 2, ITEM, 1000, 100, ""]]),
        "sales_line_label": ("sale_id,number,item,lot,serial,expires", [[sale, 1, ITEM, "L7", "", ""]]),
        "sales_parked_sale": ("sale_id,parked", []),
        "sales_order": (
            "id,till_id,chain,sequence,purpose,cashier,customer,valid_until,currency,gross,lines_count,ordered_at",
            [[IDS[2], TILL, CHAIN, 3, "layaway", CASHIER, CUSTOMER, "2026-12-31", "EUR", 900, 1, at(3)]],
        ),
        "payments_voucher_movement": (
            "entry_id,number,voucher_id,till_id,amount,reason,allowance,moved_at",
            [[sale, 1, VOUCHER, TILL, -400, "paid", "", at(5)], ["", 1, VOUCHER, "", 900, "issued", "", at(1)]],
        ),
        "sales_act": (
            "entry_id,number,till_id,session,cashier,deed,amount,expected,counted,reason,purse,other,approved_right,"
            "asked,allowed,proof,happened_at",
            [
                act(5, 1, "age_check", [*empty, "beer_wine", *empty, 18, "", ""]),
                act(5, 2, "staff_purchase", [1000, "", "", "", "", BUYER, "", "", "", ""]),
                act(5, 3, "price", [-100, "", "", "damaged", *empty, *empty]),
                act(5, 4, "approval", [*empty, "manager", "", BUYER, "price", 100, 0, "pin"]),
                act(7, 1, "pickup", [-200, "", "", "bank", *empty, *empty]),
                act(8, 1, "closing", [-10, 10500, 10490, "change", *empty, *empty]),
                act(9, 1, "no_sale", [*empty, "coins", *empty, *empty]),
            ],
        ),
        "platform_outbox": ("id,topic,subject,digest", []),
        "sales_discrepancy": ("entry_id,code", []),
    }  # fmt: skip


def write_export(file: Path, tables: Mapping[str, Table], members: Mapping[str, bytes], entries: int) -> Path:
    told = []
    with zipfile.ZipFile(file, "w") as archive:
        for name, (header, rows) in tables.items():
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows([header.split(","), *rows])
            content = stream.getvalue().encode()
            archive.writestr(f"tables/{name}.csv", content)
            told.append(
                {"name": name, "file": f"tables/{name}.csv", "rows": len(rows), "sha256": sha256(content).hexdigest()}
            )
        for name, content in members.items():
            archive.writestr(name, content)
        organization = {"id": ORGANIZATION, "name": "Shop"}
        manifest = {"format": "comptoir-export", "format_version": 1, "entries": entries, "tables": told}
        archive.writestr("manifest.json", json.dumps({**manifest, "organization": organization}))
    return file
