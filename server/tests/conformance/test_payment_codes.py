"""Codes that ask a customer's bank for money: both sides' references, and drawn codes read by another program."""

import binascii
import random
from typing import Any
from uuid import UUID

import pytest
import zxingcpp

from comptoir.payments.references import is_creditor_reference, is_iban, is_qr_iban, mod97, references_of
from tests.conformance.cases import load
from tests.conformance.twin import Json, ask, fuzz_seed

VECTORS = load("payments/qr_texts.json")
COUNT = 1_000
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 éèüößçÄÖœ'-./&"


@pytest.mark.parametrize("case", VECTORS["references"], ids=lambda case: case["attempt"])
def test_references_are_the_same_on_both_sides(case: dict[str, Any]) -> None:
    found = references_of(UUID(case["attempt"]))

    assert {"plain": found.plain, "creditor": found.creditor, "qr": found.qr} == case["expect"], case["why"]
    assert is_creditor_reference(found.creditor)


def test_accounts_of_the_vectors() -> None:
    made = [case["from"]["iban"] for case in VECTORS["cases"] if case["made"] in {"epc", "swiss"}]

    assert {iban for iban in made if not is_iban(iban)} == {"BE72000000001661"}
    assert {iban for iban in made if is_qr_iban(iban)} == {"CH4431999123000889012"}


def test_sums_of_emv_codes_are_those_of_another_program() -> None:
    texts = [case["expect"] for case in VECTORS["cases"] if case.get("expect", "").startswith("0002")]

    assert len(texts) == 5
    assert [text[-4:] for text in texts] == [f"{binascii.crc_hqx(text[:-4].encode(), 0xFFFF):04X}" for text in texts]


def test_a_thousand_drawn_codes_are_read_back_by_another_program() -> None:
    """EPC, Swiss and EIP-681 codes as the till draws them, the Swiss cross included."""
    chance = random.Random(fuzz_seed())
    questions = [{**_question(chance, number), "draw": True} for number in range(COUNT)]

    answers = ask("codes", questions)

    misread = [found["text"] for found in answers if _read(found) != found["text"]]
    assert misread == []


def _question(chance: random.Random, number: int) -> Json:
    amount = chance.randrange(1, 10 ** chance.randrange(1, 11))
    references = references_of(UUID(int=chance.getrandbits(128)))
    facts: dict[str, object]
    match number % 3:
        case 0:
            facts = {"iban": _iban(chance, "DE", 18), "bic": chance.choice(["", "PSSTFRPPLYO"])}
            facts |= {"name": _text(chance, 40), "amount": amount, "text": references.creditor}
            return {"made": "epc", "from": facts}
        case 1:
            iban = _iban(chance, "CH", 17)
            facts = {"iban": iban, "name": _text(chance, 60), "street": _text(chance, 40), "building": "4a"}
            facts |= {"postcode": "2501", "town": _text(chance, 30), "country": "CH", "currency": "CHF"}
            facts |= {"reference": references.qr if is_qr_iban(iban) else references.creditor}
            return {"made": "swiss", "from": facts | {"amount": amount, "text": _text(chance, 100)}}
        case _:
            contract, receiver = (f"0x{chance.getrandbits(160):040x}" for _ in range(2))
            facts = {"contract": contract, "receiver": receiver, "chain": chance.randrange(1, 10**9)}
            return {"made": "token", "from": facts | {"units": str(chance.randrange(1, 10**24))}}


def _iban(chance: random.Random, country: str, digits: int) -> str:
    account = "".join(chance.choice("0123456789") for _ in range(digits))
    return f"{country}{98 - mod97(f'{account}{country}00'):02d}{account}"


def _text(chance: random.Random, most: int) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randrange(1, most))).strip() or "A"


def _read(found: Json) -> str:
    """Six pixels a module, the cross drawn over them: white with black arms."""
    scale, size = 6, found["size"]
    side = size * scale
    pixels = bytearray(b"\xff" * side * side)
    for y, row in enumerate(found["dark"]):
        line = b"".join((b"\x00" if dark == "1" else b"\xff") * scale for dark in row)
        for inner in range(scale):
            start = (y * scale + inner) * side
            pixels[start : start + side] = line
    if found["cross"] is not None:
        _cross(pixels, side, int(found["cross"]["at"] * scale), int(found["cross"]["size"] * scale))
    image = memoryview(bytes(pixels)).cast("B", shape=[side, side])
    # Stripes of a QR code may look like a short ITF, too.
    found_codes = [code for code in zxingcpp.read_barcodes(image) if code.format == zxingcpp.BarcodeFormat.QRCode]
    return found_codes[0].text if len(found_codes) == 1 else ""


def _cross(pixels: bytearray, side: int, at: int, size: int) -> None:
    """A white square with a black one inside, and a white cross in that: the till's own picture."""
    for y in range(size):
        for x in range(size):
            across, down = x * 32 // size, y * 32 // size
            is_black = 1 <= across < 31 and 1 <= down < 31
            is_arm = (13 <= across < 19 and 6 <= down < 26) or (13 <= down < 19 and 6 <= across < 26)
            pixels[(at + y) * side + at + x] = 0 if is_black and not is_arm else 255
