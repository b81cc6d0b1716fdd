"""What somebody who owns the database, and nothing else, can do to make a change look as if it had always been."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shop import Book, Entry

from comptoir.journal import (
    Certificate,
    build_certificate,
    canonicalize,
    digest,
    dump_public_key,
    parse_certificate,
    seal,
)
from comptoir.journal.merkle import tree_root
from comptoir.journal.signed_note import Checkpoint, Note, sign_note
from comptoir.platform.tree import add_leaves, leaf_of, node_of

Connection = psycopg.Connection[Any]
# What hangs on an entry, and by which column.
OF_AN_ENTRY = {
    "sales_sale": "id",
    "sales_line": "sale_id",
    "sales_line_promotion": "sale_id",
    "sales_tax_subtotal": "sale_id",
    "sales_tender": "sale_id",
    "sales_tender_detail": "sale_id",
    "sales_payment": "sale_id",
    "sales_bottle_deposit": "sale_id",
    "sales_line_label": "sale_id",
    "sales_parked_sale": "sale_id",
    "sales_order": "id",
    "sales_act": "entry_id",
    "sales_tip": "entry_id",
    "sales_discrepancy": "entry_id",
    "payments_voucher_movement": "entry_id",
    "stock_movement": "document",
}


def take_out(connection: Connection, entries: Sequence[Entry], *, with_log: bool = True) -> None:
    """Entries and all that was made of them, as if they had never come."""
    ids = [one.id for one in entries]
    for table, column in OF_AN_ENTRY.items():
        connection.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [ids])
    connection.execute("DELETE FROM sales_entry WHERE id = ANY(%s)", [ids])
    if with_log:
        connection.execute("DELETE FROM platform_log WHERE subject = ANY(%s)", [ids])


def close_log(connection: Connection, book: Book, *, note: str = "") -> None:
    """Number the lines anew, grow the tree over them, and put a head in place: a genuine one of before where there is
    one of that size, else one signed by a key of his own.
    """
    connection.execute("DROP TABLE IF EXISTS renumbered")
    connection.execute(
        "CREATE TEMP TABLE renumbered ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY position) AS position,"
        " topic, subject, digest, logged_at, organization_id FROM platform_log WHERE organization_id = %s",
        [book.organization],
    )
    connection.execute("DELETE FROM platform_log WHERE organization_id = %s", [book.organization])
    connection.execute(
        "INSERT INTO platform_log (position, topic, subject, digest, logged_at, organization_id)"
        " SELECT position, topic, subject, digest, logged_at, organization_id FROM renumbered"
    )
    rows = connection.execute(
        "SELECT topic, subject, digest FROM platform_log WHERE organization_id = %s ORDER BY position",
        [book.organization],
    ).fetchall()
    leaves = [leaf_of(topic, subject, stored) for topic, subject, stored in rows]
    tiles = add_leaves({}, 0, leaves)
    connection.execute("DELETE FROM platform_tree_tile WHERE organization_id = %s", [book.organization])
    for (level, number), hashes in tiles.items():
        connection.execute(
            "INSERT INTO platform_tree_tile (organization_id, level, number, hashes) VALUES (%s, %s, %s, %s)",
            [book.organization, level, number, hashes],
        )
    root = tree_root(node_of(tiles), len(leaves))
    name = f"comptoir/{book.organization}"
    text = str(Checkpoint(name, len(leaves), root))
    note = (
        note or book.heads.get(len(leaves)) or str(Note(text, (sign_note(Ed25519PrivateKey.generate(), name, text),)))
    )
    connection.execute(
        "UPDATE platform_tree_head SET size = %s, root = %s, note = %s WHERE organization_id = %s",
        [len(leaves), root, note, book.organization],
    )
    connection.execute(
        "UPDATE platform_log_head SET position = %s WHERE organization_id = %s", [len(leaves), book.organization]
    )


def close_chain(connection: Connection, chain: UUID) -> None:
    """Let the head of a chain be the last entry that is left."""
    connection.execute(
        "UPDATE tills_chain_head h SET sequence = e.sequence, digest = e.digest FROM (SELECT sequence, digest FROM"
        " sales_entry WHERE chain_id = %s AND branch = 0 ORDER BY sequence DESC LIMIT 1) e WHERE h.chain_id = %s",
        [chain, chain],
    )


def altered(entry: Entry, choose: random.Random) -> bytes:
    """The entry's bytes with less money in them, canonical as before."""
    members = json.loads(entry.content)
    body = members["body"]
    less = choose.randint(1, 400)
    for name in ("gross", "net"):
        if isinstance(body.get(name), int):
            body[name] -= less
    for row in [*body.get("tenders", []), *body.get("tax_subtotals", [])][:1]:
        row["amount" if "amount" in row else "gross"] -= less
    if body.get("lines"):
        body["lines"][0]["amount"] -= less
    if "gross" not in body:
        body["altered"] = less
    return canonicalize(members)


