"""A VAT number that no state writes so is seen before it stands on an invoice."""

import pytest

from comptoir.countries.vat_numbers import can_be_vat_number, vat_number


@pytest.mark.parametrize(
    ("country", "said", "number"),
    [
        ("FR", "FR 12 123 456 789", "FR12123456789"),
        ("FR", "12123456789", "FR12123456789"),
        ("DE", "de136695976", "DE136695976"),
        ("AT", "U12345678", "ATU12345678"),
        ("BE", "0123.456.789", "BE0123456789"),
        ("GR", "123456789", "EL123456789"),
        ("NL", "NL123456789B01", "NL123456789B01"),
        # A company of one state may be registered in another.
        ("FR", "DE136695976", "DE136695976"),
    ],
)
def test_a_number_is_written_as_its_invoice_needs_it(country: str, said: str, number: str) -> None:
    assert vat_number(said, country=country) == number
    assert can_be_vat_number(number, country=country)


@pytest.mark.parametrize(("country", "said"), [("DE", "DE12"), ("DE", "12/345/67890"), ("FR", "FR1"), ("GR", "GR1")])
def test_a_slip_is_seen_and_left_as_it_was_said(country: str, said: str) -> None:
    assert vat_number(said, country=country) == said
    assert not can_be_vat_number(said, country=country)


@pytest.mark.parametrize("said", ["CHE-123.456.789 MWST", "91-1144442"])
def test_of_other_states_nothing_is_known(said: str) -> None:
    assert vat_number(said, country="CH") == said
    assert can_be_vat_number(said, country="CH")
