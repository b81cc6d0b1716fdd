"""What somebody counted of one article, and what an import says lies there."""

from django.db import connection

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.stock.commands import CountItem, CountNewItems
from comptoir.stock.errors import CountElsewhere, CountInvalid
from comptoir.stock.goods import lots_of
from comptoir.stock.models import Movement
from comptoir.stock.movements import Moved, record_movements
from comptoir.stock.shelves import has_shelf

QUANTITY_MAX = 1_000_000_000_000
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.count:' || %s || %s, 0))"
# Everything that moved and is committed, in one glance: what the fold has read, what the log holds beyond its cursor,
# and what still waits in the outbox. A fold that runs meanwhile changes neither more nor less than the sum's parts.
ON_HAND = """
    WITH behind AS (
        SELECT l.subject FROM platform_log l
        WHERE l.organization_id = %(organization)s AND l.position > coalesce((
            SELECT position FROM platform_consumer_cursor
            WHERE organization_id = %(organization)s AND consumer = 'stock'
        ), 0)
        UNION ALL
        SELECT o.subject FROM platform_outbox o WHERE o.organization_id = %(organization)s
    )
    SELECT coalesce((
        SELECT on_hand_milli FROM stock_level
        WHERE organization_id = %(organization)s AND store_id = %(store)s AND item_id = %(item)s
    ), 0) + coalesce((
        SELECT sum(m.quantity_milli) FROM behind CROSS JOIN LATERAL (
            SELECT quantity_milli, store_id, item_id FROM stock_movement
            WHERE organization_id = %(organization)s AND document = behind.subject OFFSET 0
        ) m WHERE m.store_id = %(store)s AND m.item_id = %(item)s
    ), 0)
"""


@operation
def count_item(command: CountItem) -> bool:
    """Let what somebody counted be what is on hand; the difference is a movement. Answers whether it is new.

    Two who count the same goods at once are put in a row: the second count is what stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(command.store), str(command.item)])
    if Movement.objects.filter(organization_id=command.organization, document=command.id).exists():
        return False
    if not 0 <= command.quantity_milli <= QUANTITY_MAX:
        raise CountInvalid(field="quantity")
    if not has_shelf(command.item) or all(store.id != command.store for store in stores()):
        raise CountElsewhere(field="store")
    lots = lots_of(command.item, command.lots, command.quantity_milli)
    with connection.cursor() as cursor:
        places = {"organization": command.organization, "store": command.store, "item": command.item}
        cursor.execute(ON_HAND, places)
        [before] = cursor.fetchone()
    difference = Moved(
        document=command.id, line=1, store=command.store, item=command.item,
        quantity_milli=command.quantity_milli - int(before), reason=Movement.Reason.COUNT, moved_at=command.now,
        lots=lots, are_counted=True,
    )  # fmt: skip
    record_movements([difference])
    emit("stock.counted", command.id)
    audit.record(
        "stock.counted", person=command.person, subject=str(command.item), store=str(command.store),
        quantity_milli=str(command.quantity_milli), before_milli=str(before),
    )  # fmt: skip
    return True


@operation
def count_new_items(command: CountNewItems) -> bool:
    """Book in what lies there of items that an import has just made. Answers whether it is new."""
    if Movement.objects.filter(organization_id=command.organization, document=command.id).exists():
        return False
    known = {store.id for store in stores()}
    if any(store not in known or abs(milli) > QUANTITY_MAX for store, _, milli in command.counts):
        raise CountInvalid(field="quantity")
    record_movements([
        Moved(
            document=command.id, line=line, store=store, item=item, quantity_milli=milli,
            reason=Movement.Reason.COUNT, moved_at=command.now,
        )
        for line, (store, item, milli) in enumerate(command.counts, start=1)
    ])  # fmt: skip
    emit("stock.counted", command.id)
    audit.record("stock.counted_new", person=command.person, subject=str(command.id), count=len(command.counts))
    return True
