from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from comptoir.settlements.amounts import minor_units
from comptoir.settlements.errors import FileUnreadable, FormatUnknown
from comptoir.settlements.layouts import mapped
from comptoir.settlements.readers import BadLine, Line, Read, read_settlement
from tests.settlements import files

PARIS = ZoneInfo("Europe/Paris")


def read(text: str | bytes, **options: object) -> Read:
    content = text.encode() if isinstance(text, str) else text
    return read_settlement(content, currency="EUR", zone=PARIS, **options)  # type: ignore[arg-type]


def sums(lines: tuple[Line, ...]) -> list[tuple[str, int, int, int]]:
    return [(line.kind, line.gross, line.fee, line.net) for line in lines]


def test_stripe_is_read_and_each_bad_line_says_why() -> None:
    found = read(files.STRIPE)

    assert found.provider == "stripe"
    assert sums(found.lines) == [
        ("payment", 2_500, 60, 2_440), ("refund", -500, 0, -500), ("fee", 0, 10, -10), ("payout", -1_930, 0, -1_930),
    ]  # fmt: skip
    first = found.lines[0]
    assert (first.reference, first.last_four, first.payout, first.currency) == ("pi_1", "4242", "po_1ABC", "EUR")
    assert (first.happened_at, first.has_time, first.day) == (
        datetime(2026, 11, 24, 8, 15, tzinfo=UTC), True, date(2026, 11, 24),
    )  # fmt: skip
    assert found.bad == (
        BadLine(6, "sums"), BadLine(7, "amount"), BadLine(8, "time"), BadLine(9, "kind"), BadLine(10, "currency"),
        BadLine(11, "card_number"),
    )  # fmt: skip
    # The lines of the payout come to what it pays.
    assert sum(line.net for line in found.lines if line.kind != "payout") == 1_930


def test_adyen_adds_up_its_four_fees_and_knows_its_own_lines() -> None:
    found = read(files.ADYEN)

    assert (found.provider, found.bad) == ("adyen", ())
    assert sums(found.lines) == [
        ("payment", 2_500, 30, 2_470), ("refund", -500, 10, -510), ("fee", 0, 120, -120), ("payout", -1_840, 0, -1_840),
    ]  # fmt: skip
    assert found.lines[0].own_reference == "018f0000-0000-7000-8000-000000000001"
    assert sum(line.net for line in found.lines) == 0


def test_the_others_by_their_published_columns() -> None:
    contents = (files.SUMUP, files.SUMUP_JSON, files.SQUARE, files.MOLLIE, files.VIVA)
    sumup, payouts, square, mollie, viva = [read(content) for content in contents]

    assert (sums(sumup.lines), sumup.skipped) == ([("payment", 2_500, 42, 2_458), ("refund", -500, 0, -500)], 1)
    assert sums(payouts.lines) == [("payment", 2_510, 42, 2_468)]
    assert sums(square.lines) == [("payment", 2_500, 65, 2_435)]
    assert sums(mollie.lines) == [("payment", 2_500, 0, 2_500), ("refund", -500, 0, -500), ("fee", 0, 80, -80)]
    assert sums(viva.lines) == [("payment", 2_500, 30, 2_470)]
    assert (viva.lines[0].last_four, viva.lines[0].authorization, viva.lines[0].trace) == (
        "9999", "123456", "612345678901",
    )  # fmt: skip
    read_all = (sumup, payouts, square, mollie, viva)
    assert [one.provider for one in read_all] == ["sumup", "sumup", "square", "mollie", "viva"]
    assert all(one.bad == () for one in read_all)


def test_a_file_of_nobody_is_read_once_somebody_names_its_columns() -> None:
    with pytest.raises(FormatUnknown):
        read(files.OTHER)
    columns = {
        "when": "Datum", "gross": "Betrag", "fee": "Gebühr", "authorization": "Auth", "last_four": "Karte",
        "terminal": "Terminal",
    }  # fmt: skip

    [line] = read(files.OTHER, layout=mapped(columns)).lines

    assert (line.gross, line.fee, line.net) == (102_500, 210, 102_290)
    assert (line.authorization, line.last_four, line.terminal) == ("A1B2C3", "4242", "T1")


def test_the_same_line_has_the_same_name_in_every_file_and_twins_have_two() -> None:
    head, first, *_rest = files.STRIPE.splitlines()
    once, again = read(f"{head}\n{first}\n"), read(files.STRIPE)
    plain = "when,gross\n2026-11-24 09:15,5.00\n2026-11-24 09:15,5.00\n"

    assert once.lines[0].key == again.lines[0].key == "pi_1/txn_1/payment"
    assert len({line.key for line in read(plain).lines}) == 2
    assert [line.key for line in read(plain).lines] == [line.key for line in read(plain).lines]


@pytest.mark.parametrize("content", [b"", b"hello", b"[]", b"{", b"[" * 100_000, b"when,gross\n", b"\x00\xff"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises((FileUnreadable, FormatUnknown)):
        read(content)


@pytest.mark.parametrize(
    ("text", "exponent", "amount"),
    [
        ("1,234.56", 2, 123_456), ("1.234,56", 2, 123_456), ("1'234.50", 2, 123_450), ("1 234,5", 2, 123_450),
        ("(12.00)", 2, -1_200), ("-3", 2, -300), ("€ 0,05", 2, 5), ("12.00-", 2, -1_200), ("1,234", 2, 123_400),
        ("1.234", 3, 1_234), ("500", 0, 500), ("1.5", 0, None), ("1.005", 2, 100_500), ("2.005,5", 2, 200_550),
        ("0.005", 2, None), ("", 2, None),
        ("1e3", 2, None), ("--", 2, None), ("1.2.3,4,5", 2, None),
    ],
)  # fmt: skip
def test_amounts_as_companies_write_them(text: str, exponent: int, amount: int | None) -> None:
    assert minor_units(text, exponent) == amount
