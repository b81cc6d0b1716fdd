"""Whose words stand in the tables of `stock` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="stock.Transfer",
        columns="note sent_by received_by",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS, Told.WORDS}),
        purpose=Purpose.SUPPLY,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
    *alike(
        {
            "stock.Counting": "begun_by decided_by",
            "stock.Tally": "person",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.SUPPLY,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("stock.Movement", "reason"),
    Plain("stock.MovementLot", "lot serial"),
    Plain("stock.LotLevel", "code lot"),
    Plain("stock.LotBooking", "code reason"),
    Plain("stock.Booking", "reason"),
    Plain("stock.Holding", "layers"),
    Plain("stock.Counting", "name state"),
    Plain("stock.TallyLot", "lot serial"),
)
