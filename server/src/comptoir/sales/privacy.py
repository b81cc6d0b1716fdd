"""Whose words stand in the tables of `sales` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="sales.Entry",
        columns="content",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.PURCHASES, Told.PAYMENT, Told.DEEDS, Told.HOURS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    *alike(
        {
            "sales.Sale": "cashier",
            "sales.Tip": "cashier",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    *alike(
        {
            "sales.TenderDetail": "account",
            "sales.Payment": "customer",
        },
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.PAYMENT, Told.DEBT}),
        purpose=Purpose.ACCOUNTS,
        basis=Basis.CONTRACT,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    Personal(
        model="sales.Order",
        columns="cashier customer",
        whose=frozenset({Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.PURCHASES, Told.DEEDS}),
        purpose=Purpose.SELLING,
        basis=Basis.CONTRACT,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    *alike(
        {
            "sales.Session": "opened_by closed_by reason",
            "sales.Incident": "note resolved_by",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS, Told.WORDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    Personal(
        model="sales.Act",
        columns="cashier other reason proof happened_at",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS, Told.HOURS, Told.WORDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    Personal(
        model="sales.Quarantine",
        columns="content note decided_by",
        whose=frozenset({Whose.GUEST, Whose.STAFF}),
        told=frozenset({Told.PURCHASES, Told.DEEDS, Told.WORDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("sales.Entry", "kind digest seal"),
    Plain("sales.Sale", "kind currency price_mode"),
    Plain("sales.Line", "name unit tax_category goes_to"),
    Plain("sales.LineLabel", "lot serial"),
    Plain("sales.TaxSubtotal", "tax_category"),
    Plain("sales.Tender", "kind"),
    Plain("sales.TenderDetail", "currency"),
    Plain("sales.Order", "purpose currency"),
    Plain("sales.Payment", "purpose"),
    Plain("sales.Told", "kind subject"),
    Plain("sales.CouponUse", "code"),
    Plain("sales.BottleDeposit", "voucher"),
    Plain("sales.Tip", "kind"),
    Plain("sales.Act", "deed approved_right"),
    Plain("sales.Discrepancy", "code claimed computed"),
    Plain("sales.Quarantine", "digest seal code state"),
    Plain("sales.Incident", "code"),
)
