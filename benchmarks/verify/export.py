"""`export_1m_s`: how long the independent verifier takes for a full export of 1,000,000 sealed entries.

The export is made here as `comptoir export` writes one, from nothing but the documented format: tills' keys, sealed
sales of three lines, closings, rows of the tables that the verifier compares, a log, its tree and a signed head.
Sealing runs in a process for each processor. `COMPTOIR_BENCH_EXPORT=/a/folder` keeps the file for the next run, and
`COMPTOIR_BENCH_EXPORT_ENTRIES` asks for another number of entries.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal import (
    Certificate,
    build_certificate,
    canonicalize,
    certificate_digest,
    digest,
    dump_public_key,
    seal,
    to_base64url,
)
from comptoir.journal.signed_note import Checkpoint, Note, sign_note

Figures: TypeAlias = dict[str, int | float | None]
ENTRIES, QUICK_ENTRIES = 1_000_000, 20_000
TILLS = 16
FLOOR_SEALS = 5_000
LINES = 3
A_DAY = 400
SEED = 20_261_127
FIRST = datetime(2025, 1, 1, 8, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[2]
TABLES = {
    "sales_entry": (
        "id,sequence,branch,kind,digest,content,seal,device_time,received_at,chain_id,organization_id,till_id"
    ),
    "sales_sale": (
        "id,session,cashier,kind,currency,price_mode,net,tax,gross,cash_rounding,sold_at,refers_to_chain,"
        "refers_to_sequence,organization_id,store_id,till_id,returned"
    ),
    "sales_line": (
        "number,item_claimed,name,quantity_milli,unit,unit_price,line_discount,basket_discount,amount,tax_category,"
        "tax_rate_ppm,refers_to_line,item_id,organization_id,sale_id,goes_to"
    ),
    "sales_line_promotion": "sale_id,number,promotion,amount",
    "sales_tax_subtotal": "number,tax_category,tax_rate_ppm,net,tax,gross,organization_id,sale_id",
    "sales_tender": "number,kind,amount,received,change,organization_id,sale_id",
    "tills_chain_head": "sequence,digest,chain_id",
    "sales_quarantine": "id,digest,content,state",
    "sales_discrepancy": "entry_id,code",
    "sales_tender_detail": (
        "sale_id,number,tender_kind,revision,face,voucher,currency,foreign_amount,rate_ppm,account"
    ),
    "sales_tip": "entry_id,number,till_id,session,cashier,given_at,kind,amount,sale_chain,sale_sequence",
    "sales_payment": "sale_id,purpose,customer,amount,kept",
    "sales_bottle_deposit": "sale_id,number,item,quantity_milli,gross,voucher",
    "sales_line_label": "sale_id,number,item,lot,serial,expires",
    "sales_parked_sale": "sale_id,parked",
    "sales_order": (
        "id,till_id,chain,sequence,purpose,cashier,customer,ordered_at,valid_until,currency,gross,lines_count"
    ),
    "sales_act": (
        "entry_id,number,till_id,session,cashier,happened_at,deed,amount,expected,counted,reason,purse,other,"
        "approved_right,asked,allowed,proof"
    ),
    "payments_voucher_movement": "entry_id,number,voucher_id,till_id,amount,reason,allowance,moved_at",
    "tills_office_entry": "id,sequence,kind,digest,content,signature",
    "platform_outbox": "id,topic,subject,digest",
    "platform_log": "position,topic,subject,digest,logged_at,organization_id",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One till's part."""

    number: int
    entries: int
    organization: UUID
    folder: Path
    server_key: bytes


def measure(*, quick: bool) -> Figures:
    """The figure, and how large the file and the verifier were."""
    entries = int(os.environ.get("COMPTOIR_BENCH_EXPORT_ENTRIES", QUICK_ENTRIES if quick else ENTRIES))
    kept = os.environ.get("COMPTOIR_BENCH_EXPORT", "")
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
        file = Path(kept or folder) / f"export-{entries}.zip"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            began = time.monotonic()
            make_export(file, entries, Path(folder))
            say(f"{entries:,} entries sealed and written in {time.monotonic() - began:.0f} s")
        return _verify(file, entries)


