"""DATEV's batch of bookings: EXTF 700, category 21, format version 13 (developer.datev.de, "Buchungsstapel"). Pure.

Each row has two accounts. The other one is always the clearing account, which is even again at the end of a day. An
account that books tax by itself is given the gross amount; an ordinary one the tax code that asks for it; where
neither is known, net and tax are two rows. Characters are Windows-1252, rows end with CR LF.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comptoir.accounting.charts import Number
from comptoir.accounting.errors import AccountMissing, AdviserMissing
from comptoir.accounting.files import Paper, check, check_amounts, decimal, plain_text
from comptoir.accounting.journal import BookDay
from comptoir.accounting.postings import PPM, Account, Posting
from comptoir.accounting.roles import Role
from comptoir.kernel import divide_half_away

LENGTH_MIN, LENGTH_MAX = 4, 8
TEXT_MAX = 60
# Ten digits before the comma and two behind it ("Umsatz").
DATEV_AMOUNT_MAX = 999_999_999_999
_SKR = {"skr03": "03", "skr04": "04"}
_FIRST = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
    "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
    "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
    "Beleglink",
)  # fmt: skip
_MIDDLE = (
    "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
)  # fmt: skip
_LAST = (
    "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
    "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
    "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer",
    "Identifikationsnummer", "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt",
    "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit",
    "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position",
    "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
)  # fmt: skip
COLUMNS = (
    *_FIRST,
    *(f"Beleginfo - {what} {number}" for number in range(1, 9) for what in ("Art", "Inhalt")),
    *_MIDDLE,
    *(f"Zusatzinformation - {what} {number}" for number in range(1, 21) for what in ("Art", "Inhalt")),
    *_LAST,
)
_AMOUNT, _SIDE, _UNIT, _ACCOUNT, _OTHER, _CODE, _DAY, _DOCUMENT, _TEXT, _FIXED = (
    COLUMNS.index(name)
    for name in (
        "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Konto",
        "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Buchungstext",
        "Festschreibung",
    )
)  # fmt: skip


def datev_file(paper: Paper, *, chart: str, adviser: str, client: str, now: datetime) -> bytes:
    """The whole file, or a refusal."""
    if not adviser or not client:
        raise AdviserMissing
    check(paper, one_year=True)
    check_amounts(paper, DATEV_AMOUNT_MAX)
    bookings = list(_bookings(paper))
    longest = max((len(booking.number.number) for booking in bookings), default=LENGTH_MIN)
    length = min(max(LENGTH_MIN, longest), LENGTH_MAX)
    rows = [_header(paper, chart, adviser, client, now, length), ";".join(COLUMNS)]
    rows += [_row(paper, booking, length) for booking in bookings]
    return "".join(f"{row}\r\n" for row in rows).encode("cp1252", "replace")


def tax_apart(paper: Paper) -> int:
    """What DATEV will reckon as tax owed beyond the tax on the receipts (below zero: less), by rounding alone."""
    apart = 0
    for booking in _bookings(paper):
        rate_ppm = int(booking.tax_key.rpartition("/")[2] or 0)
        if booking.tax is not None:
            apart -= divide_half_away(booking.amount * rate_ppm, PPM + rate_ppm) - booking.tax
    return apart


@dataclass(frozen=True, slots=True)
class Booking:
    """One row: an amount on an account, a debit above zero. `tax`: what is in it, where DATEV reckons it itself."""

    day: BookDay
    number: Number
    clearing: Number
    amount: int
    name: str
    tax_key: str
    tax: int | None


@dataclass(frozen=True, slots=True)
class _Side:
    account: Account
    amount: int
    tax: int | None = None


def _bookings(paper: Paper) -> Iterator[Booking]:
    for day in paper.journal.days:
        if day.is_opening:
            continue  # DATEV carries balances over by itself: a second time they would stand twice.
        clearing = day.accounts.number(Account(Role.CLEARING), day.day)
        if clearing is None:
            raise AccountMissing(count=1)
        for posting in day.postings:
            for side in _sides(day, posting):
                number = day.accounts.number(side.account, day.day)
                # What is apart stays on the clearing account, where an adviser looks for it.
                if number is None or not side.amount or number.number == clearing.number:
                    continue
                name = paper.name_of(side.account, number)
                yield Booking(day, number, clearing, side.amount, name, posting.tax_key, side.tax)


def _sides(day: BookDay, posting: Posting) -> list[_Side]:
    number = day.accounts.number(posting.account, day.day)
    if not posting.amount.tax:
        return [_Side(posting.account, posting.amount.net)]
    if number is not None and (number.books_tax or number.tax_code):
        return [_Side(posting.account, posting.gross, posting.amount.tax)]
    tax = Account(Role.VAT, posting.tax_key)
    return [_Side(posting.account, posting.amount.net), _Side(tax, posting.amount.tax)]


def _header(paper: Paper, chart: str, adviser: str, client: str, now: datetime, length: int) -> str:
    text = f"Kasse {paper.first:%d.%m.} bis {paper.last:%d.%m.%Y}"
    fields = [
        '"EXTF"', "700", "21", '"Buchungsstapel"', "13", f"{now:%Y%m%d%H%M%S}000", "", '""', '"Comptoir"', '""',
        adviser, client, f"{paper.year[0]:%Y%m%d}", str(length), f"{paper.first:%Y%m%d}", f"{paper.last:%Y%m%d}",
        _quoted(text, 30), '""', "1", "0", _fixed(paper), f'"{paper.currency}"', "", '""', "", "",
        f'"{_SKR.get(chart, "")}"', "", "", '""', '""',
    ]  # fmt: skip
    return ";".join(fields)


def _row(paper: Paper, booking: Booking, length: int) -> str:
    fields = [""] * len(COLUMNS)
    day = booking.day
    fields[_AMOUNT] = decimal(abs(booking.amount), 2)
    fields[_SIDE] = '"S"' if booking.amount > 0 else '"H"'
    fields[_UNIT] = f'"{paper.currency}"'
    fields[_ACCOUNT] = booking.number.number.ljust(length, "0")
    fields[_OTHER] = booking.clearing.number.ljust(length, "0")
    if booking.tax is not None and not booking.number.books_tax:
        fields[_CODE] = f'"{booking.number.tax_code}"'
    fields[_DAY] = f"{day.day:%d%m}"
    fields[_DOCUMENT] = _quoted(paper.document(day), 36)
    late = f"Nachtrag {day.happened.day:%d.%m.%y} " if day.is_late else ""
    fields[_TEXT] = _quoted(f"{late}{booking.name} {paper.store_name(day)}", TEXT_MAX)
    fields[_FIXED] = _fixed(paper)
    return ";".join(fields)


def _fixed(paper: Paper) -> str:
    """Whether DATEV takes it as fixed ("Festschreibung"): what was closed here may not be changed there."""
    return "1" if paper.is_closed else "0"


def _quoted(text: str, length: int) -> str:
    return '"' + plain_text(text)[:length].replace('"', '""') + '"'
