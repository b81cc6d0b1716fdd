"""What is done to the books, at random: each mutation says which documents it touched, so that a finding that names
something else does not count.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from shop import Book, Entry
from superuser import (
    OF_AN_ENTRY,
    Connection,
    altered,
    close_chain,
    close_log,
    copy_entry,
    enrol_own_key,
    point_of,
    rewrite,
    rewrite_chain,
    set_aside,
    take_out,
)

from comptoir.journal import seal


@dataclass(frozen=True, slots=True)
class Touched:
    """What was done, and whose documents it concerns: their numbers, and what tables call them."""

    how: str
    documents: frozenset[str] = frozenset()
    entries: frozenset[UUID] = field(default_factory=frozenset)


Mutate = Callable[[Connection, Book, random.Random], Touched]
# Rows by table: the column that leads to the entry, and the columns that no bytes say. Of `stock_movement` only what
# entries moved. What the ledger alone knows (`sales_discrepancy`, received_at, balances) no bytes can vouch for.
ROWS: dict[str, tuple[str, frozenset[str]]] = {
    **{table: (column, frozenset()) for table, column in OF_AN_ENTRY.items() if table != "sales_discrepancy"},
    "payments_voucher_movement": ("entry_id", frozenset({"balance"})),
    "sales_entry": ("id", frozenset({"received_at", "content", "seal"})),
}
NEVER = frozenset({"organization_id"})


def touched(how: str, *entries: Entry) -> Touched:
    return Touched(how, frozenset(one.document for one in entries), frozenset(one.id for one in entries))


def one_of(book: Book, choose: random.Random, *, kinds: tuple[str, ...] = ()) -> Entry:
    return choose.choice([one for one in book.entries if not kinds or one.kind in kinds])


def edit_row(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """One cell of one row."""
    table, row, columns = _some_row(connection, choose)
    key, unsaid = ROWS[table]
    names = [name for name in columns if name not in NEVER | unsaid and name != key]
    name = choose.choice(names)
    value = _other(row[name], columns[name], choose)
    connection.execute(f"UPDATE {table} SET {name} = %s WHERE ctid = %s::tid", [value, row["ctid"]])
    return Touched(f"{table}.{name}", _documents(book, row[key]), frozenset({row[key]}))


def edit_session(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """A day's opening or closing, as pages show it."""
    rows = connection.execute("SELECT id FROM sales_session WHERE closed_at IS NOT NULL ORDER BY id").fetchall()
    session = choose.choice(rows)[0]
    name = choose.choice(("float_amount", "cash_expected", "cash_counted", "cash_difference"))
    connection.execute(f"UPDATE sales_session SET {name} = coalesce({name}, 0) + 100 WHERE id = %s", [session])
    word = f'"session":"{session}"'.encode()
    told = [one for one in book.entries if one.kind in ("opening", "closing") and word in one.content]
    return touched(f"sales_session.{name}", *told)


