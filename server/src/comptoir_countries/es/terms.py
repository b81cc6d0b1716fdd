"""How long Spain wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Of hours: read in summaries on 27 November 2026; the others from study. To be read again at boe.es.
TERMS = (
    LegalTerm(Kept.JOURNAL, 72, "CCom art. 30"),
    LegalTerm(Kept.INVOICES, 72, "CCom art. 30; LGT art. 66"),
    LegalTerm(Kept.BOOKS, 72, "CCom art. 30"),
    LegalTerm(Kept.TRACE, 72, "CCom art. 30"),
    LegalTerm(Kept.HOURS, 48, "ET art. 34.9"),
)
