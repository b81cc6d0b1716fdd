"""How long France wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Of hours: read in summaries on 27 November 2026; the others from study. To be read again at legifrance.gouv.fr.
TERMS = (
    LegalTerm(Kept.JOURNAL, 72, "LPF art. L102 B"),
    LegalTerm(Kept.INVOICES, 120, "C. com. art. L123-22"),
    LegalTerm(Kept.BOOKS, 120, "C. com. art. L123-22"),
    LegalTerm(Kept.TRACE, 72, "LPF art. L102 B"),
    LegalTerm(Kept.HOURS, 12, "C. trav. art. D3171-16"),
)
