"""Which lots and pieces lie where, what goes off, and which sales they went with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot, or a piece (`is_serial`), in a store. `code` is its name; `average` what this much of it is worth."""

    store: UUID
    store_name: str
    item: UUID
    name: str
    unit: str
    is_serial: bool
    code: str
    lot: str
    expires: date | None
    on_hand_milli: int
    average: int

    @property
    def shown(self) -> str:
        """What people call it; goods of which only the last day is known have no name."""
        return "" if not self.is_serial and not self.lot else self.code


@dataclass(frozen=True, slots=True)
class PresumedSale:
    """Goods that nobody scanned by their lot and that, by what went off first, were of it."""

    sale: UUID
    store_name: str
    timezone: str
    name: str
    unit: str
    moved_at: datetime
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class LotPlace:
    """Where a page of lots ended."""

    store: UUID
    item: UUID
    is_serial: bool
    code: str


def lots_of_item(item: UUID) -> list[LotRow]:
    """What lies there, or is missing, by store; what goes off first comes first."""
    return select(
        LotRow, _rows("v.item_id = %(item)s", "s.name, v.expires NULLS LAST, v.since, v.code"),
        {"organization": current_organization(), "item": item, "limit": 500},
    )  # fmt: skip


def lots_until(stores: Sequence[UUID], last: date, *, limit: int = 500) -> list[LotRow]:
    """What lies in these stores and goes off until a day, that day included; the first comes first."""
    return select(
        LotRow,
        _rows(
            "v.store_id = ANY(%(stores)s::uuid[]) AND v.on_hand_milli > 0 AND v.expires <= %(last)s",
            "v.expires, i.folded, v.code, s.name",
        ),
        {"organization": current_organization(), "stores": list(stores), "last": last, "limit": limit},
    )  # fmt: skip


def lot_in(store: UUID, item: UUID, code: str) -> LotRow | None:
    """One lot as it stands."""
    found = select(
        LotRow,
        _rows("v.store_id = %(store)s AND v.item_id = %(item)s AND v.code = %(code)s AND NOT v.is_serial", "v.code"),
        {"organization": current_organization(), "store": store, "item": item, "code": code, "limit": 1},
    )  # fmt: skip
    return found[0] if found else None


def lots_named(codes: Sequence[str]) -> list[LotRow]:
    """Where lots or pieces of this name lie now."""
    condition = "v.on_hand_milli <> 0 AND (v.code = ANY(%(codes)s) OR (v.is_serial AND v.lot = ANY(%(codes)s)))"
    return select(
        LotRow, _rows(condition, "i.folded, s.name, v.code"),
        {"organization": current_organization(), "codes": list(codes), "limit": 500},
    )  # fmt: skip


def presumed_sales(codes: Sequence[str]) -> list[PresumedSale]:
    """The newest first."""
    return select(PresumedSale, _PRESUMED, {"organization": current_organization(), "codes": list(codes)})


def lot_page(*, store: UUID | None, item: UUID | None, after: LotPlace | None, limit: int) -> list[LotRow]:
    """Every lot that lies there or is missing, walked from a place on."""
    condition = """v.on_hand_milli <> 0
        AND (%(store)s::uuid IS NULL OR v.store_id = %(store)s) AND (%(item)s::uuid IS NULL OR v.item_id = %(item)s)
        AND (%(after_store)s::uuid IS NULL OR (v.store_id, v.item_id, v.is_serial, v.code)
            > (%(after_store)s, %(after_item)s::uuid, %(after_serial)s::bool, %(after_code)s::text))"""
    return select(
        LotRow, _rows(condition, "v.store_id, v.item_id, v.is_serial, v.code"),
        {
            "organization": current_organization(), "store": store, "item": item, "limit": limit,
            "after_store": after.store if after else None, "after_item": after.item if after else None,
            "after_serial": after.is_serial if after else None, "after_code": after.code if after else None,
        },
    )  # fmt: skip


def _rows(condition: str, order: str) -> str:
    return f"""
        SELECT v.store_id, s.name, v.item_id, i.name, i.unit, v.is_serial, v.code, v.lot, v.expires, v.on_hand_milli,
            coalesce((
                SELECT round(h.average::numeric * v.on_hand_milli / h.quantity_milli) FROM stock_holding h
                WHERE h.organization_id = v.organization_id AND h.store_id = v.store_id AND h.item_id = v.item_id
                    AND h.quantity_milli > 0
            ), 0)::int8
        FROM stock_lot_level v
        JOIN platform_store s ON s.organization_id = v.organization_id AND s.id = v.store_id
        JOIN catalog_item i ON i.organization_id = v.organization_id AND i.id = v.item_id
        WHERE v.organization_id = %(organization)s AND v.on_hand_milli <> 0 AND {condition}
        ORDER BY {order} LIMIT %(limit)s
    """  # noqa: S608  # texts of ours; every value is a parameter


_PRESUMED = """
    SELECT b.document, s.name, s.timezone, i.name, i.unit, b.moved_at, -b.quantity_milli
    FROM stock_lot_booking b
    JOIN platform_store s ON s.organization_id = b.organization_id AND s.id = b.store_id
    JOIN catalog_item i ON i.organization_id = b.organization_id AND i.id = b.item_id
    WHERE b.organization_id = %(organization)s AND b.code = ANY(%(codes)s) AND NOT b.is_stated
        AND b.reason IN ('sale', 'refund') AND b.quantity_milli < 0
    ORDER BY b.moved_at DESC, b.position DESC LIMIT 500
"""
