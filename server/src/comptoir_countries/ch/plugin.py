"""What Switzerland asks of a till and its books, and what stands ready. No device, no seal of its own."""

from datetime import date

from comptoir.fiscal.public import Condition, Obligation, Plugin, State
from comptoir_countries.ch.terms import TERMS

_UNREAD = "to be read again at fedlex.admin.ch"

WORDS = {
    "de": {
        "integrity": "Bücher lassen sich nicht unbemerkt ändern",
        "kept_ten_years": "Bücher und Belege bleiben zehn Jahre lesbar",
        "archive_apart": "Archivierte Daten liegen getrennt von den laufenden und sind zugeordnet",
        "described": "Aufbau und Ablauf sind beschrieben",
        "cash_rounding": "Bargeld wird auf 5 Rappen gerundet, Karten nicht",
        "qr_bill": "Rechnungen auf Kundenkonto tragen den Zahlteil der QR-Rechnung",
    },
    "fr": {
        "integrity": "Les livres ne peuvent pas être modifiés sans que cela se voie",
        "kept_ten_years": "Livres et pièces restent lisibles dix ans",
        "archive_apart": "Les données archivées sont séparées des données courantes et attribuées à quelqu’un",
        "described": "Structure et procédure sont décrites",
        "cash_rounding": "Les espèces sont arrondies à 5 centimes, les cartes non",
        "qr_bill": "Les factures en compte client portent la section paiement de la QR-facture",
    },
    "en": {
        "integrity": "Books cannot be changed unseen",
        "kept_ten_years": "Books and vouchers stay readable for ten years",
        "archive_apart": "Archived data lies apart from current data, and somebody answers for it",
        "described": "Structure and procedure are described",
        "cash_rounding": "Cash is rounded to 5 centimes, cards are not",
        "qr_bill": "Invoices on a customer's account carry the payment part of the QR-bill",
    },
}

PLUGIN = Plugin(
    name="ch",
    country="CH",
    law="OR/CO Art. 957a, 958f; GeBüV/Olico",
    conditions=(
        Condition("integrity", State.PREPARED, f"GeBüV Art. 3, 9 ({_UNREAD})", "docs/auditor.md"),
        Condition("kept_ten_years", State.YOURS, f"OR Art. 958f ({_UNREAD})"),
        Condition("archive_apart", State.YOURS, f"GeBüV Art. 5 to 8 ({_UNREAD})"),
        Condition("described", State.PREPARED, f"GeBüV Art. 4 ({_UNREAD})", "docs/developer/journal-format.md"),
        Condition("cash_rounding", State.PREPARED, "conformance/cash_rounding_table.json"),
        Condition(
            "qr_bill", State.PREPARED, "SIX, Implementation Guidelines QR-bill 2.3", "docs/countries/switzerland.md"
        ),
    ),
    terms=TERMS,
    obligations=(Obligation("kept_ten_years", "OR Art. 958f", date(2013, 1, 1), every="year"),),
    words=WORDS,
)
