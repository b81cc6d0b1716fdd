"""The vectors that both languages pass, on this side."""

import json
from base64 import b64decode, b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comptoir_at.categories import RateUnknown, column_of
from comptoir_at.machine_code import Amounts, chain_value, decimal, ocr_text, qr_text, read_payload
from comptoir_at.register import Draft, OutOfOrder, ReceiptKind, Register, RegisterState
from comptoir_at.turnover import TurnoverTooLarge, decrypt_turnover, encrypt_turnover, key_checksum

VECTORS: Any = json.loads((Path(__file__).parents[3] / "conformance" / "fiscal" / "rksv.json").read_text("utf-8"))
KEY = b64decode(VECTORS["key"])
REGISTER = VECTORS["register"]


class FixedDevice:
    """Signs anything with the bytes 0 to 63: the texts are tested, not the curve."""

    trust_center: str = REGISTER["trust_center"]
    key_id: str = REGISTER["key_id"]

    def sign(self, message: bytes) -> bytes:
        return bytes(range(64))


def draft(row: Any, *, number: str = "T1-1-99") -> Draft:
    return Draft(
        row.get("receipt", number), row.get("local_time", "2026-11-27T18:00:00"), ReceiptKind(row["kind"]),
        Amounts(*row["amounts"]),
    )  # fmt: skip


def test_amounts_and_chain_values() -> None:
    for row in VECTORS["amounts"]:
        assert decimal(row["cents"]) == row["text"]
    for row in VECTORS["chain"]:
        assert b64encode(chain_value(row["previous"])).decode() == row["value"]


def test_the_counter_is_what_openssl_makes_of_it() -> None:
    for row in VECTORS["turnover"]:
        place, cents = (row["register"], row["receipt"]), int(row["cents"])
        encrypted = encrypt_turnover(KEY, *place, cents, counter_bytes=row["counter_bytes"])
        assert b64encode(encrypted).decode() == row["encrypted"], row["why"]
        assert decrypt_turnover(KEY, *place, encrypted) == cents
    for row in VECTORS["turnover_refused"]:
        with pytest.raises(TurnoverTooLarge):
            encrypt_turnover(KEY, "T1-1", "T1-1-1", int(row["cents"]), counter_bytes=row["counter_bytes"])


def test_a_counter_has_five_to_sixteen_bytes_and_a_key_of_256_bits() -> None:
    for counter_bytes in (4, 17):
        with pytest.raises(ValueError, match="5 to 16"):
            encrypt_turnover(KEY, "T1-1", "T1-1-1", 0, counter_bytes=counter_bytes)
    with pytest.raises(ValueError, match="256 bits"):
        encrypt_turnover(KEY[:16], "T1-1", "T1-1-1", 0, counter_bytes=8)


def test_columns_by_day() -> None:
    for row in VECTORS["columns"]:
        day = date.fromisoformat(row["day"])
        if row["column"] is None:
            with pytest.raises(RateUnknown):
                column_of(row["tax_rate_ppm"], day)
        else:
            assert column_of(row["tax_rate_ppm"], day).value == row["column"]


def test_a_register_receipt_by_receipt() -> None:
    register, state = Register(KEY, REGISTER["counter_bytes"]), RegisterState(REGISTER["register"])
    for row in REGISTER["receipts"]:
        issued = register.issue(state, draft(row), FixedDevice(), is_device_out=row["is_device_out"])
        state = issued.state
        assert issued.jws == row["jws"], row["receipt"]
        assert (qr_text(issued.jws), ocr_text(issued.jws)) == (row["qr"], row["ocr"])
        assert read_payload(issued.jws).amounts == Amounts(*row["amounts"])
        assert (str(state.turnover), state.is_out) == (row["turnover"], row["is_device_out"])


def test_what_the_order_of_the_law_refuses() -> None:
    register = Register(KEY, REGISTER["counter_bytes"])
    for row in VECTORS["refused"]:
        state = RegisterState(REGISTER["register"])
        for before in REGISTER["receipts"][: row["before"]]:
            state = register.issue(state, draft(before), FixedDevice(), is_device_out=before["is_device_out"]).state
        with pytest.raises(OutOfOrder):
            register.issue(state, draft(row), FixedDevice(), is_device_out=row["is_device_out"])


def test_names_with_underscores_would_break_the_fields() -> None:
    with pytest.raises(OutOfOrder):
        Register(KEY).issue(RegisterState("T_1"), Draft("1", "2026-11-27T18:00:00", ReceiptKind.START), FixedDevice())


def test_the_checksum_of_the_key_is_short_and_of_its_base64() -> None:
    # `printf %s "$KEY" | sha256sum`, three bytes of it in base64.
    assert key_checksum(KEY) == "omRR"
