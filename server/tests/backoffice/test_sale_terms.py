"""What holds for a whole sale, read from its sealed bytes for the page of a sale."""

import json

import pytest
from django.utils.translation import override

from comptoir.backoffice.sale_terms import SaleTerm, sale_terms


def _entry(**body: object) -> bytes:
    return json.dumps({"body": body}).encode()


def test_place_and_exemption_are_said() -> None:
    content = _entry(
        place="away",
        lines=[{"name": "Croissant"}, {"name": "Chocolat", "place": "here"}, {"place": "here"}],
        exemption={"category": "E", "reason": "diplomatic"},
    )

    with override("en"):
        terms = sale_terms(content)

    assert terms == [
        SaleTerm("Eat in or take away", "Taken away · Chocolat: Eaten here · Free amount: Eaten here"),
        SaleTerm("Without tax", "Diplomats · Exempt"),
    ]


def test_a_reason_of_the_shops_own_is_called_as_it_was_sealed() -> None:
    sealed = {"category": "E", "reason": "019a0000-0000-7000-8000-00000000e001", "revision": 2, "name": "Ambassade"}
    content = _entry(exemption=sealed | {"mention": "Art. 151", "vatex": "VATEX-EU-151", "evidence": "0f" * 32})

    with override("en"):
        assert sale_terms(content) == [SaleTerm("Without tax", "Ambassade · Exempt · Art. 151 · VATEX-EU-151")]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"body": 7}', _entry(place=7, exemption="E"), _entry(lines=[])])
def test_what_is_not_there_is_not_said(content: bytes) -> None:
    assert sale_terms(content) == []