def rewrite(connection: Connection, entry: Entry, content: bytes, signed: str | None = None) -> str:
    """Put other bytes in place, their digest in every table that holds it, and the rows that he knows to derive."""
    computed = digest(content)
    connection.execute(
        "UPDATE sales_entry SET content = %s, digest = %s, seal = coalesce(%s, seal) WHERE id = %s",
        [content, bytes.fromhex(computed), signed.encode() if signed else None, entry.id],
    )
    connection.execute("UPDATE platform_log SET digest = %s WHERE subject = %s", [bytes.fromhex(computed), entry.id])
    body = json.loads(content)["body"]
    if "gross" in body and "net" in body:
        connection.execute(
            "UPDATE sales_sale SET gross = %s, net = %s WHERE id = %s", [body["gross"], body["net"], entry.id]
        )
    if body.get("tenders"):
        connection.execute(
            "UPDATE sales_tender SET amount = %s WHERE sale_id = %s AND number = 1",
            [body["tenders"][0]["amount"], entry.id],
        )
    if body.get("lines"):
        line = body["lines"][0]
        connection.execute(
            "UPDATE sales_line SET amount = %s WHERE sale_id = %s AND number = %s",
            [line["amount"], entry.id, line["line"]],
        )
    return computed


def rewrite_chain(
    connection: Connection, book: Book, entry: Entry, content: bytes, key: ec.EllipticCurvePrivateKey | None
) -> None:
    """From this entry on, each names the new digest of the one before; sealed by a key of his own, or as it was."""
    previous = rewrite(connection, entry, content, seal(key, content) if key else None)
    for one in book.chain(entry.chain):
        if one.sequence <= entry.sequence:
            if key is not None and one.sequence < entry.sequence:
                connection.execute(
                    "UPDATE sales_entry SET seal = %s WHERE id = %s", [seal(key, one.content).encode(), one.id]
                )
            continue
        members = json.loads(one.content)
        members["previous"] = previous
        following = canonicalize(members)
        previous = rewrite(connection, one, following, seal(key, following) if key else None)
    close_chain(connection, entry.chain)


def enrol_own_key(
    connection: Connection, entry: Entry, key: ec.EllipticCurvePrivateKey, *, with_certificate: bool
) -> None:
    """Put his key where the till's was; the certificate he can only sign himself."""
    text = dump_public_key(key.public_key())
    connection.execute("UPDATE tills_enrolment SET public_key = %s WHERE id = %s", [point_of(key), entry.chain])
    if with_certificate:
        row = connection.execute("SELECT certificate FROM tills_enrolment WHERE id = %s", [entry.chain]).fetchone()
        members = parse_certificate(row[0])
        other = Certificate(
            organization=members.organization, store=members.store, till=members.till, till_code=members.till_code,
            chain=members.chain, enrolment=members.enrolment, public_key=text, issued_at=members.issued_at,
        )  # fmt: skip
        forged = build_certificate(Ed25519PrivateKey.generate(), other)
        connection.execute("UPDATE tills_enrolment SET certificate = %s WHERE id = %s", [forged, entry.chain])


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def copy_entry(connection: Connection, entry: Entry, content: bytes, signed: bytes) -> UUID:
    """A second version beside it, with every row that the first has, and a line in the log."""
    other = uuid4()
    computed = bytes.fromhex(digest(content))
    connection.execute(
        "INSERT INTO sales_entry (id, sequence, branch, kind, digest, content, seal, device_time, received_at,"
        " chain_id, organization_id, till_id) SELECT %s, sequence, 1, kind, %s, %s, %s, device_time, received_at,"
        " chain_id, organization_id, till_id FROM sales_entry WHERE id = %s",
        [other, computed, content, signed, entry.id],
    )
    for table, column in OF_AN_ENTRY.items():
        names = columns_of(connection, table)
        drawn = ", ".join("%(other)s::uuid" if name == column else name for name in names)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {drawn} FROM {table} WHERE {column} = %(entry)s",
            {"other": other, "entry": entry.id},
        )
    connection.execute(
        "INSERT INTO platform_log (organization_id, position, topic, subject, digest)"
        " SELECT organization_id, max(position) + 1, 'sales.entry', %s, %s FROM platform_log"
        " WHERE organization_id = (SELECT organization_id FROM sales_entry WHERE id = %s) GROUP BY organization_id",
        [other, computed, entry.id],
    )
    return other


def columns_of(connection: Connection, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' AND attidentity = '' ORDER BY attnum",
        [table],
    )
    return [row[0] for row in rows]


def set_aside(connection: Connection, entry: Entry, code: str, state: str = "open") -> None:
    """Into quarantine, as if it had never been good."""
    connection.execute(
        "INSERT INTO sales_quarantine (id, chain, sequence, digest, content, seal, code, received_at, state,"
        " organization_id, till_id) SELECT %s, chain_id, sequence, digest, content, seal, %s, received_at, %s,"
        " organization_id, till_id FROM sales_entry WHERE id = %s",
        [uuid4(), code, state, entry.id],
    )
