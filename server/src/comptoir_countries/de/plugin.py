"""What Germany asks (KassenSichV, AO § 146a), and what stands ready: the device interface. No till uses it yet."""

from datetime import date

from comptoir.fiscal.public import Condition, Obligation, Plugin, State
from comptoir_countries.de.terms import TERMS

_LAW = "AO § 146a, KassenSichV"
WORDS = {
    "de": {
        "device": "Zertifizierte technische Sicherheitseinrichtung (TSE)",
        "interface": "Schnittstelle zur TSE: Ausfall, langsame und verlorene Antwort am Simulator erprobt",
        "receipt": "Angaben der TSE und QR-Code auf dem Beleg",
        "export": "DSFinV-K-Export",
        "registration": "Meldung der Kassen über ELSTER",
        "retention": "Zehn Jahre: nichts wird gelöscht",
    },
    "fr": {
        "device": "Dispositif technique de sécurité certifié (TSE)",
        "interface": "Interface vers la TSE : panne, lenteur et réponse perdue essayées au simulateur",
        "receipt": "Indications de la TSE et code QR sur le ticket",
        "export": "Export DSFinV-K",
        "registration": "Déclaration des caisses par ELSTER",
        "retention": "Dix ans : rien n’est effacé",
    },
    "en": {
        "device": "Certified technical security device (TSE)",
        "interface": "Interface to the TSE: outage, slow and lost answers tried with a simulator",
        "receipt": "What the TSE says, and its QR code, on the receipt",
        "export": "DSFinV-K export",
        "registration": "Registration of tills by ELSTER",
        "retention": "Ten years: nothing is removed",
    },
}

PLUGIN = Plugin(
    name="de",
    country="DE",
    law=_LAW,
    conditions=(
        Condition("device", State.YOURS, "BSI TR-03153"),
        Condition("interface", State.PARTLY, "BSI TR-03151; SIGN DE as published"),
        Condition("receipt", State.PARTLY, "KassenSichV § 6; DSFinV-K annex I"),
        Condition("export", State.MISSING, "DSFinV-K 2.4"),
        Condition("registration", State.YOURS, "AO § 146a (4); since 1 January 2025"),
        Condition("retention", State.PREPARED, "AO § 147", "docs/auditor.md"),
    ),
    terms=TERMS,
    obligations=(Obligation("registration", "AO § 146a (4)", date(2025, 1, 1)),),
    words=WORDS,
)
