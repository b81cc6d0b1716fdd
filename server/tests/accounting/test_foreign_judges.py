"""The French file of a whole month, read by a program that is not ours (`fec-parser`): it says what we say."""

import io
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import pytest
from fec_parser.errors import BadFECFileError
from fec_parser.parser import FECParser

from comptoir.sales.simulation import Sealed
from tests.accounting.test_large_books import french
from tests.accounting.test_periods import BREAD, CASH, NOVEMBER, WINE, Send, close, period, sums
from tests.sales.shop import Shop, add_till, enrol

LAST = NOVEMBER.replace(day=30)


def judged(content: bytes) -> dict[str, Decimal]:
    """Debit less credit of each account, as the foreign program reads the file."""
    found: dict[str, Decimal] = {}
    for row in FECParser.from_bytesio(io.BytesIO(content), "FEC").get_ecritures():
        found[row.compte_num] = found.get(row.compte_num, Decimal(0)) + row.debit - row.credit
    return found


def test_a_foreign_program_reads_a_month_as_we_do_and_refuses_what_is_spoiled(shop: Shop, send: Send) -> None:
    till = enrol(shop, add_till(shop, "B1"), now=datetime(2026, 11, 1, 8, tzinfo=UTC))
    entries: list[Sealed | bytes] = [till.start_chain()]
    for day in range(1, 31):
        till.now = datetime(2026, 11, day, 9, tzinfo=UTC)
        sold = till.sell([shop.bread, shop.wine])
        entries += [till.open(0), sold, till.sell([shop.bread] * (day % 3 + 1), card=115 * (day % 3 + 1))]
        entries += [till.refund(sold, {1: 1_000})] if day % 5 == 0 else []
    send(till, entries)
    close(shop, NOVEMBER, LAST)

    content = french(shop, NOVEMBER, LAST)
    found = judged(content)

    ours = sums(*period(shop, NOVEMBER, LAST).paper.journal.days)
    assert sum(found.values()) == 0
    # Thirty times bread and wine, sixty breads by card, six breads that came back.
    assert (ours[CASH], ours[BREAD], ours[WINE]) == (30 * 1_005 - 6 * 115, -(30 + 60 - 6) * 115, -30 * 890)
    assert found["531100"] == Decimal(ours[CASH]) / 100
    taxes = found["445715"] + found["445712"]
    sales = sum(amount for number, amount in found.items() if number.startswith("7"))
    assert sales + taxes == Decimal(ours[BREAD] + ours[WINE]) / 100

    for old, wrong in ((b"\t20261115\t", b"\t2026-11-15\t"), (b"\t10,05\t", b"\t\t"), (b"\t531100\t", b"\t\t")):
        assert old in content
        with pytest.raises((BadFECFileError, InvalidOperation)):
            judged(content.replace(old, wrong, 1))