def edit_bytes(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Bits of the bytes or of the seal, and nothing else."""
    entry = one_of(book, choose)
    name = choose.choice(("content", "seal", "digest"))
    size = {"content": len(entry.content), "seal": len(entry.seal), "digest": 32}[name]
    place, bit = choose.randrange(size), choose.randrange(7)
    connection.execute(
        f"UPDATE sales_entry SET {name} = set_byte({name}, %s, get_byte({name}, %s) # %s) WHERE id = %s",
        [place, place, 1 << bit, entry.id],
    )
    return touched(f"sales_entry.{name}", entry)


def edit_amount_everywhere(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Less money in the bytes, in the rows and in the log, the tree grown anew."""
    entry = one_of(book, choose, kinds=("sale", "refund", "exchange", "payment"))
    rewrite(connection, entry, altered(entry, choose))
    close_log(connection, book)
    return touched("amount everywhere", entry)


def edit_certificate(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Who sealed a chain, or under which number."""
    entry = one_of(book, choose)
    name = choose.choice(("number", "public_key", "certificate"))
    code, number = entry.document.rsplit("-", 2)[:2]
    value: Any = {"number": choose.randint(50, 90), "public_key": point_of(_key(choose)), "certificate": "none"}[name]
    connection.execute(f"UPDATE tills_enrolment SET {name} = %s WHERE id = %s", [value, entry.chain])
    return Touched(f"tills_enrolment.{name}", frozenset({f"{code}-{number}", entry.document}), frozenset({entry.id}))


def edit_till(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """The code that stands on its receipts."""
    entry = one_of(book, choose)
    connection.execute("UPDATE tills_till SET code = 'X7' WHERE id = %s", [entry.till])
    return Touched("tills_till.code", frozenset({entry.document.rsplit("-", 1)[0]}))


def edit_head(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Where a chain ends."""
    entry = book.chain(one_of(book, choose).chain)[-1]
    less = choose.randint(1, 9)
    connection.execute(
        "UPDATE tills_chain_head SET sequence = greatest(0, sequence - %s) WHERE chain_id = %s", [less, entry.chain]
    )
    return touched("tills_chain_head.sequence", entry)


def edit_log(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """A line of the log, with or without a tree that agrees."""
    entry = one_of(book, choose)
    connection.execute(
        "UPDATE platform_log SET digest = set_byte(digest, %s, get_byte(digest, 0) # 1) WHERE subject = %s",
        [choose.randrange(32), entry.id],
    )
    if choose.random() < 0.5:
        close_log(connection, book)
    return touched("platform_log.digest", entry)


def swap_in_log(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Two lines of one chain in each other's place, the tree grown anew."""
    chain = book.chain(one_of(book, choose).chain)
    first, second = choose.sample(chain, 2)
    connection.execute("UPDATE platform_log SET position = -1 WHERE subject = %s", [first.id])
    connection.execute("UPDATE platform_log SET position = %s WHERE subject = %s", [first.position, second.id])
    connection.execute("UPDATE platform_log SET position = %s WHERE subject = %s", [second.position, first.id])
    close_log(connection, book)
    return touched("platform_log.position", first, second)


def edit_aside(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Bytes that were set aside."""
    row = connection.execute("SELECT id FROM sales_quarantine ORDER BY id LIMIT 1").fetchone()
    connection.execute(
        "UPDATE sales_quarantine SET content = set_byte(content, %s, 48) WHERE id = %s",
        [choose.randint(20, 200), row[0]],
    )
    return Touched("sales_quarantine.content", frozenset(), frozenset({row[0]}))


def delete_row(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """One row of what was derived."""
    table, row, _ = _some_row(connection, choose, but="sales_entry")
    connection.execute(f"DELETE FROM {table} WHERE ctid = %s::tid", [row["ctid"]])
    entry = row[ROWS[table][0]]
    return Touched(f"of {table}", _documents(book, entry), frozenset({entry}))


def delete_sale(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """All rows of a sale, and its bytes stay; or the excuse of the ledger beside, that it can't be counted."""
    entry = one_of(book, choose, kinds=("sale", "refund", "exchange", "payment", "tender_correction"))
    for table, column in OF_AN_ENTRY.items():
        connection.execute(f"DELETE FROM {table} WHERE {column} = %s", [entry.id])
    is_excused = choose.random() < 0.5
    if is_excused:
        connection.execute(
            "INSERT INTO sales_discrepancy (organization_id, entry_id, number, code, claimed, computed)"
            " VALUES (%s, %s, 1, 'body', %s, '')",
            [book.organization, entry.id, entry.kind],
        )
    return touched("a sale's rows" + (", with an excuse" if is_excused else ""), entry)


def delete_entry(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """An entry anywhere, with everything: with or without its line of the log."""
    entry = one_of(book, choose)
    with_log = choose.random() < 0.7
    take_out(connection, [entry], with_log=with_log)
    close_chain(connection, entry.chain)
    if with_log:
        close_log(connection, book)
    return touched("an entry", entry)


def delete_closing(connection: Connection, book: Book, choose: random.Random) -> Touched:
    entry = one_of(book, choose, kinds=("closing", "opening"))
    take_out(connection, [entry])
    close_log(connection, book)
    return touched("an opening or a closing", entry)


def delete_chain(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """All that one till ever sold."""
    chain = book.chain(one_of(book, choose).chain)
    take_out(connection, chain)
    if choose.random() < 0.5:
        connection.execute("UPDATE tills_chain_head SET sequence = 0 WHERE chain_id = %s", [chain[0].chain])
    close_log(connection, book)
    return touched("a chain", *chain)


def truncate(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """The newest entries of a till, as if it had never sent them."""
    chain = book.chain(one_of(book, choose).chain)
    cut = chain[-choose.randint(1, min(20, len(chain) - 1)) :]
    take_out(connection, cut)
    close_chain(connection, cut[0].chain)
    if choose.random() < 0.8:
        close_log(connection, book)
    return touched(f"the newest {len(cut)}", *cut)


def roll_back(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Everything as it was at an earlier line of the log; to a head that was signed then, where there is one."""
    sizes = [size for size in book.heads if size < book.lines]
    size = choose.choice(sizes) if sizes and choose.random() < 0.5 else choose.randint(book.lines // 2, book.lines - 1)
    cut = [one for one in book.entries if one.position > size]
    if not cut:
        return truncate(connection, book, choose)
    take_out(connection, cut)
    connection.execute("DELETE FROM platform_log WHERE position > %s", [size])
    for chain in sorted({one.chain for one in cut}):
        close_chain(connection, chain)
        if cut[0].chain == chain and book.chain(chain)[0] in cut:
            connection.execute("UPDATE tills_chain_head SET sequence = 0 WHERE chain_id = %s", [chain])
    close_log(connection, book)
    return touched(f"to line {size}", *cut)


def recompute(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Another amount, and everything behind it made to agree: digests, chain, rows, log, tree, head; with the old
    seals, or with a key of his own, which he also enrols.
    """
    entry = one_of(book, choose, kinds=("sale", "refund", "exchange", "payment"))
    how = choose.choice(("old seals", "own key", "own key enrolled", "own key certified"))
    key = None if how == "old seals" else _key(choose)
    rewrite_chain(connection, book, entry, altered(entry, choose), key)
    if key is not None and how != "own key":
        enrol_own_key(connection, entry, key, with_certificate=how == "own key certified")
    close_log(connection, book)
    return touched(how, entry)


def fork(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """A second version of an entry beside the first, or the same one twice; as if a person had adopted it."""
    entry = one_of(book, choose, kinds=("sale", "refund"))
    is_copy = choose.random() < 0.4
    content = entry.content if is_copy else altered(entry, choose)
    signed = entry.seal if is_copy else seal(_key(choose), content).encode()
    if choose.random() < 0.5:
        set_aside(connection, entry, "fork", "adopted")
    other = copy_entry(connection, entry, content, signed)
    close_log(connection, book)
    return Touched(
        "the same twice" if is_copy else "another version", frozenset({entry.document}), frozenset({entry.id, other})
    )


def other_history(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """The newest entries of a till are replaced by others."""
    chain = book.chain(one_of(book, choose).chain)
    entry = chain[-choose.randint(1, min(10, len(chain) - 1))]
    rewrite_chain(connection, book, entry, altered(entry, choose), _key(choose))
    close_log(connection, book)
    return touched("another history", entry)


def put_aside(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """A genuine entry into quarantine, where it does not count; its chain goes on behind it."""
    chain = book.chain(one_of(book, choose).chain)
    if len(chain) < 3:
        return truncate(connection, book, choose)
    entry = choose.choice(chain[1:-1])
    code = choose.choice(("bad_seal", "fork", "gap", "revoked"))
    set_aside(connection, entry, code)
    take_out(connection, [entry])
    close_log(connection, book)
    return touched(f"put aside as {code}", entry)


KINDS: dict[str, tuple[tuple[int, Mutate], ...]] = {
    "edits": (
        (10, edit_row), (4, edit_bytes), (4, edit_amount_everywhere), (1, edit_session), (1, edit_certificate),
        (1, edit_till), (1, edit_head), (1, edit_log), (1, swap_in_log), (1, edit_aside),
    ),
    "deletions": (
        (4, delete_row), (2, delete_sale), (4, delete_entry), (1, delete_closing), (1, delete_chain), (3, put_aside),
    ),
    "truncations": ((1, truncate),),
    "roll-backs": ((1, roll_back),),
    "recomputations": ((1, recompute),),
    "forks": ((3, fork), (1, other_history)),
}  # fmt: skip
SHARES = {"edits": 40, "deletions": 20, "truncations": 10, "roll-backs": 8, "recomputations": 12, "forks": 10}


def plan(count: int, seed: int) -> Iterator[tuple[str, Mutate, int]]:
    """Which kind, what, and the seed of each."""
    choose = random.Random(seed)
    kinds, weights = list(SHARES), list(SHARES.values())
    for number in range(count):
        kind = choose.choices(kinds, weights)[0]
        mutate = choose.choices([one for _, one in KINDS[kind]], [weight for weight, _ in KINDS[kind]])[0]
        yield kind, mutate, seed * 1_000_003 + number


def _some_row(
    connection: Connection, choose: random.Random, but: str = ""
) -> tuple[str, dict[str, Any], dict[str, str]]:
    """A row of a table that has any; sales and their lines more often than others."""
    weights = {"sales_sale": 5, "sales_line": 5, "sales_tender": 4, "sales_tax_subtotal": 3, "sales_entry": 3}
    tables = [table for table in ROWS if table != but]
    for _ in range(200):
        table = choose.choices(tables, [weights.get(one, 1) for one in tables])[0]
        which = " WHERE reason IN ('sale', 'refund')" if table == "stock_movement" else ""
        key = ROWS[table][0]
        found = connection.execute(f"SELECT count(*) FROM {table}{which}").fetchone()
        if not found[0]:
            continue
        cursor = connection.execute(
            f"SELECT ctid::text, * FROM {table}{which} ORDER BY {key}, md5({table}::text) OFFSET %s LIMIT 1",
            [choose.randrange(found[0])],
        )
        names = [column.name for column in cursor.description]
        types = {row[0]: row[1] for row in connection.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' AND attidentity = ''", [table]
        )}  # fmt: skip
        return table, dict(zip(names, cursor.fetchone(), strict=True)), types
    raise AssertionError("no table has a row")


def _other(value: Any, kind: str, choose: random.Random) -> Any:
    match kind:
        case "bigint" | "integer" | "smallint":
            return (value or 0) + choose.randint(1, 90)
        case "uuid":
            return UUID(int=choose.getrandbits(128), version=4)
        case "bytea":
            return bytes([value[0] ^ 1, *value[1:]]) if value else b"x"
        case "timestamp with time zone":
            return value + timedelta(hours=choose.randint(1, 30)) if value else "2026-01-01T00:00:00Z"
        case "date":
            return value + timedelta(days=1) if value else "2026-01-01"
        case "boolean":
            return not value
        case _:
            return (value or "")[:6] + choose.choice("xyz") if value != "x" else "y"


def _documents(book: Book, entry: UUID) -> frozenset[str]:
    return frozenset(one.document for one in book.entries if one.id == entry)


def _key(choose: random.Random) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(choose.getrandbits(200) + 1, ec.SECP256R1())
