"""How long Austria wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Known from study, to be read again at ris.bka.gv.at. Nothing was found for hours: there the usual term is the least.
TERMS = (
    LegalTerm(Kept.JOURNAL, 84, "BAO § 132 (1)", from_year_end=True),
    LegalTerm(Kept.INVOICES, 84, "BAO § 132 (1); UStG 1994 § 11 (2)", from_year_end=True),
    LegalTerm(Kept.BOOKS, 84, "BAO § 132 (1); UGB § 212", from_year_end=True),
    LegalTerm(Kept.TRACE, 84, "BAO § 132 (1)", from_year_end=True),
)
