"""Makes `three.zip`: the smallest export there can be, three entries of one till, for docs/auditor/export-format.md §8.

    python verify/examples/make_three.py

The keys are made up anew each time and thrown away; nothing of Comptoir is used, only the documented format. Whoever
runs it changes seals and digests, so the figures in the page must follow.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sealed import CHAIN, ORGANIZATION, TILL, certificate, digest, envelope, es256, note, server_public

IDS = [f"01900000-0000-7000-8000-0000000000e{number}" for number in (1, 2, 3)]
SESSION, CASHIER, ITEM = (f"01900000-0000-7000-8000-0000000000{name}" for name in ("b1", "c1", "d1"))
SALE: dict[str, Any] = {
    "id": "01900000-0000-7000-8000-0000000000f3", "session": SESSION, "cashier": CASHIER, "country": "FR",
    "currency": "EUR", "price_mode": "gross", "cash_rounding": 0, "net": 218, "tax": 12, "gross": 230,
    "lines": [
        {"line": 1, "item": ITEM, "name": "Baguette", "quantity_milli": 2000, "unit": "C62", "unit_price": 115,
         "line_discount": 0, "basket_discount": 0, "amount": 230, "tax_category": "S", "tax_rate_ppm": 55000}
    ],
    "tax_subtotals": [{"tax_category": "S", "tax_rate_ppm": 55000, "net": 218, "tax": 12, "gross": 230}],
    "tenders": [{"kind": "cash", "amount": 230, "received": 500, "change": 270}],
}  # fmt: skip
# Of tables that three such entries make no rows of.
EMPTY = {
    "sales_tender_detail": (
        "number,tender_kind,revision,face,voucher,currency,foreign_amount,rate_ppm,organization_id,sale_id,account"
    ),
    "sales_tip": (
        "number,session,cashier,given_at,kind,amount,sale_chain,sale_sequence,entry_id,organization_id,store_id,till_id"
    ),
    "sales_payment": "purpose,customer,amount,kept,organization_id,sale_id",
    "sales_bottle_deposit": "number,item,quantity_milli,gross,voucher,organization_id,sale_id",
    "sales_line_label": "number,item,lot,serial,expires,organization_id,sale_id",
    "sales_parked_sale": "parked,organization_id,sale_id",
    "sales_order": (
        "id,chain,sequence,purpose,cashier,customer,ordered_at,valid_until,currency,gross,lines_count,organization_id,"
        "store_id,till_id"
    ),
    "sales_act": (
        "number,session,cashier,happened_at,deed,amount,expected,counted,reason,purse,other,approved_right,asked,"
        "allowed,proof,entry_id,organization_id,store_id,till_id"
    ),
    "payments_voucher_movement": (
        "entry_id,number,till_id,amount,balance,reason,moved_at,organization_id,store_id,voucher_id,allowance"
    ),
    "tills_office_entry": "id,sequence,kind,name,digest,content,signature,made_at,organization_id",
}


def main() -> None:
    till, server = ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.generate()
    text = certificate(server, till)
    bodies: list[tuple[str, dict[str, Any]]] = [
        (
            "technical_event",
            {"event": "chain_started", "certificate": sha256(text.encode()).hexdigest(), "enrolment": 1},
        ),
        ("opening", {"session": SESSION, "cashier": CASHIER, "float": 10000, "business_day": "2026-11-22"}),
        ("sale", SALE),
    ]
    previous, entries = "0" * 64, []
    for sequence, (kind, body) in enumerate(bodies, start=1):
        content = envelope(sequence, previous, kind, body)
        previous = digest(content)
        entries.append(
            (IDS[sequence - 1], sequence, kind, previous, content, es256(till, b"comptoir-entry-v1\n" + content))
        )
    write(Path(__file__).with_name("three.zip"), entries, text, server)


def write(
    file: Path, entries: list[tuple[str, int, str, str, bytes, str]], text: str, server: Ed25519PrivateKey
) -> None:
    moment = "2026-11-22 08:00:0{}+00".format
    tables = {
        "platform_log": (
            ["position", "topic", "subject", "digest", "logged_at", "organization_id"],
            [[n, "sales.entry", entry, f"\\x{known}", moment(n), ORGANIZATION] for entry, n, _, known, _, _ in entries],
        ),
        "sales_entry": (
            ["id", "sequence", "branch", "kind", "digest", "content", "seal", "chain_id", "organization_id", "till_id"],
            [
                [entry, n, 0, kind, f"\\x{known}", f"\\x{content.hex()}", f"\\x{seal.encode().hex()}", CHAIN,
                 ORGANIZATION, TILL]
                for entry, n, kind, known, content, seal in entries
            ],
        ),
        "sales_sale": (
            ["id", "session", "cashier", "kind", "currency", "price_mode", "net", "tax", "gross", "cash_rounding",
             "sold_at", "refers_to_chain", "refers_to_sequence", "organization_id", "store_id", "till_id", "returned"],
            [[IDS[2], SESSION, CASHIER, "sale", "EUR", "gross", 218, 12, 230, 0, moment(3), "", "", ORGANIZATION, TILL,
              TILL, 0]],
        ),
        "sales_line": (
            ["number", "item_claimed", "name", "quantity_milli", "unit", "unit_price", "line_discount",
             "basket_discount", "amount", "tax_category", "tax_rate_ppm", "refers_to_line", "item_id",
             "organization_id", "sale_id", "goes_to"],
            [[1, ITEM, "Baguette", 2000, "C62", 115, 0, 0, 230, "S", 55000, "", ITEM, ORGANIZATION, IDS[2], ""]],
        ),
        "sales_line_promotion": (["sale_id", "number", "promotion", "amount"], []),
        "sales_tax_subtotal": (
            ["number", "tax_category", "tax_rate_ppm", "net", "tax", "gross", "organization_id", "sale_id"],
            [[1, "S", 55000, 218, 12, 230, ORGANIZATION, IDS[2]]],
        ),
        "sales_tender": (
            ["number", "kind", "amount", "received", "change", "organization_id", "sale_id"],
            [[1, "cash", 230, 500, 270, ORGANIZATION, IDS[2]]],
        ),
        **{name: (header.split(","), []) for name, header in EMPTY.items()},
        "tills_chain_head": (["sequence", "digest", "chain_id"], [[3, f"\\x{entries[-1][3]}", CHAIN]]),
        "sales_quarantine": (["id", "digest", "content", "state"], []),
        "platform_outbox": (["id", "topic", "subject", "digest"], []),
        "sales_discrepancy": (["entry_id", "code"], []),
    }  # fmt: skip
    told = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in tables.items():
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
            content = stream.getvalue().encode()
            put(archive, f"tables/{name}.csv", content)
            told.append(
                {"name": name, "file": f"tables/{name}.csv", "rows": len(rows), "sha256": sha256(content).hexdigest()}
            )
        put(archive, "entries/A1-1.jsonl", b"".join(f"{row[5]} ".encode() + row[4] + b"\n" for row in entries))
        put(archive, "entries/A1-1.ids", "".join(f"{row[0]}\n" for row in entries).encode())
        put(archive, "certificates/A1-1.txt", text.encode())
        put(archive, "server-key.txt", f"{server_public(server)}\n".encode())
        put(archive, "log/head.txt", note(server, 3, root_of([(row[0], row[3]) for row in entries])).encode())
        put(archive, "log/remembered.json", b'{"age": 1, "size": 3}\n')
        manifest = {
            "format": "comptoir-export", "format_version": 1, "entries": 3, "tables": told,
            "organization": {"id": ORGANIZATION, "name": "Trois"},
        }  # fmt: skip
        put(archive, "manifest.json", json.dumps(manifest, indent=1).encode())


def root_of(entries: list[tuple[str, str]]) -> bytes:
    """Of three leaves: the first two together, then the third."""
    one, two, three = (
        sha256(f"\0comptoir-log-v1\nsales.entry\n{entry}\n{known}\n".encode()).digest() for entry, known in entries
    )
    return sha256(b"\x01" + sha256(b"\x01" + one + two).digest() + three).digest()


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
