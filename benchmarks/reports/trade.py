"""A fast generator of a chain's trade: rows of the ledger as tills would have left them, written set by set.

No entry is sealed and no price is asked: what is measured is counting and reading. Rows have the same tables, keys and
policies; triggers are off while they go in (the superuser's session_replication_role), because millions of checks of
foreign keys would only cost minutes. Recipe: so many stores with two tills and four cashiers each, 5,000 articles of
which few sell most, 1 to 5 lines a sale (3 on average), two tax rates, cash and cards, 2 % refunds, 5 % with a
discount, 2.5 % at a list's prices, voids and opened drawers; each till and day is a session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import psycopg

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
from comptoir.platform.operations import add_legal_entity, add_store, found_organization
from comptoir.tills.commands import CreateTill
from comptoir.tills.operations import create_till

ITEMS, CATEGORIES = 5_000, 40
TILLS, CASHIERS = 2, 4
LINES_A_SALE = 3


@dataclass(frozen=True, slots=True)
class Chain:
    """An organization that trades: from which day, for how long, and how many sales a store makes on one."""

    organization: UUID
    stores: int
    first: date
    days: int
    sales_a_day: int

    @property
    def lines(self) -> int:
        """As the recipe comes to; the run counts them."""
        return self.stores * self.days * self.sales_a_day * LINES_A_SALE


def found_chain(owner: str, *, stores: int, first: date, days: int, sales_a_day: int) -> Chain:
    organization, entity = new_uuid7(), new_uuid7()
    found_organization(
        FoundOrganization(
            organization=organization,
            name="Bench",
            country="FR",
            currency="EUR",
            locale="fr-FR",
        )
    )
    add_legal_entity(
        AddLegalEntity(
            organization=organization,
            id=entity,
            name="Bench",
            registration="",
            tax_number="",
        )
    )
    for number in range(stores):
        store = new_uuid7()
        add_store(
            AddStore(
                organization=organization, id=store, legal_entity=entity, name=f"Store {number:03}", address="",
                timezone="Europe/Paris", price_mode="gross",
            )
        )  # fmt: skip
        for till in range(TILLS):
            code = f"{number}-{till}"
            create_till(
                CreateTill(
                    organization=organization,
                    id=new_uuid7(),
                    store=store,
                    code=code,
                    name=code,
                )
            )
        for person in range(CASHIERS):
            name = f"Person {number}-{person}"
            add_employee(AddEmployee(organization=organization, person=None, id=new_uuid7(), name=name))
    with psycopg.connect(owner) as connection:
        for statement in _CATALOG:
            connection.execute(statement, {"organization": organization})
    return Chain(organization, stores, first, days, sales_a_day)


def trade(
    superuser: str,
    chain: Chain,
    *,
    first_day: int,
    days: int,
    say: Callable[[str], None],
) -> int:
    """Let the chain trade for some of its days; answers the log's last position."""
    position = 0
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET work_mem = '128MB'")
        connection.execute(_PLACES, {"organization": chain.organization})
        connection.execute("ANALYZE bench_till")
        for number in range(first_day, first_day + days):
            asked = {
                "organization": chain.organization, "number": number, "day": chain.first + timedelta(days=number),
                "sales": chain.sales_a_day,
            }  # fmt: skip
            connection.execute(_SESSIONS, asked)
            row = connection.execute(_DAY, asked).fetchone()
            assert row is not None
            position = row[0]
            if (number + 1) % 10 == 0:
                say(f"{number + 1} days traded")
        connection.execute(
            "UPDATE platform_log_head SET position = %s WHERE organization_id = %s",
            [position, chain.organization],
        )
    return position


