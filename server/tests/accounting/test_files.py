"""Files for accountants, field by field as their makers describe them, and the refusals."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from comptoir.accounting.charts import Accounts, Number, charts
from comptoir.accounting.datev import COLUMNS as DATEV_COLUMNS
from comptoir.accounting.datev import datev_file, tax_apart
from comptoir.accounting.errors import AccountMissing, AdviserMissing, PeriodInvalid, RegistrationMissing
from comptoir.accounting.facts import Fact, What
from comptoir.accounting.fec import COLUMNS, fec_file, fec_name
from comptoir.accounting.files import Paper
from comptoir.accounting.journal import journal_of, year_of
from comptoir.accounting.postings import Account, Place
from comptoir.accounting.roles import Role
from comptoir.kernel import new_uuid7

ONE, TWO = sorted((new_uuid7(), new_uuid7()))
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


def sold(store: UUID, day: date, rate_ppm: int, net: int, tax: int, kind: str = "cash") -> list[Fact]:
    """One day's turnover of one rate, paid in one way."""
    return [
        Fact(What.TURNOVER, store, day, "S", "", rate_ppm, net, tax),
        Fact(What.TENDER, store, day, kind, "", 0, net + tax),
    ]


def paper(chart: str, facts: list[Fact], own: dict[Account, Number] | None = None, since: date = FRIDAY) -> Paper:
    accounts = Accounts(charts()[chart], own or {})
    closed = {Place(FRIDAY, ONE): SATURDAY}
    return Paper(
        journal=journal_of(facts, accounts, closed, since=since),
        first=since,
        last=SATURDAY,
        year_starts=1,
        currency="EUR",
        stores={ONE: "Épicerie | du\tPort", TWO: "Halle"},
        names={role: str(role) for role in Role},
    )


FRENCH = [
    *sold(ONE, date(2026, 11, 2), 200_000, 100, 20),
    *sold(ONE, FRIDAY, 200_000, 742, 148),
    *sold(TWO, FRIDAY, 55_000, 109, 6, "card"),
    *sold(ONE, SATURDAY, 200_000, -742, -148),
]


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("iso8859-15")
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert all(len(line.split("\t")) == 18 for line in lines)
    return [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]


def test_the_french_file_has_its_18_columns_in_order() -> None:
    content = fec_file(paper("pcg", FRENCH), "CAI")
    rows = rows_of(content)

    assert content.decode("iso8859-15").split("\r\n", 1)[0] == (
        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
        "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
    )
    assert list(rows[0].values()) == [
        "CAI", "Journal de caisse", "2", "20261120", "445712", "TVA collectée à 20 %", "", "", "Z20261120-1",
        "20261120", "Recettes du 20/11/2026 Épicerie du Port", "0,00", "1,48", "", "", "20261121", "", "",
    ]  # fmt: skip
    assert len(COLUMNS) == 18


def test_bookings_are_numbered_in_order_without_a_hole_and_each_is_even() -> None:
    rows = rows_of(fec_file(paper("pcg", FRENCH), "CAI"))
    whole = rows_of(fec_file(paper("pcg", FRENCH, since=date(2026, 1, 1)), "CAI"))

    assert list(dict.fromkeys(row["EcritureNum"] for row in rows)) == ["2", "3", "4"]
    assert list(dict.fromkeys(row["EcritureNum"] for row in whole)) == ["1", "2", "3", "4"]
    assert [row for row in whole if row["EcritureNum"] != "1"] == rows
    cents = {
        number: sum(
            int(row[side].replace(",", "")) * sign
            for row in rows
            if row["EcritureNum"] == number
            for side, sign in (("Debit", 1), ("Credit", -1))
        )
        for number in ("2", "3", "4")
    }
    assert cents == {"2": 0, "3": 0, "4": 0}
    days = [row["EcritureDate"] for row in rows]
    assert days == sorted(days)
    assert all(row["CompteNum"][:3].isdigit() and row["ValidDate"] >= row["EcritureDate"] for row in rows)
    # What came back is booked on the other side, never below zero.
    assert [(row["CompteNum"], row["Debit"], row["Credit"]) for row in rows if row["EcritureNum"] == "4"] == [
        ("445712", "1,48", "0,00"), ("531100", "0,00", "8,90"), ("707200", "7,42", "0,00"),
    ]  # fmt: skip


def test_the_french_file_is_named_by_siren_and_its_last_day() -> None:
    assert fec_name("552 100 554", SATURDAY) == "552100554FEC20261121.txt"
    assert fec_name("55210055400013", SATURDAY) == "552100554FEC20261121.txt"
    assert fec_name("RCS Nantes 552 100 554 (siège)", SATURDAY) == "552100554FEC20261121.txt"
    for wrong in ("", "1", "55210055", "FR55210055"):
        with pytest.raises(RegistrationMissing):
            fec_name(wrong, SATURDAY)


def test_a_file_with_an_amount_without_an_account_is_refused() -> None:
    odd = [*FRENCH, Fact(What.TIP, ONE, FRIDAY, "cash", first=50)]
    chart = charts()["pcg"]
    without = replace(chart, accounts={key: rows for key, rows in chart.accounts.items() if key.role is not Role.TIPS})
    wrong = replace(paper("pcg", []), journal=journal_of(odd, Accounts(without, {}), {}, since=FRIDAY))

    assert wrong.journal.missing == [Account(Role.TIPS)]
    with pytest.raises(AccountMissing):
        fec_file(wrong, "CAI")
    with pytest.raises(AccountMissing):
        datev_file(wrong, chart="skr03", adviser="1001", client="1", now=NOW)


