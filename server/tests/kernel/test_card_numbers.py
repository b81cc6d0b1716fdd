import pytest

from comptoir.kernel import gtin_check_digit
from comptoir.kernel.card_numbers import (
    holds_card_number,
    is_card_number,
    is_masked,
    json_holds_card_number,
    mask_card_numbers,
)

# The schemes' own numbers for tests.
CARDS = (
    "4111111111111111", "4012888888881881", "5555555555554444", "5105105105105100",
    "2223003122003222", "378282246310005", "371449635398431", "30569309025904", "38520000023237", "6011111111111117",
    "6011000990139424", "3530111333300000", "3566002020360505", "6200000000000005", "6304000000000000",
)  # fmt: skip


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_one_however_it_is_typed(number: str) -> None:
    fours = " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    texts = [number, fours, fours.replace(" ", "-"), f"Karte: {number}, 12/27", f"{number} 123", f"7 {fours}"]

    assert all(map(holds_card_number, texts))
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in number)
    for body in (f'{{"note": "{number}"}}', f'{{"a": [{number}]}}', f'"{escaped}"'):
        assert json_holds_card_number(body.encode())


@pytest.mark.parametrize(
    "text",
    [
        "4111 - 1111 - 1111 - 1111", "4111  1111  1111  1111", "4111\t1111\t1111\t1111", "4111.1111.1111.1111",
        "4111/1111/1111/1111", "4111\u20111111\u20111111\u20111111", "4111\u20091111\u20091111\u20091111",
        "４１１１１１１１１１１１１１１１", "٤١١١١١١١١١١١١١١١", "4111\u200b1111\u200b1111\u200b1111",
        "Karte–4111–1111–1111–1111",
    ],
)  # fmt: skip
def test_other_writings_of_a_number_are_seen_too(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "4222222222222", "4006381333932",
        "4111 1111 1111 1112", "411111******1111", "1234567890123456", "FR76 3000 6000 0112 3456 7890 189",
        "DE89 3704 0044 0532 0130 00", "AT611904300234573201", "+49 151 23456789", "+4915123456783",
        "48.85661400000001", "018f3e5c-4111-7111-8111-111111111111", "A4111111111111111", "1795766042250",
        "210000000003139471430009017", "2026-11-27 10:43:19", "340123450000000000", "4111.1111,1111.1111",
        "192.168.1.10/2026.11.27", "1.234.567,89 4111.11", "02.40.00.00.12 / 02.40.00.00.13", "1000.2000.3000.4000",
    ],
)  # fmt: skip
def test_what_is_none_is_left_alone(text: str) -> None:
    assert not holds_card_number(text)


def test_no_barcode_is_taken_for_a_card() -> None:
    """Every tenth barcode that begins with 4 has the last digit that a card's number would have."""
    payloads = [f"4{place:011d}" for place in range(0, 90_000_000_000, 900_000_007)]
    payloads += [f"36{place:011d}" for place in range(0, 90_000_000_000, 900_000_007)]

    codes = [f"{payload}{gtin_check_digit(payload)}" for payload in payloads]

    assert not [code for code in codes if is_card_number(code) or holds_card_number(f"EAN {code}")]


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("Karte 4111111111111111, 12/27", "Karte ************1111, 12/27"),
        ('{"a":"4111 1111-1111 1111","n":12}', '{"a":"**** ****-**** 1111","n":12}'),
        ("7 4111 1111 1111 1111 123", "7 **** **** **** 1111 123"),
        ("378282246310005 5555555555554444", "***********0005 ************4444"),
        ("4111.1111.1111.1111 is 7.50", "****.****.****.1111 is 7.50"),
        # Other writings: nothing of what could be read is left.
        ("12 4111\u20091111\u20091111\u20091111", "** ****\u2009****\u2009****\u2009****"),
        ("12 \\u0034111111111111111", "** \\u*******************"),
        ("4111111111111112 4006381333931", "4111111111111112 4006381333931"),
    ],
)  # fmt: skip
def test_of_a_number_the_last_four_digits_are_left(came: str, kept: str) -> None:
    masked = mask_card_numbers(came.encode())

    assert masked.decode() == kept
    assert len(masked) == len(came.encode())
    assert mask_card_numbers(masked) == masked
    assert is_masked(masked) == (came != kept)


def test_digits_of_other_writings_are_taken_with_their_bytes() -> None:
    came = "Nr. ４１１１１１１１１１１１１１１１".encode()

    assert mask_card_numbers(came) == b"Nr. " + b"*" * 48


def test_a_long_row_of_groups_hides_none() -> None:
    assert holds_card_number(f"{'1234 ' * 14}4111 1111 1111 1111 {'1234 ' * 14}")
