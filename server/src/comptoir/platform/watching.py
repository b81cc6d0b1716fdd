"""Which tables note, by triggers of the database, what an act changed in them: before and after (`AuditChange`).

An operation records the event; what its statements changed is noted by the database itself, so that no operation can
forget a column. The ledger's tables, counters and feeds are not watched: nobody edits them. Nor is what a person may
have erased (customers), nor anything that proves who somebody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from comptoir.platform.setting_checks import KEPT

TRIGGER = "audit_{event}"
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}
# What says nothing to a person who looks back.
SILENT = ("id", "organization_id", "position", "changed_at", "set_at", "person")


@dataclass(frozen=True, slots=True)
class Watched:
    """A table, the column that names the thing a change is about, its key, and columns that are not noted.

    Rows that are added or removed are noted only where a thing is several rows: elsewhere the event says it.
    """

    table: str
    thing: str = "id"
    key: Sequence[str] = ("id",)
    hidden: Sequence[str] = ()
    is_whole: bool = False

    @property
    def events(self) -> Sequence[str]:
        return ("insert", "update", "delete") if self.is_whole else ("update",)


WATCHED = (
    Watched("platform_legalentity"),
    # What counts in a store by what is said elsewhere is noted where it is said (`inherited.py`).
    Watched("platform_store", hidden=KEPT),
    Watched("platform_store_group", is_whole=True),
    Watched("identity_membership", "user_id", is_whole=True),
    Watched("identity_employee"),
    Watched("identity_sign_on_provider", "organization_id", (), ("secret",), is_whole=True),
    Watched("identity_sign_in_policy", "organization_id", (), is_whole=True),
    Watched("accounting_books", "legal_entity_id", ("legal_entity_id",), is_whole=True),
    Watched("accounting_own_account", "legal_entity_id", ("legal_entity_id", "role", "key"), is_whole=True),
    Watched("accounting_terminal_total", "store_id", ("store_id", "day", "kind"), is_whole=True),
    Watched("catalog_category"),
    Watched("catalog_product"),
    Watched("catalog_item", hidden=("folded", "product_id", "words_position")),
    Watched("catalog_item_traits", "item_id", ("item_id",), ("photo", "parent_id", "choices")),
    Watched("catalog_customergroup"),
    Watched("catalog_scalelabel", hidden=("ended_position",)),
    Watched("catalog_restriction", is_whole=True),
    Watched("catalog_range_rule", is_whole=True),
    Watched("catalog_bottle_deposit", "item_id", ("item_id",)),
    Watched("commissions_rule"),
    Watched("invoices_issuer", "legal_entity_id", ("legal_entity_id",), is_whole=True),
    Watched("payments_policy", "organization_id", (), is_whole=True),
    Watched("payments_provider_account", hidden=("secrets", "checked_at", "check_trouble"), is_whole=True),
    Watched("payments_provider_terminal", is_whole=True),
    Watched("payments_tender_kind"),
    Watched("payments_code_account"),
    Watched("payments_tip_work", "store_id", ("store_id", "business_day", "employee_id"), is_whole=True),
    Watched("payments_voucher", hidden=("balance", "shortfall", "first_at")),
    Watched("purchasing_offer", "item_id", ("supplier_id", "item_id"), is_whole=True),
    Watched("purchasing_recipient", hidden=("address", "told_until", "next_try_at", "attempts", "code"), is_whole=True),
    Watched("purchasing_reorder_rule", "item_id", ("store_id", "item_id"), is_whole=True),
    Watched("purchasing_supplier", hidden=("email",)),
    Watched("settlements_file", hidden=("draft", "bad_lines", "turned_at")),
    Watched("staff_role", hidden=("decided",), is_whole=True),
    Watched("staff_post", "employee_id", is_whole=True),
    Watched("staff_policy", "organization_id", (), ("pin_salt", "pin_iterations")),
    Watched("tax_taxclass"),
    Watched("tills_till"),
    Watched(
        "webhooks_endpoint",
        hidden=(
            "secret",
            "former_secret",
            "former_until",
            "after",
            "failures",
            "failing_since",
            "resumes_at",
            "heard_at",
        ),
    ),
)


def watch_tables(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Give every watched table its triggers. Those that stand as they shall are left alone: no lock, no wait."""
    rows = connection.execute(
        "SELECT c.relname, t.tgname, encode(t.tgargs, 'escape') FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'audit\\_%'"
    ).fetchall()
    standing = {(table, name): str(arguments) for table, name, arguments in rows}
    for watched in WATCHED:
        hidden = ",".join((*SILENT, *watched.hidden))
        arguments = (watched.thing, ",".join(watched.key), hidden)
        for event in watched.events:
            name = TRIGGER.format(event=event)
            if standing.pop((watched.table, name), None) == "".join(f"{word}\\000" for word in arguments):
                continue
            quoted = ", ".join(f"'{word}'" for word in arguments)
            connection.execute(f"DROP TRIGGER IF EXISTS {name} ON {watched.table}")
            connection.execute(
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON {watched.table} {EVENTS[event]} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION platform_note_change({quoted})"
            )
    for table, trigger in standing:
        connection.execute(f"DROP TRIGGER {trigger} ON {table}")
