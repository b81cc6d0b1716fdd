"""Which rows belong to a store, so that whoever holds a role in some stores only meets no others.

A transaction of such a person runs as a database role of its own, `comptoir_limited`. It has what the application has
and, on top, restrictive policies: a reading sees the rows of the person's stores and those that belong to no store; an
operation reads everything, because a shop's rules are the whole shop's, and writes to no other store, nor to what holds
for all of them. For everybody else these policies do not exist: no plan changes, nothing is evaluated (ADR 0030).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from comptoir.platform.roles import APP, LIMITED

POLICY = "limited_{event}"
# The stores of the person; an operation's act lifts what a reading does not see.
_STORES = (
    "string_to_array(coalesce(nullif(current_setting('comptoir.stores', true), ''), "
    "'no store is set for this transaction'), ',')::uuid[]"
)
_IN_AN_ACT = "coalesce(current_setting('comptoir.act', true), '') <> ''"
MINE = "{column} = any((SELECT " + _STORES + ")::uuid[])"


@dataclass(frozen=True, slots=True)
class Parent:
    """The row that a row is a part of: it is seen with it."""

    table: str
    column: str
    key: str = "id"


# Tables without a store of their own, by the row they belong to. Of the others, the database's columns tell:
# `store_id`, else `till_id`. A row whose store is null holds for every store, and everybody sees it.
PARENTS: Mapping[str, Parent] = {
    **{
        f"sales_{name}": Parent("sales_sale", "sale_id")
        for name in (
            "line", "line_promotion", "line_label", "tax_subtotal", "tender", "tender_detail", "payment",
            "parked_sale", "bottle_deposit",
        )
    },
    **{
        table: Parent("sales_entry", "entry_id")
        for table in ("sales_coupon_use", "sales_discrepancy", "papers_delivery", "papers_note", "invoices_document")
    },
    "fleet_device": Parent("tills_enrolment", "id", "device_id"),
    "tills_chain_head": Parent("tills_enrolment", "chain_id"),
    "payments_voucher_allowance": Parent("tills_enrolment", "chain"),
    "payments_card_attempt_event": Parent("payments_card_attempt", "attempt"),
    "stock_transfer_line": Parent("stock_transfer", "transfer_id"),
    "stock_tally": Parent("stock_counting", "counting_id"),
    "stock_tally_lot": Parent("stock_counting", "counting_id"),
    "purchasing_order_line": Parent("purchasing_order", "order_id"),
    "purchasing_delivery": Parent("purchasing_order", "order_id"),
    "purchasing_letter": Parent("purchasing_order", "order_id"),
    "purchasing_delivery_line": Parent("purchasing_delivery", "delivery_id"),
    "payments_tender_revision": Parent("payments_tender_kind", "tender_kind_id"),
    "payments_code_payment_event": Parent("payments_code_payment", "payment"),
    "payments_chain_transfer": Parent("payments_code_account", "account_id"),
    "payments_chain_watch": Parent("payments_code_account", "account_id"),
    # A company is met by whoever meets one of its stores.
    **{
        table: Parent("platform_legalentity", "legal_entity_id")
        for table in (
            "accounting_books", "accounting_own_account", "accounting_closing", "commissions_period", "invoices_issuer",
            "invoices_series",
        )
    },
    "accounting_reopening": Parent("accounting_closing", "closing_id"),
}  # fmt: skip
OWN: Mapping[str, str] = {
    "platform_store": MINE.format(column="id"),
    "platform_legalentity": (
        "EXISTS (SELECT FROM platform_store whole WHERE whole.organization_id = platform_legalentity.organization_id "
        f"AND whole.legal_entity_id = platform_legalentity.id AND {MINE.format(column='whole.id')})"
    ),
    "stock_transfer": f"({MINE.format(column='origin_id')} OR {MINE.format(column='destination_id')})",
    "stock_movement_cost": (
        "EXISTS (SELECT FROM stock_movement whole WHERE whole.organization_id = stock_movement_cost.organization_id "
        "AND whole.document = stock_movement_cost.document AND whole.line = stock_movement_cost.line)"
    ),
    "stock_movement_lot": (
        "EXISTS (SELECT FROM stock_movement whole WHERE whole.organization_id = stock_movement_lot.organization_id "
        "AND whole.document = stock_movement_lot.document AND whole.line = stock_movement_lot.line)"
    ),
}
# Where an operation of such a person writes to its own stores only: never to all of them at once (a null store).
KEPT_APART = (
    "accounting_safe_movement", "accounting_terminal_total", "catalog_range_rule", "payments_code_account",
    "payments_code_payment", "payments_exchange_rate",
    "payments_tender_kind", "payments_tip_work", "platform_setting", "platform_store", "purchasing_order",
    "purchasing_recipient", "purchasing_reorder_rule", "sales_incident", "sales_quarantine",
    "settlements_bank_movement", "settlements_file", "settlements_line", "settlements_note", "shops_setting_change",
    "links_link",
    "staff_post", "staff_time_correction", "stock_counting", "stock_level", "stock_movement", "stock_transfer",
    "tax_store_places", "tills_agentcode", "tills_enrolment", "tills_enrolmentcode", "tills_till",
)  # fmt: skip
# What is the whole shop's: such a person changes none of it.
COMMON = (
    "accounting_books", "accounting_closing", "accounting_own_account", "accounting_reopening", "commissions_period",
    "commissions_rule", "identity_invitation",
    "identity_membership",
    "identity_sign_in_policy", "identity_sign_on_provider", "invoices_issuer",
    "payments_bank_message", "payments_bank_move", "payments_chain_transfer", "payments_chain_watch",
    "payments_policy",
    "payments_provider_account", "payments_provider_terminal",
    "platform_legalentity", "platform_organization", "platform_store_group", "staff_policy", "staff_role",
    "tax_taxclass", "tax_taxrate", "webhooks_endpoint", "webhooks_message", "links_hook",
    "witnesses_alarm", "witnesses_cosignature", "witnesses_witness",
)  # fmt: skip
# Written with what holds anyway, by whoever comes first: the salt of PINs, by the first PIN.
FOUNDED_BY_ANYBODY = ("staff_policy",)
_PRIVILEGES = """
    SELECT table_name, privilege_type FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND grantee = %s AND (table_name, privilege_type) NOT IN (
        SELECT table_name, privilege_type FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee = %s)
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege(%s, p.oid, 'EXECUTE')
      AND NOT has_function_privilege(%s, p.oid, 'EXECUTE')
