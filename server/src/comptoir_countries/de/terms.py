"""How long Germany wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Known from study, to be read again at gesetze-im-internet.de: vouchers are eight years since 1 January 2025 (BEG IV).
TERMS = (
    LegalTerm(Kept.JOURNAL, 120, "AO § 147 (3), (4)", from_year_end=True),
    LegalTerm(Kept.INVOICES, 96, "UStG § 14b; AO § 147 (3)", from_year_end=True),
    LegalTerm(Kept.BOOKS, 120, "AO § 147 (3), (4); HGB § 257", from_year_end=True),
    LegalTerm(Kept.TRACE, 120, "AO § 147 (3), (4)", from_year_end=True),
    LegalTerm(Kept.HOURS, 24, "ArbZG § 16 (2); MiLoG § 17 (1)"),
)
