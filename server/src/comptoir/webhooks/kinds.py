"""What a program may hear of, in words of the trade, and where in the log it stands. Pure."""

from collections.abc import Mapping

TEST = "webhook.test"
# By the log's topic; an entry's is followed by its kind. A topic that is not here is nobody's business outside.
KINDS: Mapping[str, str] = {
    "sales.entry:sale": "sale.sealed",
    "sales.entry:refund": "refund.sealed",
    "sales.entry:exchange": "exchange.sealed",
    "sales.entry:payment": "payment.sealed",
    "sales.entry:order": "order.sealed",
    "sales.entry:tender_correction": "tender.corrected",
    "sales.entry:opening": "day.opened",
    "sales.entry:closing": "day.closed",
    "payments.attempt_approved": "payment.approved",
    "payments.attempt_declined": "payment.declined",
    "payments.attempt_unknown": "payment.unknown",
    "links.paid": "link.paid",
    "links.part_paid": "link.part_paid",
    "invoices.invoice": "invoice.made",
    "invoices.prepayment": "invoice.made",
    "invoices.credit_note": "credit_note.made",
    "catalog.product_added": "article.added",
    "catalog.product_edited": "article.changed",
    "catalog.product_archived": "article.archived",
    "catalog.product_restored": "article.restored",
    "catalog.price_changed": "price.changed",
    "catalog.imported": "articles.imported",
    "stock.counted": "stock.counted",
    "stock.lost": "stock.lost",
    "purchasing.ran_short": "stock.low",
    "stock.transfer_sent": "transfer.sent",
    "stock.transfer_received": "transfer.received",
    "purchasing.goods_received": "goods.received",
    "purchasing.goods_returned": "goods.returned",
    "papers.delivery_failed": "receipt.undelivered",
    "tills.enrolled": "till.enrolled",
    "tills.revoked": "till.revoked",
}
ALL = tuple(dict.fromkeys(KINDS.values()))
# Where the interface tells the whole of it.
ADDRESSES: Mapping[str, str] = {
    **dict.fromkeys(
        ("sale.sealed", "refund.sealed", "exchange.sealed", "payment.sealed", "tender.corrected"), "/api/v1/sales/{id}"
    ),
    **dict.fromkeys(
        ("article.added", "article.changed", "article.archived", "article.restored", "price.changed", "stock.low"),
        "/api/v1/articles/{id}",
    ),
}
