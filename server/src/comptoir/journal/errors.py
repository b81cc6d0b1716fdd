"""Why bytes are not an entry of format 1. The ledger turns these codes into quarantine reasons."""

from comptoir.kernel import Category, DomainError


class JournalError(DomainError):
    """Something sealed or signed is not what it should be."""

    code = "journal.refused"
    category = Category.INVALID


class NotCanonical(JournalError):
    """The value has no canonical form, or no place in an entry (see `reason`)."""

    code = "journal.not_canonical"


class EntryTooLarge(JournalError):
    """More than ENTRY_BYTES_MAX."""

    code = "journal.too_large"


class EntryTooDeep(JournalError):
    """Nested deeper than ENTRY_DEPTH_MAX."""

    code = "journal.too_deep"


class EntryUnreadable(JournalError):
    """Not an envelope of format 1."""

    code = "journal.unreadable"


class KeyInvalid(JournalError):
    """Not the uncompressed point of a P-256 key, or not 32 bytes of Ed25519."""

    code = "journal.key_invalid"


class EssentialsUnreadable(JournalError):
    """Not the text of a receipt's QR."""

    code = "journal.essentials_unreadable"


class CertificateUnreadable(JournalError):
    """Not the text of an enrolment certificate."""

    code = "journal.certificate_unreadable"
