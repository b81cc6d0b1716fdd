"""What Spain asks (Veri*factu), and what stands ready: the fingerprint and the queue. No record is made or sent yet."""

from datetime import date

from comptoir.fiscal.public import Condition, Obligation, Plugin, State
from comptoir_countries.es.terms import TERMS

_LAW = "RD 1007/2023, Orden HAC/1177/2024; dates moved by RDL 15/2025"
WORDS = {
    "fr": {
        "fingerprint": "Empreinte des enregistrements, égale aux trois exemples publics",
        "queue": "File d’envoi avec reprises et preuves",
        "records": "Enregistrements de facturation (XML) et leur envoi",
        "qr": "Code QR de contrôle sur les tickets",
        "in_force": "Obligatoire : sociétés au 1er janvier 2027, autres au 1er juillet 2027",
        "es-verifactu": "Administration fiscale (Veri*factu)",
        "fault_no_answer": "Elle ne répond pas.",
        "fault_reply_lost": "Sa réponse s’est perdue en route.",
        "fault_1100": "Elle a refusé l’enregistrement (code 1100).",
    },
    "de": {
        "fingerprint": "Fingerabdruck der Datensätze, gleich den drei öffentlichen Beispielen",
        "queue": "Sendewarteschlange mit Wiederholung und Nachweis",
        "records": "Rechnungsdatensätze (XML) und ihr Versand",
        "qr": "QR-Code zur Prüfung auf Belegen",
        "in_force": "Pflicht: Gesellschaften ab 1. Januar 2027, andere ab 1. Juli 2027",
        "es-verifactu": "Finanzamt (Veri*factu)",
        "fault_no_answer": "Es antwortet nicht.",
        "fault_reply_lost": "Seine Antwort ging unterwegs verloren.",
        "fault_1100": "Es hat den Datensatz abgewiesen (Code 1100).",
    },
    "en": {
        "fingerprint": "Fingerprint of records, equal to the three public examples",
        "queue": "Send queue with repeats and proof",
        "records": "Billing records (XML), and sending them",
        "qr": "QR code for checking on receipts",
        "in_force": "In force: companies on 1 January 2027, others on 1 July 2027",
        "es-verifactu": "Tax office (Veri*factu)",
        "fault_no_answer": "It does not answer.",
        "fault_reply_lost": "Its answer was lost on the way.",
        "fault_1100": "It rejected the record (code 1100).",
    },
}

PLUGIN = Plugin(
    name="es",
    country="ES",
    law=_LAW,
    conditions=(
        Condition("fingerprint", State.PREPARED, "AEAT, huella 0.1.2, 27 August 2024"),
        Condition("queue", State.PREPARED, _LAW),
        Condition("records", State.MISSING, _LAW),
        Condition("qr", State.MISSING, _LAW),
    ),
    terms=TERMS,
    obligations=(Obligation("in_force", "RDL 15/2025, as read in summaries", date(2027, 1, 1)),),
    words=WORDS,
)
