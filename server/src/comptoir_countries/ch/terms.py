"""How long Switzerland wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Of hours: read in summaries on 27 November 2026; the others from study. The business year is taken
# for the calendar year. To be read again at fedlex.admin.ch.
TERMS = (
    LegalTerm(Kept.JOURNAL, 120, "OR Art. 958f", from_year_end=True),
    LegalTerm(Kept.INVOICES, 120, "OR Art. 958f; MWSTG Art. 70", from_year_end=True),
    LegalTerm(Kept.BOOKS, 120, "OR Art. 958f", from_year_end=True),
    LegalTerm(Kept.TRACE, 120, "OR Art. 958f", from_year_end=True),
    LegalTerm(Kept.HOURS, 60, "ArGV 1 Art. 73 (2)"),
)
