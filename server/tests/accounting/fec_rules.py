"""The French file by the text of the law (LPF, article A. 47 A-1), read by nothing of ours."""

import re
from datetime import date, datetime

COLUMNS = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate "
    "EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
)
# VII: what a bookkeeping of commerce must say in every row.
MANDATORY = (0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15)
NUMBER, OPENED, ACCOUNT, PIECE_DAY, DEBIT, CREDIT, VALID = 2, 3, 4, 9, 11, 12, 15


def breaches(name: str, content: bytes, first: date, last: date) -> list[str]:
    """What of a year's file the law does not allow; empty where all of it is as it asks."""
    found = [] if re.fullmatch(rf"[0-9]{{9}}FEC{last:%Y%m%d}\.txt", name) else [f"name {name}"]
    text = content.decode("iso8859-15")
    if not text.endswith("\r\n") or text.replace("\r\n", "").count("\n"):
        found.append("ends of rows")
    head, *rows = [row.split("\t") for row in text.removesuffix("\r\n").split("\r\n")]
    if head != COLUMNS.split():
        found.append("columns")
    for place, row in enumerate(rows, start=2):
        found += [f"{place}: {why}" for why in _of_row(row, first, last)]
    numbers = [int(row[NUMBER]) for row in rows]
    if list(dict.fromkeys(numbers)) != list(range(1, max(numbers) + 1)) or numbers != sorted(numbers):
        found.append("numbers are no sequence without holes")
    if [row[OPENED] for row in rows] != sorted(row[OPENED] for row in rows):
        found.append("not in the order of days")
    for number in dict.fromkeys(numbers):
        cents = sum(_cents(row[DEBIT]) - _cents(row[CREDIT]) for row in rows if int(row[NUMBER]) == number)
        if cents:
            found.append(f"booking {number} is {cents} apart")
    return found


def _of_row(row: list[str], first: date, last: date) -> list[str]:
    if len(row) != 18:
        return ["not 18 fields"]
    found = [f"field {place + 1} is empty" for place in MANDATORY if not row[place].strip()]
    if not row[ACCOUNT][:3].isdigit():
        found.append(f"account {row[ACCOUNT]}")
    for place in (OPENED, PIECE_DAY, VALID):
        try:
            datetime.strptime(row[place], "%Y%m%d")  # noqa: DTZ007  # a day
        except ValueError:
            found.append(f"day {row[place]}")
    if not f"{first:%Y%m%d}" <= row[OPENED] <= f"{last:%Y%m%d}" or row[VALID] < row[OPENED]:
        found.append("a day outside")
    amounts = [row[DEBIT], row[CREDIT]]
    if not all(re.fullmatch(r"[0-9]+,[0-9]{2}", amount) for amount in amounts) or "0,00" not in amounts:
        found.append(f"amounts {amounts}")
    return found


def _cents(amount: str) -> int:
    return int(amount.replace(",", ""))
