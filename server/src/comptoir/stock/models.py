"""Movements are inserted and never changed; counts and worth are folded from them.

What is kept aside follows the orders; transfers and countings are documents that lead to movements.
"""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class Movement(TenantModel):
    """Goods that came (positive) or went (negative), by the document that says why."""

    class Reason(models.TextChoices):
        SALE = "sale"
        REFUND = "refund"
        RECEIPT = "receipt"
        COUNT = "count"
        LOSS = "loss"
        DAMAGED = "damaged"
        SUPPLIER = "supplier"
        WASTE = "waste"
        TRANSFER = "transfer"

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    quantity_milli = models.BigIntegerField()
    reason = models.CharField(max_length=8, choices=Reason)
    moved_at = models.DateTimeField()

    class Meta:
        # Losses are rare among sales, and are walked by themselves.
        indexes = (
            models.Index(
                fields=["organization", "document", "line"], name="movement_of_loss",
                condition=models.Q(reason__in=["loss", "damaged", "waste"]),
            ),
        )  # fmt: skip


class MovementCost(TenantModel):
    """What the goods of a movement were bought for, without tax: of those whose document says that.

    It stands beside, because most movements are sales: an ordinary one pays nothing for it.
    """

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    cost = models.BigIntegerField()

    class Meta:
        db_table = "stock_movement_cost"
        constraints = (models.CheckConstraint(condition=models.Q(cost__gte=0), name="movement_cost_possible"),)


class MovementLot(TenantModel):
    """Which lots or pieces a movement moved, where its document says that: the office asks, a till reads it on a code.

    It stands beside, because most goods have no lot. Signed as the movement is; `is_count`: so many lie there.
    """

    pk = models.CompositePrimaryKey("organization_id", "document", "line", "number")
    document = models.UUIDField()
    line = models.IntegerField()
    number = models.IntegerField()
    lot = models.TextField(default="", db_default="")
    serial = models.TextField(default="", db_default="")
    expires = models.DateField(null=True)
    quantity_milli = models.BigIntegerField()
    is_count = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "stock_movement_lot"


class LotLevel(TenantModel):
    """How many of a lot lie in a store, or whether a piece with a serial number does. Derived with the bookings.

    `code` is the serial number, the lot, or the day of goods of which only their last day is known. What is on hand
    and in no lot nobody has said a lot of.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id", "is_serial", "code")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    is_serial = models.BooleanField()
    code = models.TextField()
    lot = models.TextField()
    expires = models.DateField(null=True)
    on_hand_milli = models.BigIntegerField()
    # The place in the log where it was first heard of.
    since = models.BigIntegerField()

    class Meta:
        db_table = "stock_lot_level"
        indexes = (
            models.Index(
                fields=["organization", "store", "expires"], name="lot_by_last_day",
                condition=models.Q(on_hand_milli__gt=0),
            ),
            models.Index(fields=["organization", "code"], name="lot_by_code"),
        )  # fmt: skip


class LotBooking(TenantModel):
    """What a movement changed in a lot: as its document says, or (`is_stated` false) as is presumed. Derived."""

    pk = models.CompositePrimaryKey("organization_id", "position", "line", "is_serial", "code", "is_stated")
    position = models.BigIntegerField()
    line = models.IntegerField()
    is_serial = models.BooleanField()
    code = models.TextField()
    is_stated = models.BooleanField()
    document = models.UUIDField()
    store_id = models.UUIDField()
    item_id = models.UUIDField()
    reason = models.CharField(max_length=8)
    quantity_milli = models.BigIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "stock_lot_booking"
        indexes = (
            models.Index(fields=["organization", "item_id", "store_id", "code"], name="lot_booking_by_item"),
            models.Index(fields=["organization", "code"], name="lot_booking_by_code"),
            models.Index(fields=["organization", "document"], name="lot_booking_by_document"),
        )


class Level(TenantModel):
    """How many there are, as of the fold's cursor, and when somebody last counted. Derived from movements.

    What was never counted is no stock: it only says how many went.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    on_hand_milli = models.BigIntegerField()
    counted_at = models.DateTimeField(null=True)


class Reservation(TenantModel):
    """Goods that lie there for a customer: on hand, and not free. `document` is the order's entry.

    There is a row while the order is open; `until` is its last day, on the store's calendar, where it has one. Derived
    from the entries of the order, as the cursor of `comptoir.sales.reservations` has read them.
    """

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    quantity_milli = models.BigIntegerField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "item", "store"], name="reservation_by_item"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(quantity_milli__gt=0), name="reservation_is_something"),
        )


