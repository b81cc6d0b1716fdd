"""Reorder points: set by hand, worked out, and held against what is free; who is told, and the claims of their mail."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from comptoir.papers.public import ATTEMPTS_MAX, LEASE, pause_after
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.purchasing.commands import (
    AddRecipient,
    ClaimDigests,
    ConcludeDigest,
    LookForShort,
    NoteWorkedOut,
    RemoveRecipient,
    SetReorderRule,
    WorkOutPoints,
)
from comptoir.purchasing.demand import Horizon, forecast
from comptoir.purchasing.errors import ItemNotBought, StoreUnknown, TermsInvalid
from comptoir.purchasing.models import Recipient, ReorderPoint, ReorderRule, StockWatch
from comptoir.purchasing.operations.suppliers import QUANTITY_MAX, read_address, work_out_again
from comptoir.purchasing.reordering import COVER_DAYS, ORDER_DAYS, Levels, levels
from comptoir.receipts import languages
from comptoir.stock.public import has_shelf

RECIPIENTS_MAX = 20
# Before a shop opens, and after its night's deliveries.
DIGEST_AT = time(6, 30)


@operation
def set_reorder_rule(command: SetReorderRule) -> None:
    """Let a person's reorder point stand, or the one that is worked out again."""
    _check_store(command.store)
    if not has_shelf(command.item):
        raise ItemNotBought
    rules = ReorderRule.objects.filter(
        organization_id=command.organization, store_id=command.store, item_id=command.item
    )
    if command.point_milli is None:
        rules.delete()
    else:
        up_to = command.up_to_milli
        highest = command.point_milli if up_to is None else up_to
        if not 0 <= command.point_milli <= highest <= QUANTITY_MAX:
            raise TermsInvalid
        ReorderRule.objects.update_or_create(
            organization_id=command.organization, store_id=command.store, item_id=command.item,
            defaults={"point_milli": command.point_milli, "up_to_milli": up_to},
        )  # fmt: skip
    work_out_again(command.organization)
    audit.record(
        "purchasing.reorder_point_set", person=command.person, subject=str(command.item), store=str(command.store),
        point_milli="" if command.point_milli is None else str(command.point_milli),
    )  # fmt: skip


@operation
def work_out_points(command: WorkOutPoints) -> int:
    """Work out the points of a store: of what somebody sells to it, and of what a person set; answers how many.

    Only of goods of which it is known how many lie there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"organization": command.organization, "store": command.store})
        rows = cursor.fetchall()
    horizons = [
        Horizon(item, days)
        for item, _, _, lead, *_ in rows
        for days in (lead + ORDER_DAYS, lead + ORDER_DAYS + COVER_DAYS, 7)
    ]
    answers = iter(forecast()(command.store, horizons, command.today))
    points = []
    for (item, unit, supplier, lead, point, up_to), here, following, week in zip(
        rows, answers, answers, answers, strict=True
    ):
        rule = None if point is None else Levels(point, up_to or 0)
        wanted = levels(here, following, week.expected_milli, unit, rule)
        points.append(
            ReorderPoint(
                organization_id=command.organization, store_id=command.store, item_id=item, supplier_id=supplier,
                lead_days=lead, weekly_milli=week.expected_milli, point_milli=wanted.point_milli,
                up_to_milli=wanted.up_to_milli, is_by_hand=rule is not None,
            )
        )  # fmt: skip
    ReorderPoint.objects.filter(organization_id=command.organization, store_id=command.store).delete()
    ReorderPoint.objects.bulk_create(points, batch_size=2_000)
    return len(points)


@operation
def look_for_short(command: LookForShort) -> int:
    """Note what has run short, and forget what is there again; answers how many ran short since the last look."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(command.organization)])
        cursor.execute(_NO_LONGER, {"organization": command.organization})
        cursor.execute(_SHORT, {"organization": command.organization, "now": command.now})
        found: int = cursor.rowcount
    StockWatch.objects.filter(organization_id=command.organization).update(looked_at=command.now)
    return found


@operation
def note_worked_out(command: NoteWorkedOut) -> None:
    """Work out nothing more for some hours, unless something changes."""
    StockWatch.objects.update_or_create(organization_id=command.organization, defaults={"computed_at": command.now})


