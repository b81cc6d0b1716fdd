"""What France asks of a till, and what stands ready. No device: the till's own seal and chain are what it wants."""

from datetime import date

from comptoir.fiscal.public import Condition, DocumentType, Obligation, Plugin, State
from comptoir_countries.fr.attestation import attestation
from comptoir_countries.fr.terms import TERMS
from comptoir_countries.fr.words import WORDS

_LAW = "CGI art. 286 I 3° bis"
# The version of 19 May 2021, read in part; the act of 2026 is still to be read at its source. A page shows it in any
# language, so it holds no words.
_DOCTRINE = "BOI-TVA-DECLA-30-10-30 (2021-05-19)"

PLUGIN = Plugin(
    name="fr",
    country="FR",
    law=_LAW,
    conditions=(
        Condition("inalterability", State.PREPARED, _DOCTRINE, "docs/auditor.md"),
        Condition("security", State.PREPARED, _DOCTRINE, "docs/developer/journal-format.md"),
        # Tills seal closings of days; those of months and years are added up from them.
        Condition("conservation", State.PARTLY, _DOCTRINE, "/fiscal/closings"),
        Condition("archiving", State.PREPARED, _DOCTRINE, "docs/developer/archive-format.md"),
        Condition("events", State.PARTLY, "NF525", "/fiscal/events"),
        Condition("duplicates", State.PREPARED, "NF525", "docs/auditor.md"),
        Condition("training", State.PREPARED, _DOCTRINE, "docs/auditor.md"),
        Condition("program", State.PREPARED, _DOCTRINE, "/fiscal"),
        Condition("retention", State.PREPARED, "LPF art. L102 B", "docs/auditor.md"),
        Condition("attestation", State.YOURS, f"{_LAW}; LF 2026 art. 125", "/fiscal/attestation"),
        Condition("certificate", State.MISSING, _LAW),
        Condition("e_reporting", State.MISSING, "CGI art. 290 A; begins with e-invoicing, 2026 to 2027"),
    ),
    documents=(
        DocumentType("sale", "ticket"),
        DocumentType("refund", "remboursement"),
        DocumentType("exchange", "échange"),
        DocumentType("copy", "duplicata"),
        DocumentType("training", "entraînement", series="training"),
        DocumentType("closing", "clôture"),
        DocumentType("technical_event", "JET"),
    ),
    terms=TERMS,
    obligations=(
        Obligation("day", _DOCTRINE, date(2018, 1, 1), every="day"),
        Obligation("archive_year", _DOCTRINE, date(2018, 1, 1), every="year"),
    ),
    names_build=True,
    attestation=attestation,
    words=WORDS,
)
