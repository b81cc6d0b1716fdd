"""What Austria asks of a till, and what stands ready. Without a certified device it is a demonstration."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from comptoir.fiscal.public import (
    Condition,
    DatedMapping,
    DocumentType,
    Export,
    Frame,
    Obligation,
    Plugin,
    Row,
    Slots,
    State,
    Value,
)
from comptoir_at.categories import RATES
from comptoir_at.machine_code import DEVICE_FAILED, Malformed, is_unsigned, qr_text
from comptoir_countries.at.files import write_dep7, write_dep131, write_keys, write_registration
from comptoir_countries.at.holder import begin, simulate
from comptoir_countries.at.registers import status
from comptoir_countries.at.terms import TERMS
from comptoir_countries.at.words import WORDS

_RKSV: Final = "RKSV, BGBl. II Nr. 410/2015 (known by its reference till; to be read again at ris.bka.gv.at)"
_MARKS = {"training": "TRAININGSBELEG", "cancellation": "STORNOBELEG", "zero": "NULLBELEG", "start": "STARTBELEG"}
_DEMONSTRATION = {
    "de": "Vorführung: mit einem Schlüssel in Software signiert, kein Beleg im Sinne der RKSV",
    "fr": "Démonstration : signé par une clé logicielle, sans valeur au sens de la RKSV",
    "en": "Demonstration: signed by a key in software, no receipt in the sense of the RKSV",
}


def slots(body: Mapping[str, Value], language: str) -> Slots:
    """What a reprint carries: the same as the till's paper (`fiscal/austria/module.ts`)."""
    said = body.get("fiscal")
    if not isinstance(said, Mapping) or said.get("plugin") != "at":
        return Slots()
    jws = said.get("jws")
    if not isinstance(jws, str):
        return Slots((DEVICE_FAILED,) if "outage" in said else ())
    try:
        code = qr_text(jws)
    except Malformed:
        return Slots()
    mark = _MARKS.get(str(said.get("receipt")))
    lines = (
        *([mark] if mark else []),
        f"Kassen-ID: {code.split('_')[2]}",
        *([DEVICE_FAILED] if is_unsigned(jws) else []),
        *([_DEMONSTRATION.get(language, _DEMONSTRATION["de"])] if "software" in said else []),
    )
    return Slots(lines, qr=code)


PLUGIN = Plugin(
    name="at",
    country="AT",
    law="BAO § 131b, RKSV",
    conditions=(
        Condition("signed", State.PREPARED, _RKSV, "docs/countries/austria.md"),
        # The interface is there; no card and no service was ever connected to it.
        Condition("device", State.MISSING, "RKSV §§ 12 to 14", "docs/countries/austria.md"),
        Condition("counter", State.PREPARED, "Detailspezifikation 8 to 10"),
        Condition("special_receipts", State.PREPARED, "RKSV §§ 6, 8, 17"),
        Condition("outage", State.PREPARED, "RKSV § 17"),
        Condition("paper", State.PREPARED, "RKSV § 10"),
        Condition("dep7", State.PREPARED, "Detailspezifikation 3"),
        Condition("dep131", State.PARTLY, "BAO § 131"),
        Condition("registration", State.YOURS, "RKSV § 16"),
        Condition("quarterly_copy", State.YOURS, "RKSV § 7 (3)"),
        Condition("year_check", State.YOURS, "RKSV § 8 (3)"),
    ),
    documents=(
        DocumentType("sale", "standard"),
        DocumentType("exchange", "standard"),
        DocumentType("payment", "standard"),
        DocumentType("refund", "cancellation"),
        DocumentType("training", "training"),
        DocumentType("technical_event", "zero"),
    ),
    mappings=(
        DatedMapping(
            "tax_column",
            tuple(Row(str(row.tax_rate_ppm), row.column.value, row.valid_from, row.source) for row in RATES),
        ),
    ),
    terms=TERMS,
    obligations=(
        Obligation("special_receipts", "RKSV § 8", date(2017, 4, 1), every="month"),
        Obligation("quarterly_copy", "RKSV § 7 (3)", date(2017, 4, 1), every="quarter"),
        Obligation("year_check", "RKSV § 8 (3)", date(2017, 4, 1), every="year"),
    ),
    exports=(
        Export("dep7", Frame.JSON, write_dep7),
        Export("dep131", Frame.JSON, write_dep131),
        Export("keys", Frame.JSON, write_keys, is_secret=True),
        Export("registration", Frame.JSON, write_registration, is_secret=True),
    ),
    slots=slots,
    status=status,
    begin=begin,
    begin_asks="company",
    simulate=simulate,
    words=WORDS,
)