def test_a_file_of_two_years_is_refused() -> None:
    both = replace(paper("pcg", FRENCH), first=date(2025, 12, 31))

    with pytest.raises(PeriodInvalid):
        fec_file(both, "CAI")
    assert year_of(date(2026, 3, 31), 4) == (date(2025, 4, 1), date(2026, 3, 31))
    assert year_of(date(2026, 4, 1), 4) == (date(2026, 4, 1), date(2027, 3, 31))


GERMAN = [
    *sold(ONE, FRIDAY, 190_000, 748, 142),
    *sold(ONE, FRIDAY, 70_000, 107, 8, "card"),
    Fact(What.DIFFERENCE, ONE, FRIDAY, "cash", first=-100),
]


def german(content: bytes) -> tuple[list[str], list[list[str]]]:
    text = content.decode("cp1252")
    assert text.endswith("\r\n")
    head, columns, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(columns) == DATEV_COLUMNS
    assert {len(row) for row in rows} == {125}
    return head, rows


def test_the_batch_for_datev_has_its_header_and_columns() -> None:
    head, rows = german(datev_file(paper("skr03", GERMAN), chart="skr03", adviser="1001", client="42", now=NOW))

    assert head == [
        "EXTF", "700", "21", "Buchungsstapel", "13", "20261201083000000", "", "", "Comptoir", "", "1001", "42",
        "20260101", "4", "20261120", "20261121", "Kasse 20.11. bis 21.11.2026", "", "1", "0", "0", "EUR", "", "", "",
        "", "03", "", "", "", "",
    ]  # fmt: skip
    assert len(head) == 31
    # Amount, side, account, other account, tax code, day, document.
    assert [[row[index] for index in (0, 1, 6, 7, 8, 9, 10)] for row in rows] == [
        ["8,90", "H", "8400", "1792", "", "2011", "Z20261120-1"],
        ["1,15", "H", "8300", "1792", "", "2011", "Z20261120-1"],
        ["7,90", "S", "1000", "1792", "", "2011", "Z20261120-1"],
        ["1,15", "S", "1360", "1792", "", "2011", "Z20261120-1"],
        ["1,00", "S", "2309", "1792", "", "2011", "Z20261120-1"],
    ]
    assert rows[0][13] == "Erlöse 19 % USt Épicerie du Port"
    assert rows[0][113] == "0"


def test_the_clearing_account_is_even_again_each_day() -> None:
    _head, rows = german(datev_file(paper("skr04", GERMAN), chart="skr04", adviser="1001", client="1", now=NOW))

    cents = [int(row[0].replace(",", "")) * (1 if row[1] == "S" else -1) for row in rows]

    assert sum(cents) == 0
    assert {row[7] for row in rows} == {"3630"}


def test_an_account_of_the_shops_own_is_asked_for_its_tax_by_code() -> None:
    own = {Account(Role.SALES, "S/190000"): Number("84001", "Erlöse Laden")}

    _head, rows = german(datev_file(paper("skr03", GERMAN, own), chart="skr03", adviser="1001", client="1", now=NOW))

    assert [(row[0], row[6], row[7], row[8]) for row in rows][:2] == [
        ("8,90", "84001", "17920", "3"), ("1,15", "83000", "17920", ""),
    ]  # fmt: skip


def test_a_rate_that_no_code_knows_is_booked_as_net_and_tax() -> None:
    _head, rows = german(
        datev_file(
            paper("skr03", sold(ONE, FRIDAY, 90_000, 1_000, 90)), chart="skr03", adviser="1001", client="1", now=NOW
        )
    )

    assert [(row[0], row[1], row[6], row[8]) for row in rows] == [
        ("10,00", "H", "8200", ""), ("0,90", "H", "1770", ""), ("10,90", "S", "1000", ""),
    ]  # fmt: skip


def test_what_datev_reckons_otherwise_is_said() -> None:
    # Ten receipts of 0.10 with 0.02 tax each: of 1.00 at once it is 0.16.
    many = sold(ONE, FRIDAY, 190_000, 80, 20)

    assert tax_apart(paper("skr03", many)) == 16 - 20
    assert tax_apart(paper("skr03", GERMAN)) == 0


def test_a_batch_without_an_adviser_is_refused() -> None:
    with pytest.raises(AdviserMissing):
        datev_file(paper("skr03", GERMAN), chart="skr03", adviser="", client="1", now=NOW)


def test_every_chart_names_every_role_and_the_newest_row_that_began_counts() -> None:
    for chart in charts().values():
        for role in Role:
            assert chart.at(Account(role), FRIDAY), (chart.code, role)
            number = chart.at(Account(role), FRIDAY)
            assert number is not None
            assert number.number.isdigit()

    old, new = Number("707", "Before"), Number("708", "Since")
    dated = {Account(Role.SALES): ((SATURDAY, new), (date.min, old))}
    accounts = Accounts(replace(charts()["pcg"], accounts=dated), {})
    assert accounts.number(Account(Role.SALES, "S/200000"), FRIDAY) == old
    assert accounts.number(Account(Role.SALES, "S/200000"), SATURDAY) == new