@operation
def add_recipient(command: AddRecipient) -> bool:
    """Write to one more address. Answers whether it is new. What is short already stands on the page, not in a mail."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(command.organization)])
    known = Recipient.objects.filter(organization_id=command.organization)
    if known.filter(id=command.id).exists():
        return False
    if command.store is not None:
        _check_store(command.store)
    if command.language not in languages() or known.count() >= RECIPIENTS_MAX:
        raise TermsInvalid
    Recipient.objects.create(
        organization_id=command.organization, id=command.id, store_id=command.store,
        address=read_address(command.address), language=command.language, told_until=command.now,
        next_try_at=_next_morning(command.store, command.now),
    )  # fmt: skip
    audit.record("purchasing.recipient_added", person=command.person, subject=str(command.id))
    return True


@operation
def remove_recipient(command: RemoveRecipient) -> bool:
    """Write to them no more. Answers whether they were there."""
    count, _ = Recipient.objects.filter(organization_id=command.organization, id=command.id).delete()
    if count:
        audit.record("purchasing.recipient_removed", person=command.person, subject=str(command.id))
    return bool(count)


@operation
def claim_digests(command: ClaimDigests) -> list[UUID]:
    """Take due recipients for one try each. Two workers never get the same one."""
    due = Recipient.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        organization_id=command.organization, next_try_at__lte=command.now
    )
    taken = [row.id for row in due.order_by("next_try_at", "id")]
    Recipient.objects.filter(organization_id=command.organization, id__in=taken).update(
        attempts=F("attempts") + 1, next_try_at=command.now + LEASE
    )
    return taken


@operation
def conclude_digest(command: ConcludeDigest) -> None:
    """Note how a try ended. After success, and after the last try, the next one is the next morning's."""
    row = (
        Recipient.objects.select_for_update(of=("self",))
        .filter(organization_id=command.organization, id=command.id)
        .first()
    )
    if row is None or row.attempts != command.attempt:
        return  # taken away meanwhile, or concluded by another worker
    row.code = command.code
    if not command.code:
        row.told_until = command.told_until
    if command.code and row.attempts < ATTEMPTS_MAX:
        row.next_try_at = command.now + pause_after(row.attempts)
    else:
        row.attempts, row.next_try_at = 0, _next_morning(row.store_id, command.now)
    row.save(update_fields=["code", "told_until", "next_try_at", "attempts"])


def _next_morning(store: UUID | None, now: datetime) -> datetime:
    """Of the store, or of the first one; by UTC while there is none."""
    zone = ZoneInfo(next((one.timezone for one in stores() if store in (None, one.id)), "UTC"))
    morning = datetime.combine(now.astimezone(zone).date(), DIGEST_AT, zone)
    if morning <= now:
        morning = datetime.combine(morning.date() + timedelta(days=1), DIGEST_AT, zone)
    return morning.astimezone(UTC)


def _check_store(store: UUID) -> None:
    if all(one.id != store for one in stores()):
        raise StoreUnknown


LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.short:' || %s, 0))"
# Goods that are known to lie there. Of several suppliers the one who asks for least.
_CANDIDATES = """
    SELECT i.id, i.unit, o.supplier_id, coalesce(o.lead_days, 0), r.point_milli, r.up_to_milli
    FROM stock_level v
    JOIN catalog_item i ON i.organization_id = v.organization_id AND i.id = v.item_id AND NOT i.is_archived
    LEFT JOIN LATERAL (
        SELECT f.supplier_id, s.lead_days FROM purchasing_offer f
        JOIN purchasing_supplier s ON s.organization_id = f.organization_id AND s.id = f.supplier_id
        WHERE f.organization_id = v.organization_id AND f.item_id = v.item_id AND NOT s.is_ended
        ORDER BY f.unit_cost, s.name, s.id LIMIT 1
    ) o ON true
    LEFT JOIN purchasing_reorder_rule r ON r.organization_id = v.organization_id AND r.store_id = v.store_id
        AND r.item_id = v.item_id
    WHERE v.organization_id = %(organization)s AND v.store_id = %(store)s AND v.counted_at IS NOT NULL
        AND (o.supplier_id IS NOT NULL OR r.item_id IS NOT NULL)
    ORDER BY i.id
"""
# What is free: on hand, less what is kept aside for customers.
FREE = """
    SELECT p.organization_id, p.store_id, p.item_id, p.point_milli, v.on_hand_milli - coalesce((
        SELECT sum(r.quantity_milli) FROM stock_reservation r
        JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
        WHERE r.organization_id = p.organization_id AND r.item_id = p.item_id AND r.store_id = p.store_id
            AND (r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date)
    ), 0)::int8 AS free_milli
    FROM purchasing_reorder_point p
    JOIN stock_level v ON v.organization_id = p.organization_id AND v.store_id = p.store_id AND v.item_id = p.item_id
    WHERE p.organization_id = %(organization)s AND p.point_milli > 0
"""
_NO_LONGER = f"""
    DELETE FROM purchasing_low_stock w WHERE w.organization_id = %(organization)s AND NOT EXISTS (
        SELECT FROM ({FREE}) f WHERE f.store_id = w.store_id AND f.item_id = w.item_id
            AND f.free_milli <= f.point_milli
    )
"""  # noqa: S608  # a statement of ours; every value is a parameter
_SHORT = f"""
    WITH short AS (
        INSERT INTO purchasing_low_stock (organization_id, store_id, item_id, since)
        SELECT f.organization_id, f.store_id, f.item_id, %(now)s FROM ({FREE}) f WHERE f.free_milli <= f.point_milli
        ON CONFLICT DO NOTHING RETURNING organization_id, item_id
    )
    INSERT INTO platform_outbox (organization_id, topic, subject)
    SELECT organization_id, 'purchasing.ran_short', item_id FROM short
"""  # noqa: S608
