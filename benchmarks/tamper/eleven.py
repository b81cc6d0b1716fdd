"""The eleven alterations that were tried on the rival, done to our books as far as a superuser can take them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from uuid import uuid4

from mutations import Mutate, Touched, one_of, touched
from shop import Book, Entry
from superuser import Connection, altered, close_chain, close_log, rewrite_chain, take_out

SELLING = ("sale",)


def _cell(table: str, column: str, value: str, key: str = "sale_id") -> Mutate:
    def mutate(connection: Connection, book: Book, choose: random.Random) -> Touched:
        entry = one_of(book, choose, kinds=SELLING)
        done = connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {key} = %s", [entry.id])
        assert done.rowcount > 0
        return touched(f"{table}.{column}", entry)

    return mutate


def _customer(connection: Connection, book: Book, choose: random.Random) -> Touched:
    """Who ordered, and who paid: where our books name a customer."""
    entry = one_of(book, choose, kinds=("order",))
    connection.execute("UPDATE sales_order SET customer = %s WHERE id = %s", [uuid4(), entry.id])
    return touched("sales_order.customer", entry)


def _newest(count: int) -> Mutate:
    return _without(lambda chain: chain[-count:], f"the newest {count}")


def _middle(chain: Sequence[Entry]) -> Sequence[Entry]:
    return [chain[len(chain) // 2]]


def _without(which: Callable[[Sequence[Entry]], Sequence[Entry]], how: str) -> Mutate:
    def mutate(connection: Connection, book: Book, choose: random.Random) -> Touched:
        cut = which(book.chain(one_of(book, choose, kinds=SELLING).chain))
        take_out(connection, cut)
        close_chain(connection, cut[0].chain)
        close_log(connection, book)
        return touched(how, *cut)

    return mutate


def _recomputed(connection: Connection, book: Book, choose: random.Random) -> Touched:
    entry = one_of(book, choose, kinds=SELLING)
    rewrite_chain(connection, book, entry, altered(entry, choose), None)
    close_log(connection, book)
    return touched("recomputed", entry)


ELEVEN: tuple[tuple[str, Mutate], ...] = (
    ("payment amount", _cell("sales_tender", "amount", "amount - 100")),
    ("payment method", _cell("sales_tender", "kind", "'other'")),
    ("order totals", _cell("sales_sale", "gross", "gross - 100", "id")),
    ("line subtotals", _cell("sales_line", "amount", "amount - 100")),
    ("customer", _customer),
    ("unit price", _cell("sales_line", "unit_price", "unit_price - 50")),
    ("quantity", _cell("sales_line", "quantity_milli", "quantity_milli + 1000")),
    ("last order cancelled", _newest(1)),
    ("last five cancelled", _newest(5)),
    ("middle order taken out", _without(_middle, "a middle entry")),
    ("unit price changed and chain recomputed", _recomputed),
)