_CATALOG = (
    "INSERT INTO tax_taxclass (organization_id, id, name, position) "
    "VALUES (%(organization)s, md5('class')::uuid, 'Bench', 0)",
    "INSERT INTO catalog_category (organization_id, id, name, color, position) "
    "SELECT %(organization)s, md5('category' || n)::uuid, 'Category ' || n, '#000000', n "
    f"FROM generate_series(0, {CATEGORIES - 1}) n",
    "INSERT INTO catalog_product (organization_id, id, name, category_id, tax_class_id, is_archived) "
    f"SELECT %(organization)s, md5('product' || n)::uuid, 'Article ' || n, md5('category' || n %% {CATEGORIES})::uuid, "
    f"md5('class')::uuid, false FROM generate_series(0, {ITEMS - 1}) n",
    "INSERT INTO catalog_item (organization_id, id, product_id, name, folded, unit, is_archived) "
    "SELECT %(organization)s, md5('item' || n)::uuid, md5('product' || n)::uuid, 'Article ' || n, 'article ' || n, "
    f"'C62', false FROM generate_series(0, {ITEMS - 1}) n",
)
_PLACES = f"""
    CREATE TEMP TABLE bench_till AS
    WITH people AS (
        SELECT n / {CASHIERS} AS store, array_agg(id ORDER BY id) AS cashiers FROM (
            SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM identity_employee
            WHERE organization_id = %(organization)s
        ) e GROUP BY 1
    ), numbered AS (
        SELECT id, store_id, row_number() OVER (ORDER BY store_id, id) - 1 AS number FROM tills_till
        WHERE organization_id = %(organization)s
    )
    SELECT t.id AS till, t.store_id AS store, t.number, p.cashiers
    FROM numbered t JOIN people p ON p.store = t.number / {TILLS}
"""
_SESSION = "md5('session' || t.number || ' ' || %(number)s)::uuid"
_SESSIONS = f"""
    INSERT INTO sales_session (organization_id, id, till_id, opened_at, business_day)
    SELECT %(organization)s, {_SESSION}, till, %(day)s::date + interval '7 hours', %(day)s FROM bench_till t
"""
# Deterministic chance: a hash of the sale's number and of what is asked.
_CHANCE = "(hashint8extended(g.number * 100 + {about}, 7) & 2147483647)"
_DAY = f"""
    WITH numbered AS (
        SELECT t.till, t.store, t.cashiers, t.number AS place, k,
            (%(number)s::bigint * 1000 + t.number) * 10000 + k AS number
        FROM bench_till t CROSS JOIN generate_series(1, %(sales)s / {TILLS}) k
    ), sold AS MATERIALIZED (
        SELECT g.*, (lpad(to_hex(1600000000000 + g.number), 12, '0') || '7' || substr(md5(g.number::text), 1, 3) || '8'
                || substr(md5(g.number::text), 4, 15))::uuid AS id,
            %(day)s::date + interval '7 hours' + interval '12 hours' * g.k / (%(sales)s / {TILLS}) AS at,
            CASE WHEN {_CHANCE.format(about=1)} %% 50 = 0 THEN -1 ELSE 1 END AS side,
            {_CHANCE.format(about=2)} %% 20 = 0 AS is_reduced, {_CHANCE.format(about=3)} %% 40 = 0 AS is_listed,
            {_CHANCE.format(about=4)} %% 60 AS act, {_CHANCE.format(about=5)} %% 3 = 0 AS is_cash,
            cashiers[1 + {_CHANCE.format(about=6)} %% {CASHIERS}] AS cashier
        FROM numbered g
    ), goods AS MATERIALIZED (
        SELECT g.id, l.n, g.side, g.is_reduced, g.is_listed, x.item, (100 + x.item * 7 %% 2000) AS price,
            CASE WHEN x.item %% 2 = 0 THEN 55000 ELSE 200000 END AS rate
        FROM sold g CROSS JOIN LATERAL generate_series(1, 1 + ({_CHANCE.format(about=7)} %% 5)::int) l(n)
        CROSS JOIN LATERAL (
            SELECT floor({ITEMS} * power({_CHANCE.format(about="10 + l.n")} / 2147483648.0, 3))::int AS item
        ) x
    ), priced AS MATERIALIZED (
        SELECT *, CASE WHEN is_reduced THEN price / 10 ELSE 0 END AS off FROM goods
    ), lines AS (
        INSERT INTO sales_line (organization_id, sale_id, number, item_id, item_claimed, name, quantity_milli, unit,
            unit_price, line_discount, basket_discount, amount, tax_category, tax_rate_ppm)
        SELECT %(organization)s, id, n, md5('item' || item)::uuid, md5('item' || item)::uuid, 'Article ' || item,
            1000 * side, 'C62', price, off * side, 0, (price - off) * side, 'S', rate FROM priced
    ), rated AS MATERIALIZED (
        SELECT id, rate, sum((price - off) * side)::int8 AS gross FROM priced GROUP BY id, rate
    ), split AS MATERIALIZED (
        SELECT *, (gross * 1000000 / (1000000 + rate))::int8 AS net FROM rated
    ), subtotals AS (
        INSERT INTO sales_tax_subtotal (organization_id, sale_id, number, tax_category, tax_rate_ppm, net, tax, gross)
        SELECT %(organization)s, id, CASE rate WHEN 55000 THEN 1 ELSE 2 END, 'S', rate, net, gross - net, gross
        FROM split
    ), totals AS MATERIALIZED (
        SELECT id, sum(net)::int8 AS net, sum(gross)::int8 AS gross FROM split GROUP BY id
    ), sales AS (
        INSERT INTO sales_sale (organization_id, id, store_id, till_id, session, cashier, kind, currency, price_mode,
            net, tax, gross, cash_rounding, sold_at)
        SELECT %(organization)s, g.id, store, till, {_SESSION.replace("t.number", "g.place")}, cashier,
            CASE side WHEN 1 THEN 'sale' ELSE 'refund' END, 'EUR', 'gross', s.net, s.gross - s.net, s.gross, 0, at
        FROM sold g JOIN totals s ON s.id = g.id
    ), tenders AS (
        INSERT INTO sales_tender (organization_id, sale_id, number, kind, amount)
        SELECT %(organization)s, g.id, 1, CASE WHEN is_cash THEN 'cash' ELSE 'card' END, s.gross
        FROM sold g JOIN totals s ON s.id = g.id
    ), entries AS (
        INSERT INTO sales_entry (organization_id, id, till_id, chain_id, sequence, branch, kind, digest, content, seal,
            device_time, received_at)
        SELECT %(organization)s, g.id, till, till, g.number, 0, 'sale', sha256(uuid_send(g.id)),
            convert_to('{{"body":{{"lines":[' || coalesce(l.told, '') || ']}}}}', 'UTF8'), ''::bytea, at, at
        FROM sold g LEFT JOIN (
            SELECT id, string_agg('{{"amount":' || (price - off) * side || ',"price_list":"' || md5('list')::uuid
                || '","quantity_milli":' || 1000 * side || '}}', ',') AS told
            FROM priced WHERE is_listed GROUP BY id
        ) l ON l.id = g.id
    ), acts AS (
        INSERT INTO sales_act (organization_id, entry_id, number, till_id, store_id, session, cashier, happened_at,
            deed, amount, reason, approved_right, proof)
        SELECT %(organization)s, g.id, 1, till, store, {_SESSION.replace("t.number", "g.place")}, cashier, at,
            CASE act WHEN 0 THEN 'void' ELSE 'no_sale' END, 500, '', '', '' FROM sold g WHERE act < 2
    ), logged AS (
        INSERT INTO platform_log (organization_id, position, topic, subject, digest)
        SELECT %(organization)s, (
            SELECT coalesce(max(position), 0) FROM platform_log WHERE organization_id = %(organization)s
        ) + row_number() OVER (ORDER BY at, id), 'sales.entry', id, sha256(uuid_send(id)) FROM sold
        RETURNING position
    )
    SELECT max(position) FROM logged
"""
