"""How long Austria wants things kept."""

from comptoir.fiscal.public import Kept, LegalTerm

# Of hours: a year by labor law, seven for what wages are taxed by (read in a summary on 27 November 2026); the
# others from study. To be read again at ris.bka.gv.at.
TERMS = (
    LegalTerm(Kept.JOURNAL, 84, "BAO § 132 (1)", from_year_end=True),
    LegalTerm(Kept.INVOICES, 84, "BAO § 132 (1); UStG 1994 § 11 (2)", from_year_end=True),
    LegalTerm(Kept.BOOKS, 84, "BAO § 132 (1); UGB § 212", from_year_end=True),
    LegalTerm(Kept.TRACE, 84, "BAO § 132 (1)", from_year_end=True),
    LegalTerm(Kept.HOURS, 84, "BAO § 132 (1)", from_year_end=True),
)