"""
_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
      AND a.attname IN ('store_id', 'till_id') AND NOT a.attisdropped
"""

Connection = psycopg.Connection[tuple[object, ...]]


def limit_tables(connection: Connection) -> None:
    """Give the limited role the application's rights, and every table of stores its policies. Run after migrations.

    Policies whose text stands already are left alone: no lock, no wait.
    """
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [LIMITED]).fetchone() is None:
        return  # a server of the administrator's own that has no such role: nobody can be limited there
    for table, privilege in connection.execute(_PRIVILEGES, [APP, LIMITED]).fetchall():
        connection.execute(f"GRANT {privilege} ON {table} TO {LIMITED}".encode())
    for (function,) in connection.execute(_FUNCTIONS, [APP, LIMITED]).fetchall():
        connection.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {LIMITED}".encode())
    connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {LIMITED}")
    standing = {
        str(policy): str(text)
        for policy, text in connection.execute(
            "SELECT c.relname || ' ' || p.polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p "
            "JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname LIKE 'limited\\_%'"
        ).fetchall()
    }
    for table, event, clauses in _policies(connection):
        name = POLICY.format(event=event.lower())
        if standing.pop(f"{table} {name}", None) == clauses:
            continue
        connection.execute(f"DROP POLICY IF EXISTS {name} ON {table}".encode())
        statement = f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {event} TO {LIMITED} {clauses}"
        connection.execute(statement.encode())
        connection.execute(sql.SQL("COMMENT ON POLICY {} ON {} IS {}").format(
            sql.Identifier(name), sql.Identifier(table), sql.Literal(clauses)
        ))  # fmt: skip
    for gone in standing:
        table, name = gone.split(" ")
        connection.execute(f"DROP POLICY {name} ON {table}".encode())


def _policies(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Every policy that shall stand: its table, its event, its clauses."""
    columns: dict[str, set[str]] = {}
    for table, column in connection.execute(_COLUMNS).fetchall():
        columns.setdefault(str(table), set()).add(str(column))
    for table in sorted({*columns, *PARENTS, *OWN}):
        yield table, "SELECT", f"USING ({_IN_AN_ACT} OR {_seen(table, columns.get(table, set()))})"
    for table in KEPT_APART:
        mine = _written(table, columns.get(table, set()))
        yield table, "INSERT", f"WITH CHECK ({mine})"
        yield table, "UPDATE", f"USING (true) WITH CHECK ({mine})"
        yield table, "DELETE", f"USING ({mine})"
    for table in COMMON:
        if table not in FOUNDED_BY_ANYBODY:
            yield table, "INSERT", "WITH CHECK (false)"
        yield table, "UPDATE", "USING (true) WITH CHECK (false)"
        yield table, "DELETE", "USING (false)"


def _seen(table: str, columns: set[str]) -> str:
    if table in OWN:
        return OWN[table]
    if table in PARENTS:
        parent = PARENTS[table]
        return (
            f"EXISTS (SELECT FROM {parent.table} whole WHERE whole.organization_id = {table}.organization_id "
            f"AND whole.{parent.key} = {table}.{parent.column})"
        )
    if "store_id" in columns:
        return f"store_id IS NULL OR {MINE.format(column='store_id')}"
    return f"till_id IS NULL OR {_till(table)}"


def _written(table: str, columns: set[str]) -> str:
    if table in OWN:
        return OWN[table]
    return MINE.format(column="store_id") if "store_id" in columns else _till(table)


def _till(table: str) -> str:
    """By the store of its till, also in an act, where every till is seen."""
    return (
        f"EXISTS (SELECT FROM tills_till whole WHERE whole.organization_id = {table}.organization_id "
        f"AND whole.id = {table}.till_id AND {MINE.format(column='whole.store_id')})"
    )
