"""How long Germany wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Eight years for vouchers since 1 January 2025 (BEG IV): read in summaries on 27 November 2026; the others from study.
# To be read again at gesetze-im-internet.de.
TERMS = (
    LegalTerm(Kept.JOURNAL, 120, "AO § 147 (3), (4)", from_year_end=True),
    LegalTerm(Kept.INVOICES, 96, "UStG § 14b; AO § 147 (3)", from_year_end=True),
    LegalTerm(Kept.BOOKS, 120, "AO § 147 (3), (4); HGB § 257", from_year_end=True),
    LegalTerm(Kept.TRACE, 120, "AO § 147 (3), (4)", from_year_end=True),
    LegalTerm(Kept.HOURS, 24, "ArbZG § 16 (2); MiLoG § 17 (1)"),
)