def _verify(file: Path, entries: int) -> Figures:
    with zipfile.ZipFile(file) as archive:
        key = archive.read("server-key.txt").decode().strip()
    began, cpu = time.monotonic(), _cpu_of_children()
    done = subprocess.run(
        [sys.executable, "-m", "comptoir_verify", str(file), f"--key={key}", "--json"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "verify" / "src")},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    report = json.loads(done.stdout)
    assert report["entries"] == entries, report
    is_whole = entries == ENTRIES
    cpu_us, floor_us = (_cpu_of_children() - cpu) / entries * 1_000_000, es256_us()
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    say(f"verified in {seconds:.1f} s, {len(report['findings'])} findings")
    return {
        "export_1m_s": round(seconds, 1) if is_whole else None,
        "export_cpu_us_per_entry": round(cpu_us),
        "export_es256_us": round(floor_us),
        "export_cpu_ratio": round(cpu_us / floor_us, 2),
        "export_us_per_entry": round(seconds / entries * 1_000_000),
        "export_entries": entries,
        "export_rows": report["rows"],
        "export_findings": len(report["findings"]),
        "export_file_mb": file.stat().st_size >> 20,
        "export_memory_mb": megabytes,
    }


def es256_us() -> float:
    """The floor: what OpenSSL takes, by way of `cryptography`, to check one seal, and nothing else."""
    key, message, algorithm = ec.generate_private_key(ec.SECP256R1()), bytes(1_500), ec.ECDSA(hashes.SHA256())
    signature, public = key.sign(message, algorithm), key.public_key()
    began = time.process_time()
    for _ in range(FLOOR_SEALS):
        public.verify(signature, message, algorithm)
    return (time.process_time() - began) / FLOOR_SEALS * 1_000_000


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def make_export(file: Path, entries: int, folder: Path) -> None:
    """Chains side by side, then the log in turns over the tills, and all of it in one file."""
    server = Ed25519PrivateKey.generate()
    organization = _uuid(random.Random(SEED), FIRST)
    each = [entries // TILLS + (number < entries % TILLS) for number in range(TILLS)]
    plans = [Plan(n, count, organization, folder, server.private_bytes_raw()) for n, count in enumerate(each)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        heads = []
        for number, head in enumerate(pool.map(seal_chain, plans), start=1):
            heads.append(head)
            say(f"{number} of {TILLS} tills")
    draft = file.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        tables = _write_tables(archive, folder, heads, organization)
        for number in range(TILLS):
            for name in (f"entries/T{number}-1.jsonl", f"entries/T{number}-1.ids", f"certificates/T{number}-1.txt"):
                archive.write(folder / name.replace("/", "-"), name)
        size, root = _log(archive, folder, tables, organization)
        name = f"comptoir/{organization}"
        text = str(Checkpoint(name, size, root))
        archive.writestr("log/head.txt", str(Note(text, (sign_note(server, name, text),))))
        archive.writestr("log/remembered.json", json.dumps({"size": size}))
        archive.writestr("server-key.txt", to_base64url(server.public_key().public_bytes_raw()) + "\n")
        manifest = {
            "format": "comptoir-export", "format_version": 1,
            "organization": {"id": str(organization), "name": "Bench"},
            "entries": entries, "tables": tables,
        }  # fmt: skip
        archive.writestr("manifest.json", json.dumps(manifest))
    draft.rename(file)


def seal_chain(plan: Plan) -> tuple[str, int, str]:
    """One till's life: its files, and where its chain ends."""
    choose = random.Random(f"{SEED}/{plan.number}")
    key = ec.generate_private_key(ec.SECP256R1())
    till, chain = _uuid(choose, FIRST), _uuid(choose, FIRST)
    text = build_certificate(
        Ed25519PrivateKey.from_private_bytes(plan.server_key),
        Certificate(
            organization=str(plan.organization), store=str(till), till=str(till), till_code=f"T{plan.number}",
            chain=str(chain), enrolment=1, public_key=dump_public_key(key.public_key()),
            issued_at="2025-01-01T08:00:00.000Z",
        ),
    )  # fmt: skip
    (plan.folder / f"certificates-T{plan.number}-1.txt").write_text(text)
    previous = "0" * 64
    files = {name: (plan.folder / f"{name}-{plan.number}").open("w") for name in TABLES}
    with (
        (plan.folder / f"entries-T{plan.number}-1.jsonl").open("wb") as lines,
        (plan.folder / f"entries-T{plan.number}-1.ids").open("w") as names,
    ):
        for sequence, (kind, body, at) in enumerate(_bodies(plan.entries, choose, certificate_digest(text)), start=1):
            envelope = {
                "body": body, "boot": "0" * 16, "catalog_position": 1, "chain": str(chain),
                "device_time": at.isoformat(timespec="milliseconds"), "engine_version": 1, "format": 1, "kind": kind,
                "monotonic_ms": sequence, "organization": str(plan.organization), "previous": previous,
                "sequence": sequence, "server_time_seen": "", "till": str(till),
            }  # fmt: skip
            content = canonicalize(envelope)
            signed, previous = seal(key, content), digest(content)
            entry = str(_uuid(choose, at))
            lines.write(signed.encode() + b" " + content + b"\n")
            names.write(entry + "\n")
            files["platform_log"].write(f"{entry},{previous}\n")
            moment = at.astimezone(UTC).isoformat(sep=" ", timespec="seconds")
            files["sales_entry"].write(
                f"{entry},{sequence},0,{kind},\\x{previous},\\x{content.hex()},\\x{signed.encode().hex()},{moment},"
                f"{moment},{chain},{plan.organization},{till}\n"
            )
            if kind == "closing":
                files["sales_act"].write(
                    f'{entry},1,{till},{body["session"]},{body["cashier"]},{moment},closing,0,0,0,"",,,"",,,""\n'
                )
            if kind == "sale":
                _write_sale(files, entry, body, moment, (str(plan.organization), str(till)))
    for opened in files.values():
        opened.close()
    return str(chain), plan.entries, previous


def _bodies(count: int, choose: random.Random, certificate: str) -> Iterator[tuple[str, dict, datetime]]:  # type: ignore[type-arg]
    """The chain's beginning, and days of sales with a closing each."""
    at, session, cashier = FIRST, _uuid(choose, FIRST), _uuid(choose, FIRST)
    items = [str(_uuid(choose, FIRST)) for _ in range(200)]
    total = 0
    for number in range(1, count + 1):
        at += timedelta(seconds=67)
        if number == 1:
            yield "technical_event", {"event": "chain_started", "certificate": certificate, "enrolment": 1}, at
        elif number % A_DAY == 0:
            yield "closing", {
                "session": str(session), "cashier": str(cashier), "cash_expected": 0, "cash_counted": 0,
                "cash_difference": 0, "last_sequence": number - 1, "perpetual_gross": total, "perpetual_refunded": 0,
            }, at  # fmt: skip
        else:
            body = _sale(choose, items, str(session), str(cashier), at)
            total += body["gross"]
            yield "sale", body, at


def _sale(choose: random.Random, items: list[str], session: str, cashier: str, at: datetime) -> dict:  # type: ignore[type-arg]
    lines, gross = [], 0
    for line in range(1, LINES + 1):
        price = choose.randint(50, 3_000)
        gross += price
        lines.append(
            {"line": line, "item": choose.choice(items), "name": f"Article {price}, {line}", "barcode": "3760123456789",
             "category": items[0], "quantity_milli": 1000, "unit": "C62", "unit_price": price, "line_discount": 0,
             "basket_discount": 0, "amount": price, "tax_category": "S", "tax_rate_ppm": 55_000}
        )  # fmt: skip
    tax = gross * 55 // 1055
    return {
        "id": str(_uuid(choose, at)), "session": session, "cashier": cashier, "country": "FR", "currency": "EUR",
        "price_mode": "gross", "lines": lines, "net": gross - tax, "tax": tax, "gross": gross, "cash_rounding": 0,
        "tax_subtotals": [
            {"tax_category": "S", "tax_rate_ppm": 55_000, "net": gross - tax, "tax": tax, "gross": gross}
        ],
        "tenders": [{"kind": "cash", "amount": gross, "received": gross, "change": 0}],
    }  # fmt: skip


def _write_sale(files: dict, entry: str, body: dict, moment: str, whose: tuple[str, str]) -> None:  # type: ignore[type-arg]
    organization, till = whose
    sums = f"{body['net']},{body['tax']},{body['gross']}"
    files["sales_sale"].write(
        f"{entry},{body['session']},{body['cashier']},sale,EUR,gross,{sums},0,{moment},,,{organization},{till},{till},0\n"
    )
    for line in body["lines"]:
        files["sales_line"].write(
            f'{line["line"]},{line["item"]},"{line["name"]}",1000,C62,{line["unit_price"]},0,0,{line["amount"]},S,55000,'
            f'{""},{line["item"]},{organization},{entry},""\n'
        )
    files["sales_tax_subtotal"].write(f"1,S,55000,{sums},{organization},{entry}\n")
    files["sales_tender"].write(f"1,cash,{body['gross']},{body['gross']},0,{organization},{entry}\n")


def _write_tables(
    archive: zipfile.ZipFile, folder: Path, heads: list[tuple[str, int, str]], organization: UUID
) -> list[dict[str, object]]:
    """All but the log."""
    ends = "".join(f"{sequence},\\x{last},{chain}\n" for chain, sequence, last in heads)
    told = []
    for name, header in TABLES.items():
        if name == "platform_log":
            continue
        hashed, rows = sha256(), 0
        with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as target:
            pieces = [header.encode() + b"\n", ends.encode() if name == "tills_chain_head" else b""]
            for piece in pieces:
                hashed.update(piece)
                target.write(piece)
            rows += pieces[1].count(b"\n")
            for number in range(TILLS):
                with (folder / f"{name}-{number}").open("rb") as source:
                    while piece := source.read(1 << 20):
                        hashed.update(piece)
                        rows += piece.count(b"\n")
                        target.write(piece)
        told.append({"name": name, "file": f"tables/{name}.csv", "rows": rows, "sha256": hashed.hexdigest()})
    return told


def _log(
    archive: zipfile.ZipFile, folder: Path, told: list[dict[str, object]], organization: UUID
) -> tuple[int, bytes]:
    """Entries of all tills in turns; the root over them."""
    from comptoir.config.verification_log import Roots
    from comptoir.platform.tree import leaf_of

    roots, hashed = Roots(), sha256()
    sources = [(folder / f"platform_log-{number}").open() for number in range(TILLS)]
    with archive.open("tables/platform_log.csv", "w", force_zip64=True) as target:
        header = TABLES["platform_log"].encode() + b"\n"
        hashed.update(header)
        target.write(header)
        while sources:
            for source in list(sources):
                row = source.readline().strip()
                if not row:
                    source.close()
                    sources.remove(source)
                    continue
                entry, found = row.split(",")
                roots.add(leaf_of("sales.entry", UUID(entry), bytes.fromhex(found)))
                line = f"{roots.size},sales.entry,{entry},\\x{found},2026-01-01 00:00:00+00,{organization}\n".encode()
                hashed.update(line)
                target.write(line)
    told.append(
        {"name": "platform_log", "file": "tables/platform_log.csv", "rows": roots.size, "sha256": hashed.hexdigest()}
    )
    return roots.size, roots.root


def _uuid(choose: random.Random, at: datetime) -> UUID:
    """A UUIDv7 of that moment, by the run's own chance."""
    milliseconds = int(at.timestamp() * 1_000)
    bits = milliseconds << 80 | choose.getrandbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv)))
