"""Whose words stand in the tables of `catalog` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    *alike(
        {
            "catalog.Price": "person",
            "catalog.PriceList": "person",
            "catalog.PriceListEntry": "person",
            "catalog.Promotion": "person",
            "catalog.CouponCode": "person",
            "catalog.SoldOut": "person",
            "catalog.Favorites": "person",
            "catalog.ModifierGroup": "person",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("catalog.Category", "name color restriction"),
    Plain("catalog.Product", "name"),
    Plain("catalog.Item", "name folded unit"),
    Plain("catalog.Barcode", "code"),
    Plain("catalog.Price", "tax_category"),
    Plain("catalog.ScaleLabel", "prefix kind"),
    Plain("catalog.CustomerGroup", "name"),
    Plain("catalog.PriceList", "document"),
    Plain("catalog.Promotion", "document"),
    Plain("catalog.CouponCode", "coupon code"),
    Plain("catalog.FeedRow", "kind"),
    Plain("catalog.Chunk", "digest body"),
    Plain("catalog.Snapshot", "chunks"),
    Plain(
        "catalog.ItemTraits",
        "choices options photo ingredients restriction modifiers bundle deposits net_unit origin tracking",
    ),
    Plain("catalog.Photo", "digest body"),
    Plain("catalog.Favorites", "items"),
    Plain("catalog.Restriction", "code closed"),
    Plain("catalog.ModifierGroup", "document"),
    Plain("catalog.GoodsVersion", "document"),
    Plain("catalog.BottleVoucherPattern", "pattern"),
)
