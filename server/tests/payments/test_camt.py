from datetime import date

import pytest

from comptoir.payments.camt import DEPTH_MAX, SIZE_MAX, movements, read_camt
from comptoir.payments.errors import BankFileTooLarge, BankFileUnreadable
from tests.payments.camt_files import IBAN, balance, camt, entry, new_details, old_details

QRR = "21 00000 00003 13947 14300 09017"


def test_a_batch_of_version_08_is_read_payment_by_payment() -> None:
    details = new_details("12.30", end_to_end="E-1", structured=QRR) + new_details(
        "7.7", end_to_end="NOTPROVIDED", told="Table 4"
    )
    balances = balance("OPBD", "100.00") + balance("CLBD", "119.5")
    fee = entry("0.50", direction="DBIT", reference="B-78", text="Fee")

    [found] = read_camt(camt(entry("20.00", details) + fee, balances=balances))

    assert (found.kind, found.version, found.message, found.id, found.account, found.currency) == (
        "camt.053", 8, "M-1", "S-1", IBAN, "EUR",
    )  # fmt: skip
    assert (found.opening, found.closing, found.is_even) == (10_000, 11_950, True)
    first, second = found.entries
    assert (first.amount, first.booked, first.value, first.code) == (
        2_000, date(2026, 11, 25), date(2026, 11, 26), "PMNT/RCDT/ESCT",
    )  # fmt: skip
    assert (first.is_booked, first.is_explained, second.is_explained) == (True, True, False)
    one, two = first.transactions
    assert (one.amount, one.end_to_end, one.structured) == (1_230, "E-1", "210000000003139471430009017")
    assert (one.debtor, one.debtor_account) == ("Ada Meier", "DE02120300000000202051")
    assert (two.amount, two.end_to_end, two.remittance) == (770, "", "Table 4")
    assert [row.amount for row in movements([found])] == [1_230, 770, -50]


def test_version_02_says_the_same_in_its_own_places() -> None:
    details = old_details("12.30", end_to_end="E-1", told="Sale 7")

    [found] = read_camt(camt(entry("12.30", details, status="<Sts>BOOK</Sts>"), version="02"))

    [payment] = found.entries[0].transactions
    assert (found.version, found.entries[0].status, found.opening, found.is_even) == (2, "BOOK", None, None)
    assert (payment.amount, payment.end_to_end, payment.debtor, payment.remittance) == (
        1_230, "E-1", "Ada Meier", "Sale 7",
    )  # fmt: skip


def test_a_statement_and_a_notification_tell_of_one_payment_by_one_key() -> None:
    details = new_details("5.00", end_to_end="E-1", own="T-1") + new_details("5.00", end_to_end="E-2", own="T-2")
    told = [camt(entry("10.00", details), kind=kind) for kind in ("camt.053", "camt.054")]

    statement, notification = ([row.key for row in movements(read_camt(content))] for content in told)

    assert statement == notification
    assert len(set(statement)) == 2
    # Two that the bank does not tell apart are two all the same.
    twins = new_details("5.00", end_to_end="E-1") * 2
    assert len({row.key for row in movements(read_camt(camt(entry("10.00", twins))))}) == 2
    # Nothing but the message's place names them: still one key each.
    bare = entry("5.00", reference="").replace("<NtryRef>1</NtryRef>", "") * 2
    assert len({row.key for row in movements(read_camt(camt(bare)))}) == 2


def test_what_is_not_booked_or_not_explained_moves_nothing_by_itself() -> None:
    pending = entry("3.00", status="<Sts><Cd>PDNG</Cd></Sts>", reference="B-1")
    short = entry(
        "10.00",
        new_details("4.00", end_to_end="A") + new_details("4.00", end_to_end="B"),
        reference="B-2",
        text="Batch",
    )
    back = entry("2.00", direction="DBIT", reference="B-3").replace("<BookgDt>", "<RvslInd>true</RvslInd><BookgDt>")

    statements = read_camt(camt(pending + short + back))

    assert [(row.amount, row.payment.remittance) for row in movements(statements)] == [(1_000, "Batch"), (-200, "")]
    assert statements[0].entries[2].is_reversal


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&b;</Document>'
)
OUTSIDE = BOMB.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no xml", BOMB, OUTSIDE, b"<!DOCTYPE x><x/>",
        b'<?xml version="1.0" encoding="nonsense"?><x/>',
        camt("").replace(b"camt.053", b"pain.001"), camt("")[:-4],
        camt(entry("1.234")), camt(entry("-1.00")), camt(entry("1e2")), camt(entry("1,00")), camt(entry("NaN")),
        camt(entry("1.00", direction="CREDIT")), camt(entry("1.00", booked="yesterday")),
        camt(entry("1.00")).replace(b'Ccy="EUR"', b""),
    ],
)  # fmt: skip
def test_what_nobody_could_read_without_guessing_is_refused(content: bytes) -> None:
    with pytest.raises(BankFileUnreadable):
        read_camt(content)


def test_what_no_bank_sends_is_refused_before_it_costs_anything() -> None:
    deep = b"<Document>" + b"<a>" * DEPTH_MAX + b"</a>" * DEPTH_MAX + b"</Document>"

    for content in (b" " * (SIZE_MAX + 1), deep):
        with pytest.raises(BankFileTooLarge):
            read_camt(content)


def test_currencies_have_their_own_digits() -> None:
    yen = camt(entry("500")).replace(b"EUR", b"JPY")
    dinar = camt(entry("1.250")).replace(b"EUR", b"KWD")

    assert [read_camt(one)[0].entries[0].amount for one in (yen, dinar)] == [500, 1_250]
