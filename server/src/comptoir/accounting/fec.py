"""The French file of bookings: 18 columns, one row a line of a booking (LPF, article A. 47 A-1). Pure.

Columns are separated by tabs and rows end with CR LF; figures have a comma and no grouping, days are YYYYMMDD, the
characters are ISO 8859-15. A booking is a business day of a store; its number goes on without a hole from the first
day of the company's year, so a month's file has the numbers that the year's file has.
"""

import re
from collections.abc import Iterator
from datetime import date

from comptoir.accounting.errors import RegistrationMissing
from comptoir.accounting.files import Paper, check, decimal, plain_text
from comptoir.accounting.journal import BookDay
from comptoir.kernel import currency_exponent

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
JOURNAL_NAME = "Journal de caisse"
# "Les premiers numéros d'écritures comptables … correspondent aux écritures de reprise des soldes" (A. 47 A-1).
OPENING_CODE, OPENING_NAME = "AN", "À nouveaux"
# Alone or among words, as companies write it: "552 100 554", "RCS Paris B 552 100 554", a SIRET of fourteen digits.
_SIREN = re.compile(r"(?<![0-9])((?:[0-9]{3}[\s.]?){3})(?:[0-9]{5})?(?![0-9])")


def siren_of(registration: str) -> str:
    """The nine digits of a company, out of its SIREN or SIRET."""
    found = _SIREN.search(registration)
    if found is None:
        raise RegistrationMissing
    return re.sub(r"[\s.]", "", found[1])


def fec_name(registration: str, last: date, *, is_closed: bool = True) -> str:
    """As the law names it: SIREN, FEC, and the day with which it ends. What may still change says so."""
    return f"{siren_of(registration)}FEC{last:%Y%m%d}{'' if is_closed else '-provisoire'}.txt"


def fec_file(paper: Paper, journal_code: str) -> bytes:
    """The whole file, or a refusal."""
    check(paper, one_year=True)
    rows = ["\t".join(COLUMNS), *("\t".join(row) for row in _rows(paper, journal_code))]
    return "".join(f"{row}\r\n" for row in rows).encode("iso8859-15", "replace")


def _rows(paper: Paper, journal_code: str) -> Iterator[list[str]]:
    exponent = currency_exponent(paper.currency)
    for day in paper.journal.days:
        when, document = f"{day.day:%Y%m%d}", paper.document(day)
        code, name = (OPENING_CODE, OPENING_NAME) if day.is_opening else (journal_code, JOURNAL_NAME)
        text = plain_text(f"{_text(day)} {paper.store_name(day)}")
        for line in paper.journal.lines(day):
            number = line.number
            assert number is not None, "a file without an account was refused"
            yield [
                code, name, str(day.number), when, number.number, paper.name_of(line.account, number),
                "", "", document, f"{day.happened.day:%Y%m%d}", text, decimal(line.debit, exponent),
                decimal(line.credit, exponent), "", "", f"{day.validated:%Y%m%d}", "", "",
            ]  # fmt: skip


def _text(day: BookDay) -> str:
    if day.is_opening:
        return f"Reprise des soldes au {day.day:%d/%m/%Y}"
    if day.is_late:
        return f"Régularisation après clôture, recettes du {day.happened.day:%d/%m/%Y}"
    return f"Recettes du {day.day:%d/%m/%Y}"
