"""Whose words stand in the tables of `platform` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="platform.LegalEntity",
        columns="name",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.NAME}),
        purpose=Purpose.INVOICING,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.USED,
    ),
    Personal(
        model="platform.AuditEvent",
        columns="person subject details happened_at",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.BACKUPS}),
        kept=Kept.TRACE,
    ),
    Personal(
        model="platform.AuditChange",
        columns="before after",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS, Told.NAME}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.BACKUPS}),
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("platform.Organization", "name country currency locale"),
    Plain("platform.LegalEntity", "registration tax_number"),
    Plain("platform.StoreGroup", "name"),
    Plain("platform.Store", "name address phone timezone price_mode opening_hours first_tab training_only"),
    Plain("platform.SettingValue", "name value"),
    Plain("platform.OutboxRow", "topic digest"),
    Plain("platform.LogRow", "topic digest"),
    Plain("platform.TreeTile", "hashes"),
    Plain("platform.TreeHead", "root note"),
    Plain("platform.ConsumerCursor", "consumer"),
    Plain("platform.AuditEvent", "action"),
    Plain("platform.AuditChange", "kind row"),
)