class Booking(TenantModel):
    """A movement at its place in the log, and what it changed in the worth of its shelf: an article's page reads it.

    Derived (`valuing.py`); `document` and `line` are the movement's. The worth of a shelf at any moment is the sum of
    its bookings until then.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id", "position", "line")
    store_id = models.UUIDField()
    item_id = models.UUIDField()
    position = models.BigIntegerField()
    line = models.IntegerField()
    document = models.UUIDField()
    reason = models.CharField(max_length=8)
    quantity_milli = models.BigIntegerField()
    moved_at = models.DateTimeField()
    average = models.BigIntegerField()
    fifo = models.BigIntegerField()

    class Meta:
        # What a sale had cost is asked by the sale.
        indexes = (models.Index(fields=["organization", "document"], name="booking_by_document"),)


class SoldDay(TenantModel):
    """What was sold of a shelf on a day of the store's calendar, refunds taken off, and what it had cost by each way.

    Derived with the bookings, in their transaction: of packs and menus it is the goods that left. Demand is
    forecast from it, and `public.costs_by_item` reads the cost of a period from it.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id", "day")
    store_id = models.UUIDField()
    item_id = models.UUIDField()
    day = models.DateField()
    sold_milli = models.BigIntegerField()
    average = models.BigIntegerField()
    fifo = models.BigIntegerField()

    class Meta:
        db_table = "stock_sold_day"
        indexes = (models.Index(fields=["organization", "store_id", "day"], name="sold_by_day"),)


class Holding(TenantModel):
    """A shelf as the bookings have left it (`valuation.Holding`): where the follower goes on. Derived."""

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store_id = models.UUIDField()
    item_id = models.UUIDField()
    quantity_milli = models.BigIntegerField()
    average = models.BigIntegerField()
    fifo = models.BigIntegerField()
    known_milli = models.BigIntegerField()
    known_cost = models.BigIntegerField()
    # Flat: quantity, cost, quantity, cost …, the oldest first.
    layers = models.JSONField()


class Transfer(TenantModel):
    """Goods on their way from one store to another. The id is the document by which they left, `arrival` the one by
    which they came; between the two they lie nowhere.
    """

    id = identifier()
    origin = reference("platform.Store", db_index=False)
    destination = reference("platform.Store", db_index=False)
    note = models.TextField(blank=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    arrival = models.UUIDField(null=True)
    received_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "arrival"], name="transfer_by_arrival"),
            models.Index(fields=["organization", "-sent_at"], name="transfer_by_time"),
        )
        constraints = (
            models.CheckConstraint(condition=~models.Q(origin=models.F("destination")), name="transfer_goes_somewhere"),
        )


class TransferLine(TenantModel):
    """What was sent of an article, and what came (null: nobody has received it yet)."""

    pk = models.CompositePrimaryKey("organization_id", "transfer_id", "number")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    number = models.IntegerField()
    item = reference("catalog.Item", db_index=False)
    sent_milli = models.BigIntegerField()
    received_milli = models.BigIntegerField(null=True)

    class Meta:
        db_table = "stock_transfer_line"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sent_milli__gte=0)
                & (models.Q(received_milli__isnull=True) | models.Q(received_milli__gte=0)),
                name="transfer_line_possible",
            ),
        )


class Transit(TenantModel):
    """What goods on their way are worth: what left their origin's shelf. Derived with the bookings."""

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    quantity_milli = models.BigIntegerField()
    average = models.BigIntegerField()
    fifo = models.BigIntegerField()


class Counting(TenantModel):
    """People count a store, a category of it, or what lies on a shelf; somebody who may decides on the differences.

    `after` is the log's position when it began: what moved later than a figure was counted stands behind it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        BOOKED = "booked"
        DROPPED = "dropped"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    category = reference("catalog.Category", null=True, db_index=False)
    name = models.TextField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    after = models.BigIntegerField()
    begun_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "-begun_at"], name="counting_by_time"),)


class Tally(TenantModel):
    """So many of an article, counted by one person at one moment. What was counted is the sum of an article's tallies:
    two people at two shelves add up, and a correction is a tally below zero. Rows are only added.
    """

    pk = models.CompositePrimaryKey("organization_id", "sheet", "item_id")
    # The page that was sent: sent twice, it counts once.
    sheet = models.UUIDField()
    item = reference("catalog.Item", db_index=False)
    counting = reference("stock.Counting", db_index=False)
    quantity_milli = models.BigIntegerField()
    person = models.UUIDField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["organization", "counting", "item"], name="tally_by_counting"),)


class TallyLot(TenantModel):
    """Of which lots a tally's goods are; what it does not name, nobody looked at the lot of."""

    pk = models.CompositePrimaryKey("organization_id", "sheet", "item_id", "number")
    sheet = models.UUIDField()
    item = reference("catalog.Item", db_index=False)
    number = models.IntegerField()
    counting = reference("stock.Counting", db_index=False)
    lot = models.TextField(default="", db_default="")
    serial = models.TextField(default="", db_default="")
    expires = models.DateField(null=True)
    quantity_milli = models.BigIntegerField()

    class Meta:
        db_table = "stock_tally_lot"
        indexes = (models.Index(fields=["organization", "counting"], name="tally_lot_by_counting"),)
