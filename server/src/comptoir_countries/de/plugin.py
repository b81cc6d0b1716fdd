"""What Germany asks (KassenSichV, AO § 146a), and what stands ready: a device that the server asks for its tills."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from comptoir.fiscal.public import Condition, Obligation, Plugin, Slots, State, Value
from comptoir_countries.de.holder import begin, sealer, simulate
from comptoir_countries.de.receipt import qr_text
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
        "tse_name": "Name der TSE, wie ihn der Betreiber des Servers vergab",
        "fault_timeout": "Sie hat nicht rechtzeitig geantwortet.",
        "fault_unreachable": "Der Server erreicht sie nicht.",
        "fault_no_line": "Die Kasse erreicht den Server nicht.",
        "fault_no_device": "Es ist keine TSE gewählt.",
        "fault_broken_off": "Die Verbindung brach ab.",
        "fault_E_DEVICE": "Sie meldet einen Fehler.",
    },
    "fr": {
        "device": "Dispositif technique de sécurité certifié (TSE)",
        "interface": "Interface vers la TSE : panne, lenteur et réponse perdue essayées au simulateur",
        "receipt": "Indications de la TSE et code QR sur le ticket",
        "export": "Export DSFinV-K",
        "registration": "Déclaration des caisses par ELSTER",
        "retention": "Dix ans : rien n’est effacé",
        "tse_name": "Nom de la TSE, donné par celui qui gère le serveur",
        "fault_timeout": "Elle n’a pas répondu à temps.",
        "fault_unreachable": "Le serveur ne l’atteint pas.",
        "fault_no_line": "La caisse n’atteint pas le serveur.",
        "fault_no_device": "Aucune TSE n’est choisie.",
        "fault_broken_off": "La liaison s’est rompue.",
        "fault_E_DEVICE": "Elle signale une erreur.",
    },
    "en": {
        "device": "Certified technical security device (TSE)",
        "interface": "Interface to the TSE: outage, slow and lost answers tried with a simulator",
        "receipt": "What the TSE says, and its QR code, on the receipt",
        "export": "DSFinV-K export",
        "registration": "Registration of tills by ELSTER",
        "retention": "Ten years: nothing is removed",
        "tse_name": "Name of the TSE, as given by whoever runs the server",
        "fault_timeout": "It did not answer in time.",
        "fault_unreachable": "The server does not reach it.",
        "fault_no_line": "The till does not reach the server.",
        "fault_no_device": "No TSE is chosen.",
        "fault_broken_off": "The line broke off.",
        "fault_E_DEVICE": "It reports a fault.",
    },
}

_OUT = "TSE ausgefallen"
# Beside the law's own words, for whoever reads the paper in another language.
_MEANS = {"fr": "dispositif de sécurité en panne", "en": "security device out of order"}
_DEMONSTRATION = {
    "de": "Vorführung: simulierte TSE, kein Beleg im Sinne der KassenSichV",
    "fr": "Démonstration : TSE simulée, sans valeur au sens de la KassenSichV",
    "en": "Demonstration: a simulated TSE, no receipt in the sense of the KassenSichV",
}


def slots(body: Mapping[str, Value], language: str) -> Slots:
    """What a reprint carries: the same as the till's paper (`fiscal/germany.ts`)."""
    said = body.get("fiscal")
    if not isinstance(said, Mapping) or said.get("plugin") != "de":
        return Slots()
    if "outage" in said:
        return Slots((f"{_OUT} · {_MEANS[language]}" if language in _MEANS else _OUT,))
    serial = str(said["serial"])
    lines = (
        f"TSE-Vorgang {said['number']} · Signaturzähler {said['counter']}",
        f"Beginn {_moment(said['start'])} · Ende {_moment(said['log_time'])}",
        f"TSE {serial}",
        *([_DEMONSTRATION.get(language, _DEMONSTRATION["de"])] if serial.startswith("SIMULATED") else []),
    )
    return Slots(lines, qr=qr_text(str(said["client"]), str(said["process_data"]), said))


def _moment(seconds: Value) -> str:
    if not isinstance(seconds, int):
        return str(seconds)
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").removesuffix("+00:00")


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
    slots=slots,
    sealer=sealer,
    begin=begin,
    begin_asks="tse_name",
    simulate=simulate,
    words=WORDS,
)
